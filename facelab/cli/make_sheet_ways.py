"""The options of `facelab make sheet` that say in which ways it leaves, and what they make."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from facelab.cli import parsing
from facelab.cli.background import add_background
from facelab.cli.marks import add_marks
from facelab.cli.outputs import add_overwrite
from facelab.cli.pictures import add_network
from facelab.errors import RecipeError
from facelab.export.atlas.godot import ROOT
from facelab.export.atlas.pages import Packing
from facelab.export.plan import Plan
from facelab.export.sizes import LARGEST, SMALLEST
from facelab.preparing.character.game_ways import SPRITE
from facelab.preparing.character.wanted import KINDS, USUAL, SheetWays
from facelab.preparing.character.ways import CELL, Way
from facelab.recipe.character.sheet import Cell, CharacterSheet


def add_ways(parser: argparse.ArgumentParser) -> None:
    """Describe the options."""
    out = parser.add_argument_group("output")
    out.add_argument(
        "-o",
        "--out",
        type=parsing.path,
        required=True,
        metavar="DIR",
        help="output folder (same as --outdir); if a name is taken, a number is added",
    )
    add_overwrite(out)
    out.add_argument(
        "--as",
        action="append",
        dest="kinds",
        choices=KINDS,
        metavar="KIND",
        help=(
            f"{', '.join(KINDS)}; may be given several times ({' and '.join(USUAL)}). atlas: "
            "TexturePacker's JSON, for Phaser and PixiJS; godot: version 4; renpy and rpgmaker: "
            "files where a project has them, so DIR may be one"
        ),
    )
    out.add_argument(
        "--size",
        type=int,
        metavar="N",
        help=(
            f"edge of a cell in pixels, {SMALLEST} to {LARGEST} (on a sheet {CELL}, of sprites "
            f"{SPRITE}, else the network's own; faces of RPG Maker are always 144)"
        ),
    )
    add_background(out)
    out.add_argument("--no-labels", action="store_true", help="no names on the sheet")
    out.add_argument(
        "--no-align",
        action="store_true",
        help="leave the eyes where they are; usually they come to lie on the same pixels",
    )
    out.add_argument(
        "--json", action="store_true", help="write the sheet itself as well, to be made again"
    )
    usual = Packing()
    packed = parser.add_argument_group("sprites")
    packed.add_argument(
        "--padding",
        type=int,
        default=usual.padding,
        metavar="N",
        help=f"empty pixels between sprites ({usual.padding})",
    )
    packed.add_argument(
        "--extrude",
        type=int,
        default=usual.extrude,
        metavar="N",
        help=f"pixels by which their edges go on around them ({usual.extrude})",
    )
    packed.add_argument(
        "--power-of-two", action="store_true", help="edges of the atlas are powers of two"
    )
    packed.add_argument("--no-trim", action="store_true", help="keep their empty rims")
    packed.add_argument(
        "--godot-folder",
        default=ROOT,
        metavar="PATH",
        help=f"where the atlas will lie in the Godot project ({ROOT})",
    )
    other = parser.add_argument_group("network")
    add_network(other)
    add_marks(parser)


def check_ways(arguments: argparse.Namespace) -> None:
    """Refuse options that make no sense, before the network is loaded.

    Raises
    ------
    RecipeError
    """
    if arguments.out.exists() and not arguments.out.is_dir():
        raise RecipeError(f"-o {arguments.out} is a file; give a folder")
    size = arguments.size
    if size is not None and not SMALLEST <= size <= LARGEST:
        raise RecipeError(f"--size {size}: choose {SMALLEST} to {LARGEST}")
    if not arguments.godot_folder.startswith(ROOT):
        raise RecipeError(f"--godot-folder {arguments.godot_folder}: it begins with {ROOT}")
    _packing(arguments)


def ways_of(
    arguments: argparse.Namespace, sheet: CharacterSheet, cells: Sequence[Cell], plan: Plan
) -> list[Way]:
    """The ways that were asked for.

    Raises
    ------
    RecipeError
        The sheet is too large for one of them.
    DestinationError
        Nothing may be written there.
    """
    wanted = SheetWays(
        tuple(arguments.kinds or USUAL),
        arguments.size,
        arguments.background,
        not arguments.no_labels,
        _packing(arguments),
        arguments.godot_folder,
    )
    try:
        return wanted.made(sheet, cells, plan)
    except ValueError as error:
        raise RecipeError(f"this sheet cannot leave that way: {error}") from error


def _packing(arguments: argparse.Namespace) -> Packing:
    try:
        return Packing(
            arguments.padding,
            arguments.extrude,
            arguments.power_of_two,
            not arguments.no_trim,
        )
    except ValueError as error:
        raise RecipeError(f"{error}") from error
