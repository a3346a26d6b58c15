"""`facelab render`: the faces of the window, without the window."""

from __future__ import annotations

import argparse
from pathlib import Path

from facelab import destinations
from facelab.cli import parsing
from facelab.cli.console import notices, say
from facelab.cli.first_check import FIRST_CHECK
from facelab.cli.models import model_path
from facelab.cli.outputs import add_overwrite
from facelab.cli.parser import OneLineParser
from facelab.cli.progress import counting
from facelab.cli.render_faces import Bases, Faces
from facelab.cli.vectors import add_as
from facelab.engine import Renderer, load
from facelab.errors import RecipeError
from facelab.export.picture import write_png
from facelab.export.recipe_file import write_recipe
from facelab.recipe import Recipe
from facelab.recipe.values import FINISHES

TOLD = 5  # names that were taken; more are only said to be there


def add_parser(commands: argparse._SubParsersAction[OneLineParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "render",
        help="render faces to PNG files",
        description=(
            "Render faces from seeds, recipes or exported faces to PNG files that "
            "carry their recipe."
        ),
    )
    face = parser.add_argument_group("which faces")
    face.add_argument(
        "--seeds",
        nargs="+",
        action=parsing.JoinedWords,
        metavar="0,1,4-6",
        help="seeds to render; 6-4 counts down",
    )
    face.add_argument(
        "--blend",
        type=parsing.blend,
        metavar="SEED:WEIGHT,...",
        help="one face blended from several seeds",
    )
    face.add_argument(
        "--recipe",
        type=parsing.path,
        metavar="FILE",
        help=(
            "a recipe (.json), a picture facelab saved, latents (.npy, .npz, .pt, "
            ".safetensors), or exported faces (.facelab); other options change them"
        ),
    )
    add_as(face)
    look = parser.add_argument_group("how they look")
    look.add_argument("--trunc", type=parsing.number, metavar="PSI", help="truncation psi (0.7)")
    look.add_argument(
        "--cutoff", type=int, metavar="ROWS", help="truncate only the first ROWS styles (all)"
    )
    look.add_argument("--noise-mode", choices=("const", "random", "none"), help="(const)")
    look.add_argument("--noise-seed", type=int, metavar="N", help="seed of random noise (0)")
    look.add_argument("--noise-strength", type=parsing.number, metavar="X", help="(1)")
    look.add_argument(
        "--finish",
        choices=FINISHES,
        help=(
            "clean takes the network's faint weave off, raw leaves every pixel as the network "
            "draws it (clean for new faces; a recipe's own for --recipe)"
        ),
    )
    look.add_argument(
        "--mix",
        type=parsing.mix,
        action="append",
        default=[],
        metavar="LAYERS=SEED[:STRENGTH]",
        help="take styles from another seed; LAYERS is coarse, middle, fine or a list like 0,1,4-6",
    )
    look.add_argument(
        "--direction",
        type=parsing.direction,
        action="append",
        default=[],
        metavar="NAME=AMOUNT[@FIRST-LAST]",
        help="set the amount of a direction, in sigma; see `facelab directions list`",
    )
    look.add_argument(
        "--lock",
        type=parsing.names,
        action="append",
        default=[],
        metavar="NAME,...",
        help="what every direction must leave unchanged, for example age,gender,identity",
    )
    look.add_argument(
        "--unlock",
        type=parsing.names,
        action="append",
        default=[],
        metavar="NAME,...",
        help="what any direction may change",
    )
    look.add_argument(
        "--guard",
        type=parsing.number,
        metavar="SIGMA",
        help=(
            "how far directions may take a face from the average; 1 is the typical distance "
            "at psi 1, 0 removes a recipe's limit"
        ),
    )
    out = parser.add_argument_group("output")
    out.add_argument(
        "-o",
        "--out",
        type=parsing.path,
        required=True,
        metavar="DIR",
        help=(
            "output folder (same as --outdir); if a name is taken, a number is added: "
            "seed0007-2.png"
        ),
    )
    add_overwrite(out)
    out.add_argument(
        "--size", type=int, metavar="N", help=("width and height in pixels (the network's own)")
    )
    out.add_argument("--json", action="store_true", help="write each recipe next to its picture")
    out.add_argument(
        "--device", choices=("auto", "cuda", "mps", "cpu"), default="auto", help="(auto)"
    )
    out.add_argument(
        "--model",
        metavar="NAME",
        help="network (the catalogue's default); same as --network",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Render what the arguments say."""
    if not (arguments.seeds or arguments.blend or arguments.recipe):
        raise RecipeError("say which faces: --seeds, --blend or --recipe")
    if arguments.out.exists() and not arguments.out.is_dir():
        raise RecipeError(f"-o {arguments.out} is a file; give a folder")
    output = _Output(arguments)
    bases = Bases(arguments.recipe)
    _check_one(bases, arguments)
    with counting(notices()) as counter:
        counter.begin("Loading the network")
        renderer = load(
            model_path(arguments.model),
            arguments.device,
            say,
            first_check=lambda: say(FIRST_CHECK),
        )
        try:
            model = renderer.info
            if arguments.size is not None and not 16 <= arguments.size <= model.resolution:
                raise RecipeError(
                    f"--size {arguments.size}: choose 16 to {model.resolution}, the network's "
                    "resolution"
                )
            bases.tell_apart(model, arguments.meant)
            _check_one(bases, arguments)
            faces = Faces(arguments, bases, model)
            counter.begin("Checking", bases.count or None)
            faces.check(renderer.compose, counter.step)
            if faces.left_out:
                one = faces.left_out == 1
                which = (
                    "1 face made with another network was"
                    if one
                    else (f"{faces.left_out} faces made with other networks were")
                )
                say(f"{which} skipped: choose another network with --model")
            counter.begin("Rendering", faces.count)
            for name, recipe in faces:
                output.write(name, recipe, renderer)
                counter.step()
        finally:
            renderer.close()
    say(f"{faces.count} {'face' if faces.count == 1 else 'faces'} rendered to {arguments.out}")
    return 0


def _check_one(bases: Bases, arguments: argparse.Namespace) -> None:
    if bases.count > 1 and (arguments.seeds or arguments.blend):
        raise RecipeError(
            f"--seeds and --blend change a single face, but {arguments.recipe} has {bases.count}"
        )


class _Output:
    """The folder that pictures go to.

    Raises
    ------
    DestinationError
        When it is made: it is a folder that nothing may be written to.
    """

    def __init__(self, arguments: argparse.Namespace) -> None:
        self._folder: Path = arguments.out
        self._size: int | None = arguments.size
        self._with_recipe: bool = arguments.json
        self._overwrite: bool = arguments.overwrite
        self._inputs = [arguments.recipe] if arguments.recipe else []
        self._taken = 0
        destinations.check(self._folder / "seed0000.png", destinations.PICTURE)

    def write(self, name: str, recipe: Recipe, renderer: Renderer) -> None:
        """Draw a face, and write it where it takes no other's place.

        Raises
        ------
        ExportError
        """
        wanted = self._folder / f"{name}.png"
        if self._overwrite:  # before it is drawn
            destinations.check(wanted, destinations.PICTURE, self._inputs)
            if self._with_recipe:
                recipe_file = wanted.with_suffix(".json")
                destinations.check(recipe_file, destinations.RECIPE, self._inputs)
        rgb = renderer.full(recipe).rgb()
        beside = [".json"] if self._with_recipe else []
        while True:
            path = wanted if self._overwrite else destinations.free(wanted, beside)
            try:
                write_png(path, rgb, recipe, self._size, self._overwrite)
            except destinations.TakenError:  # by another process, between the two
                continue
            break
        if self._with_recipe:
            write_recipe(path.with_suffix(".json"), recipe, self._overwrite)
        if path != wanted:
            self._tell_taken(wanted, path)

    def _tell_taken(self, wanted: Path, path: Path) -> None:
        self._taken += 1
        if self._taken <= TOLD:
            say(f"{wanted.name} already exists; saved as {path.name}")
        elif self._taken == TOLD + 1:
            say("More names already exist; those faces are numbered the same way.")
