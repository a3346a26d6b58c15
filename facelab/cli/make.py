"""`facelab make KIND`: what is made of faces."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence

from facelab.cli import parsing
from facelab.cli.console import notices, say
from facelab.cli.formats import chosen_preparation
from facelab.cli.make_cast import add_cast
from facelab.cli.make_faces import FACE_HELP, named_face, path_of
from facelab.cli.make_morph import add_morph
from facelab.cli.make_sheet import add_sheet
from facelab.cli.make_stimuli import add_stimuli
from facelab.cli.parser import OneLineParser
from facelab.cli.pictures import add_output, carry_out, counted, drawing, loaded, plan_of
from facelab.cli.progress import counting
from facelab.engine import GROUPS, ModelInfo
from facelab.engine.variations import USUAL_AMOUNT, variations
from facelab.errors import RecipeError
from facelab.export.orders import Order
from facelab.preparing.leaving import leaving
from facelab.recipe.between import between
from facelab.recipe.sources import MAX_ROWS

USUAL_COUNT = 8
USUAL_STEPS = 9
MOST = 10_000


def add_parser(commands: argparse._SubParsersAction[OneLineParser]) -> None:
    """Describe the commands."""
    parser = commands.add_parser(
        "make",
        help="make variations, series, sheets and clips of faces",
        description=(
            "Make new faces from faces. Every picture carries its recipe and opens again as "
            "its face."
        ),
    )
    kinds = parser.add_subparsers(required=True, metavar="KIND", dest="kind")

    varied = kinds.add_parser(
        "variations",
        help="faces near a face",
        description=(
            "Faces near a face: small steps drawn at random, as the network's faces are "
            "spread. The face's locks hold what they hold."
        ),
    )
    _add_face(varied, "face", "FACE")
    varied.add_argument(
        "--count", type=parsing.count, default=USUAL_COUNT, metavar="N", help=f"({USUAL_COUNT})"
    )
    varied.add_argument(
        "--amount",
        type=parsing.number,
        default=USUAL_AMOUNT,
        metavar="X",
        help=(
            "how far each is from the face; 1 is as far as a random face is from the average "
            f"({USUAL_AMOUNT:g})"
        ),
    )
    varied.add_argument(
        "--steps-seed", type=parsing.seed, default=0, metavar="N", help="seed of the steps (0)"
    )
    varied.add_argument(
        "--layers",
        type=_layers,
        metavar="LAYERS",
        help="change only these: coarse, middle, fine or a range like 4-9 (all)",
    )
    add_output(varied)
    varied.set_defaults(run=run_variations)

    blended = kinds.add_parser(
        "blend",
        help="a series of faces from one face to another",
        description="A series of faces from one face to another, both of them included.",
    )
    _add_face(blended, "first", "A")
    _add_face(blended, "second", "B")
    blended.add_argument(
        "--steps",
        type=parsing.count,
        default=USUAL_STEPS,
        metavar="N",
        help=f"how many faces, with both ends ({USUAL_STEPS})",
    )
    add_output(blended)
    blended.set_defaults(run=run_blend)
    add_morph(kinds)
    add_sheet(kinds)
    add_cast(kinds)
    add_stimuli(kinds)


def _add_face(parser: argparse.ArgumentParser, name: str, metavar: str) -> None:
    parser.add_argument(name, metavar=metavar, help=FACE_HELP)


def run_variations(arguments: argparse.Namespace) -> int:
    """Draw faces near a face."""

    def orders(model: ModelInfo) -> Iterator[Order]:
        name, recipe = named_face(arguments.face, model)
        made = variations(
            recipe,
            model,
            arguments.count,
            arguments.steps_seed,
            arguments.amount,
            _rows(arguments.layers, model),
        )
        for k, each in enumerate(made, 1):
            yield Order(k, f"{name} variation {k:0{_digits(arguments.count)}d}", model.sealed(each))

    return _draw(arguments, (arguments.face,), arguments.count, orders)


def run_blend(arguments: argparse.Namespace) -> int:
    """Draw the faces from one to another."""
    steps: int = arguments.steps
    if steps < 2:
        raise RecipeError("--steps 1: choose 2 or more, for both faces are among them")

    def orders(model: ModelInfo) -> Iterator[Order]:
        first_name, first = named_face(arguments.first, model)
        second_name, second = named_face(arguments.second, model)
        for k in range(steps):
            recipe = model.sealed(between(first, second, k / (steps - 1)))
            name = f"{first_name} to {second_name} {k + 1:0{_digits(steps)}d}"
            yield Order(k + 1, name, recipe)

    return _draw(arguments, (arguments.first, arguments.second), steps, orders)


def _draw(
    arguments: argparse.Namespace,
    faces: Sequence[str],
    count: int,
    orders: Callable[[ModelInfo], Iterator[Order]],
) -> int:
    if count > MOST:
        raise RecipeError(f"{count} pictures are too many at once: choose up to {MOST}")
    inputs = tuple(path for face in faces if (path := path_of(face)) is not None)
    plan = plan_of(arguments, inputs=inputs)
    with counting(notices()) as counter:
        counter.begin("Loading the network")
        with loaded(arguments) as renderer:
            for order in orders(renderer.info):  # all of them fit, or no file is written
                renderer.compose(order.recipe)
            draw = drawing(chosen_preparation(arguments), renderer)
            counter.begin("Rendering", count)
            tally = carry_out(plan, leaving(plan, orders(renderer.info), draw), counter)
    say(f"{counted(tally.new)} rendered to {arguments.out}")
    return 0


def _layers(text: str) -> str | tuple[int, int]:
    """`--layers coarse` or `--layers 4-9`."""
    if text in GROUPS:
        return text
    rows = parsing.number_list(text, MAX_ROWS - 1)
    if rows != list(range(rows[0], rows[-1] + 1)):
        raise argparse.ArgumentTypeError(f"{text!r} is not one range of layers; write it like 4-9")
    return rows[0], rows[-1]


def _rows(layers: str | tuple[int, int] | None, model: ModelInfo) -> tuple[int, int] | None:
    if not isinstance(layers, str):
        return layers
    rows = model.groups[layers]
    return rows[0], rows[-1]


def _digits(count: int) -> int:
    return max(2, len(str(count)))
