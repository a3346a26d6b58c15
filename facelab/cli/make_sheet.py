"""`facelab make sheet`: one face with all its expressions, as pictures and for games."""

from __future__ import annotations

import argparse
import time
from contextlib import ExitStack
from itertools import chain
from pathlib import Path

from facelab import destinations
from facelab.checkpoints.fetching.identity_nets import missing_identity
from facelab.cli.console import notices, say
from facelab.cli.identity import measuring_identity
from facelab.cli.make_faces import FACE_HELP, named_face, path_of
from facelab.cli.make_sheet_ways import add_ways, check_ways, ways_of
from facelab.cli.marks import Marks
from facelab.cli.packaged import fetching
from facelab.cli.parser import OneLineParser
from facelab.cli.parsing import names, number
from facelab.cli.pictures import loaded
from facelab.cli.progress import interruptible, progress_bar, run_steps
from facelab.cli.sets import is_set_file, set_called, set_inputs
from facelab.engine import ModelInfo, Renderer
from facelab.engine.characters import cells_of
from facelab.errors import ExportError, RecipeError
from facelab.export.character_file import (
    SHIPPED,
    holds_sheet,
    read_sheet,
    sheet_file,
    write_sheet,
)
from facelab.export.plan import Plan
from facelab.labels.identity import LIMIT, Identity
from facelab.preparing.character.drawing import CellDrawer
from facelab.preparing.character.making import MadeSheet, make_sheet
from facelab.preparing.prepare import Preparer
from facelab.recipe.character.sets import VariantSet, safe_name, set_of_amounts
from facelab.recipe.character.sheet import SIDES, Cell, CharacterSheet

USUAL_SET = "visual_novel"


def add_sheet(kinds: argparse._SubParsersAction[OneLineParser]) -> None:
    """Describe the command."""
    parser = kinds.add_parser(
        "sheet",
        help="one face with all its expressions, for games and comics",
        description=(
            "One face in a grid of expressions, mouth shapes, turns of the head, ages or any "
            "directions: as a sheet, as files, and for game engines. The face's locks hold what "
            "they hold."
        ),
    )
    parser.add_argument("face", metavar="FACE|SHEET", help=f"{FACE_HELP}; or a saved sheet (.json)")
    cells = parser.add_argument_group("what is on it")
    cells.add_argument(
        "--set",
        action="append",
        dest="sets",
        metavar="NAME|FILE|DIRECTION=X,Y,...",
        help=(
            f"what changes from column to column ({USUAL_SET}): {', '.join(SHIPPED)}, one that "
            "you saved in the window, a file of a set, or a direction at some amounts; given again "
            "from row to row, then from page to page"
        ),
    )
    cells.add_argument(
        "--lock",
        "--hold",
        type=names,
        action="append",
        dest="lock",
        metavar="NAME,...",
        help="what all cells must leave unchanged, as locks of the face do: glasses,age ...",
    )
    cells.add_argument(
        "--character",
        metavar="NAME",
        help="name of the character, for files and games (the face's)",
    )
    cells.add_argument(
        "--drift",
        action="store_true",
        help=(
            "measure how far the person drifts in each cell; the network for it is downloaded "
            "the first time, and from then on it is always measured"
        ),
    )
    cells.add_argument(
        "--drift-limit",
        type=number,
        metavar="X",
        help=f"mark cells beyond it; 0 is the same person, 1 as far as strangers ({LIMIT:g})",
    )
    add_ways(parser)
    parser.set_defaults(run=run_sheet)


def run_sheet(arguments: argparse.Namespace) -> int:
    """Draw a sheet and write it in all ways that are asked for."""
    check_ways(arguments)
    given = _given_sheet(arguments)
    sides = [_side(text) for text in arguments.sets or [USUAL_SET]]
    marks = Marks(arguments)
    plan = Plan(
        arguments.out,
        overwrite=arguments.overwrite,
        inputs=_inputs(arguments),
        metadata=marks.metadata,
        marking=marks.marking,
        tell=marks.tell,
    )
    plan.check()
    start = time.monotonic()
    identity = _identity(arguments)
    with ExitStack() as held:
        with progress_bar(notices()) as bar:
            bar.add_task("Loading the network", total=None)
            renderer = held.enter_context(loaded(arguments))
        sheet = given or _sheet(arguments, sides, renderer.info)
        cells = _cells(sheet, renderer)
        ways = ways_of(arguments, sheet, cells, plan)
        pressed = held.enter_context(interruptible())
        drawer = CellDrawer(
            lambda recipe, _: renderer.full_float(recipe),
            Preparer(fetching),
            renderer.info.sealed(sheet.face),
            [way.preparation for way in ways],
            not arguments.no_align,
            identity,
            fetching,
            pressed,
        )
        steps = make_sheet(cells, drawer, ways, renderer.info.resolution)
        try:
            made = run_steps(steps, notices(), text="Drawing", logged=False, pressed=pressed)
        except KeyboardInterrupt:
            say(f"Stopped; what is in {plan.folder} is whole.")
            raise
        except ExportError:
            if plan.folder.exists():
                say(f"What was saved to {plan.folder} before that is whole.")
            raise
    if arguments.json:
        file = sheet_file(plan.folder, sheet)
        write_sheet(file if plan.overwrite else destinations.free(file), sheet, plan.overwrite)
    marks.tell()
    _tell(made, sheet, plan.folder, time.monotonic() - start)
    return 0


# -- what is on it ---------------------------------------------------------------------------------


def _inputs(arguments: argparse.Namespace) -> tuple[Path, ...]:
    face = path_of(arguments.face)
    return (*(() if face is None else (face,)), *set_inputs(arguments.sets or ()))


def _given_sheet(arguments: argparse.Namespace) -> CharacterSheet | None:
    """The sheet that the user has named in place of a face."""
    file = path_of(arguments.face)
    if file is None or not holds_sheet(file):
        return None
    for option in ("sets", "lock", "character"):
        if getattr(arguments, option):
            name = "set" if option == "sets" else option
            raise RecipeError(f"the sheet says what --{name} would say: leave that out")
    sheet = read_sheet(file)
    if arguments.drift_limit is None:
        return sheet
    try:
        return sheet.with_limit(arguments.drift_limit)
    except ValueError as error:
        raise RecipeError(f"{error}") from error


def _side(text: str) -> VariantSet:
    direction, equals, amounts = text.partition("=")
    if is_set_file(text) or not equals:
        return set_called(text)
    try:
        return set_of_amounts(direction, tuple(number(each) for each in amounts.split(",")))
    except (argparse.ArgumentTypeError, ValueError) as error:
        raise RecipeError(f"--set {text}: {error}") from error


def _sheet(
    arguments: argparse.Namespace, sides: list[VariantSet], model: ModelInfo
) -> CharacterSheet:
    if len(sides) > len(SIDES):
        raise RecipeError(f"a sheet has {len(SIDES)} sides at most: {', '.join(SIDES)}")
    columns, rows, pages = (*sides, None, None)[: len(SIDES)]
    assert columns is not None
    name, face = named_face(arguments.face, model)
    for held in chain.from_iterable(arguments.lock or ()):
        face = face.with_lock(held, "held")
    try:
        return CharacterSheet(
            safe_name(arguments.character or name),
            face,
            columns,
            rows,
            pages,
            limit=arguments.drift_limit,
            title=arguments.character or "",
        )
    except ValueError as error:
        raise RecipeError(f"{error}") from error


def _cells(sheet: CharacterSheet, renderer: Renderer) -> tuple[Cell, ...]:
    """All of them can be drawn, or no file is written."""
    cells = cells_of(sheet, renderer)
    for held in sheet.held:
        say(f"{held} is held by a lock of the face: no cell changes it.")
    return cells


def _identity(arguments: argparse.Namespace) -> Identity | None:
    """What measures the drift, where its networks are here or are wished for."""
    if missing_identity() and not arguments.drift:
        return None
    return measuring_identity()


# -- what is told ----------------------------------------------------------------------------------


def _tell(made: MadeSheet, sheet: CharacterSheet, folder: Path, seconds: float) -> None:
    measured = [each for each in made.cells if each.drift is not None]
    if measured:
        limit = LIMIT if sheet.limit is None else sheet.limit
        least = min(measured, key=lambda each: each.drift or 0.0)
        most = max(measured, key=lambda each: each.drift or 0.0)
        say(
            f"Drift of the person: {least.drift:.2f} ({least.cell.name}) to {most.drift:.2f} "
            f"({most.cell.name}); 1 is as far as strangers."
        )
        beyond = made.beyond(limit)
        if beyond:
            names = ", ".join(each.cell.name for each in beyond)
            say(f"Beyond {limit:g}, perhaps another person: {names}.")
    for script in made.paths:
        if script.suffix == ".rpy":
            other = "" if script.stem == sheet.shown else f", where it is called {script.stem}"
            say(f"{script} says how to see {sheet.shown} in Ren'Py{other}.")
    files = "1 file" if len(made.paths) == 1 else f"{len(made.paths):,} files"
    say(f"{len(made.cells):,} cells of {sheet.name}: {files} saved to {folder} in {seconds:.0f} s")
