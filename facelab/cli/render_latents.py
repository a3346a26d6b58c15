"""`facelab render --latents`: the w+ of faces as files for other tools, in place of pictures."""

from __future__ import annotations

import argparse

from facelab import destinations
from facelab.cli.console import notices, say
from facelab.cli.looks import chosen_looks, giving, look_inputs
from facelab.cli.models import model_path
from facelab.cli.pictures import Taken
from facelab.cli.progress import counting
from facelab.cli.render_faces import Bases, Faces, check_one
from facelab.engine import load
from facelab.engine.shape import published_rows
from facelab.errors import RecipeError
from facelab.export.latents import write_latents

FORMATS = ("npz", "npy", "pt")


def add_latents(group: argparse._ArgumentGroup) -> None:
    """The option that asks for them."""
    group.add_argument(
        "--latents",
        choices=FORMATS,
        metavar="FORMAT",
        help=(
            "write each face's w+ instead of its picture: npz (as projected_w.npz), npy or pt, "
            "with StyleGAN2's rows (18 at 1024 pixels)"
        ),
    )


def write_latent_files(arguments: argparse.Namespace) -> int:
    """Write what the arguments of `facelab render` say, without drawing.

    Raises
    ------
    RecipeError, ModelError
        A face does not fit the network.
    ExportError
        A file cannot be written.
    """
    if arguments.out is None:
        raise RecipeError("the following arguments are required: -o/--out")
    if arguments.out.exists() and not arguments.out.is_dir():
        raise RecipeError(f"-o {arguments.out} is a file; give a folder")
    suffix = f".{arguments.latents}"
    inputs = [*([arguments.recipe] if arguments.recipe else []), *look_inputs(arguments)]
    destinations.check(arguments.out / f"seed0000{suffix}", destinations.LATENTS)
    bases, looks = Bases(arguments.recipe), chosen_looks(arguments)
    with counting(notices()) as counter:
        counter.begin("Loading the network")
        renderer = load(model_path(arguments.model), "cpu", say)
        try:
            model = renderer.info
            bases.tell_apart(model, arguments.meant)
            check_one(bases, arguments)
            faces = Faces(arguments, bases, model, giving(looks, renderer))
            faces.check(renderer.compose, counter.step)
            counter.begin("Writing", faces.count)
            taken = Taken()
            for name, recipe in faces:
                ws = renderer.compose(recipe)
                rows = published_rows(ws, model.stylegan2_rows, model.style_resolutions)
                wanted = path = arguments.out / f"{name}{suffix}"
                if arguments.overwrite:
                    destinations.check(path, destinations.LATENTS, inputs)
                else:
                    path = destinations.free(path)
                write_latents(path, rows, arguments.overwrite)
                taken.saved(wanted, path)
                counter.step()
        finally:
            renderer.close()
    kind = "face's w+" if faces.count == 1 else "faces' w+"
    say(f"{faces.count} {kind} written to {arguments.out}")
    return 0
