"""`facelab render`: the faces of the window, without the window."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from rich.console import Console

from facelab.checkpoints.published_directions import is_direction_file
from facelab.cli import parsing
from facelab.cli.models import model_path
from facelab.cli.progress import progress_bar
from facelab.cli.vectors import add_as, faces_of
from facelab.engine import ModelInfo, load
from facelab.export.picture import write_png
from facelab.export.recipe_file import read_recipe, write_recipe
from facelab.library import is_exchange_file, read_faces
from facelab.recipe import ModelError, Recipe, RecipeError, Seed, describe_source

MAX_NAME = 80
_FORBIDDEN = str.maketrans(dict.fromkeys('<>:"/\\|?*', "-"))


def add_parser(commands: argparse._SubParsersAction[parsing.OneLineParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "render",
        help="render faces to PNG files",
        description="Render the faces of seeds, of a recipe or of a library export to PNG files "
        "that carry their recipe.",
    )
    face = parser.add_argument_group("which faces")
    face.add_argument("--seeds", type=parsing.seeds, metavar="0,1,4-6", help="seeds to render")
    face.add_argument(
        "--blend",
        type=parsing.blend,
        metavar="SEED:WEIGHT,...",
        help="one face between those of several seeds",
    )
    face.add_argument(
        "--recipe",
        type=Path,
        metavar="FILE",
        help="a recipe (.json), a picture that facelab saved, latents (.npy, .npz, .pt, "
        ".safetensors) or a library export (.facelab) for all its faces; other options change them",
    )
    add_as(face)
    look = parser.add_argument_group("how they look")
    look.add_argument("--trunc", type=float, metavar="PSI", help="truncation psi (0.7)")
    look.add_argument(
        "--cutoff", type=int, metavar="ROWS", help="truncate only the first ROWS styles (all)"
    )
    look.add_argument("--noise-mode", choices=("const", "random", "none"), help="(const)")
    look.add_argument("--noise-seed", type=int, metavar="N", help="seed of random noise (0)")
    look.add_argument("--noise-strength", type=float, metavar="X", help="(1)")
    look.add_argument(
        "--mix",
        type=parsing.mix,
        action="append",
        default=[],
        metavar="LAYERS=SEED[:STRENGTH]",
        help="take styles from another seed; LAYERS is coarse, middle, fine or like 0,1,4-6",
    )
    look.add_argument(
        "--direction",
        type=parsing.direction,
        action="append",
        default=[],
        metavar="NAME=AMOUNT[@FIRST-LAST]",
        help="go along a direction, in sigma; see `facelab directions list`",
    )
    look.add_argument(
        "--lock",
        type=parsing.names,
        action="append",
        default=[],
        metavar="NAME,...",
        help="what every direction leaves as it is, such as age,gender,identity",
    )
    look.add_argument(
        "--unlock",
        type=parsing.names,
        action="append",
        default=[],
        metavar="NAME,...",
        help="what no direction needs to leave as it is",
    )
    look.add_argument(
        "--guard",
        type=float,
        metavar="SIGMA",
        help="how far directions may take a face from the average one; 1 is as far as faces are "
        "on average at psi 1, 0 takes the guard of a recipe away",
    )
    out = parser.add_argument_group("where to")
    out.add_argument("-o", "--out", type=Path, required=True, metavar="DIR", help="output folder")
    out.add_argument("--size", type=int, metavar="N", help="side in pixels (the model's own)")
    out.add_argument("--json", action="store_true", help="write each recipe beside its picture")
    out.add_argument(
        "--device", choices=("auto", "cuda", "mps", "cpu"), default="auto", help="(auto)"
    )
    out.add_argument("--model", metavar="NAME", help="network (the catalogue's default)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Render what the arguments say."""
    if not (arguments.seeds or arguments.blend or arguments.recipe):
        raise RecipeError("say which faces: --seeds, --blend or --recipe")
    if arguments.out.exists() and not arguments.out.is_dir():
        raise RecipeError(f"-o {arguments.out} is a file; name a folder")
    vectors = arguments.recipe is not None and is_direction_file(arguments.recipe)
    bases = _read(arguments.recipe) if arguments.recipe and not vectors else []
    _check_one(bases, arguments)
    console = Console(stderr=True)
    renderer = load(
        model_path(arguments.model), arguments.device, lambda notice: console.print(str(notice))
    )
    try:
        model = renderer.info
        if arguments.size is not None and not 16 <= arguments.size <= model.resolution:
            raise RecipeError(
                f"--size {arguments.size}: choose 16 to {model.resolution}, "
                "the resolution of the network"
            )
        if vectors:  # what they are can be told only by the network that is to draw them
            bases = faces_of(arguments.recipe, model, arguments.meant)
            _check_one(bases, arguments)
        bases = _of_model(bases, model, console)
        jobs = list(_faces(arguments, bases, model))
        for _, recipe in jobs:
            renderer.compose(recipe)  # what does not fit is said before the first file
        with progress_bar(console, counted=True) as progress:
            for name, recipe in progress.track(jobs, description="Rendering"):
                frame = renderer.full(recipe)
                write_png(arguments.out / f"{name}.png", frame.rgb(), recipe, arguments.size)
                if arguments.json:
                    write_recipe(arguments.out / f"{name}.json", recipe)
    finally:
        renderer.close()
    console.print(
        f"{len(jobs)} {'face' if len(jobs) == 1 else 'faces'} in {arguments.out}", highlight=False
    )
    return 0


def _check_one(bases: list[tuple[str, Recipe]], arguments: argparse.Namespace) -> None:
    if len(bases) > 1 and (arguments.seeds or arguments.blend):
        raise RecipeError(
            f"--seeds and --blend change one face; there are {len(bases)} in {arguments.recipe}"
        )


def _read(path: Path) -> list[tuple[str, Recipe]]:
    """Name and recipe of each face in a file."""
    if not is_exchange_file(path):
        return [(path.stem, read_recipe(path))]
    faces = [
        (file_name(number, face.name or describe_source(face.recipe.source)), face.recipe)
        for number, face in enumerate(read_faces(path), 1)
    ]
    if not faces:
        raise RecipeError(f"there are no faces in {path}")
    return faces


def file_name(number: int, name: str) -> str:
    """The name of a face as part of a file's name, with its number: none is there twice."""
    kept = "".join(letter if letter.isprintable() else " " for letter in name)
    kept = " ".join(kept.translate(_FORBIDDEN).split())[:MAX_NAME].strip(" .")
    return f"{number:03d} {kept}".strip()


def _of_model(
    bases: list[tuple[str, Recipe]], model: ModelInfo, console: Console
) -> list[tuple[str, Recipe]]:
    """The faces that the network can draw."""
    fitting = [(name, face) for name, face in bases if face.model.sha256 == model.sha256]
    if bases and not fitting:
        raise ModelError(
            f"This recipe was made with another model, {bases[0][1].model.name}.",
            f"--model is {model.name}.",
            "Name the model of the recipe.",
        )
    left = len(bases) - len(fitting)
    if left:
        said = "1 face of another model is" if left == 1 else f"{left} faces of other models are"
        console.print(f"{said} left out: --model names another", highlight=False)
    return fitting


def _faces(
    arguments: argparse.Namespace, bases: list[tuple[str, Recipe]], model: ModelInfo
) -> Iterator[tuple[str, Recipe]]:
    """File name and recipe of each face."""
    for name, base in bases or [("", Recipe(model.ref, Seed(0)))]:
        try:
            start = _adjusted(base, arguments, model)
        except ValueError as error:
            raise RecipeError(str(error)) from None
        if arguments.seeds:
            for seed in parsing.unique(arguments.seeds):
                yield f"seed{seed:04d}", start.with_seed(seed)
        if arguments.blend:
            yield "blend", start.with_source(arguments.blend)
        if bases and not arguments.seeds and not arguments.blend:
            yield name, start


def _adjusted(recipe: Recipe, arguments: argparse.Namespace, model: ModelInfo) -> Recipe:
    """The recipe with what the options say."""
    if arguments.trunc is not None:
        recipe = recipe.with_truncation(psi=arguments.trunc)
    if arguments.cutoff is not None:
        recipe = recipe.with_truncation(cutoff=arguments.cutoff)
    recipe = recipe.with_noise(arguments.noise_mode, arguments.noise_seed, arguments.noise_strength)
    for where, source, strength in arguments.mix:
        layers = model.groups[where] if isinstance(where, str) else where
        recipe = recipe.with_mix(layers, source, strength)
    for name, amount, span in arguments.direction:
        recipe = recipe.with_amount(name, amount, "keep" if span is None else span)
    for name in chain.from_iterable(arguments.lock):
        recipe = recipe.with_lock(name, "held")
    for name in chain.from_iterable(arguments.unlock):
        recipe = recipe.with_lock(name, "free")
    if arguments.guard is not None:
        recipe = recipe.with_guard(arguments.guard or None)
    return recipe
