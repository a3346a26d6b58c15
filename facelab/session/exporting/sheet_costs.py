"""What a sheet takes in time and on the disk: as measured in this run, and until then as sheets of
the default network took it.
"""

from __future__ import annotations

from dataclasses import dataclass

from facelab.export.provenance.watermark import SMALLEST as SMALLEST_MARKED
from facelab.export.writer import Encoding
from facelab.preparing.character.game_ways import SIDE, SPRITE
from facelab.preparing.character.making import MadeSheet
from facelab.preparing.character.wanted import PACKED, SheetWays
from facelab.preparing.character.ways import CELL, RPG_MAKER_SET
from facelab.preparing.costs import CUT_OUT, MARK, WRITE, Costs, usual_bytes

_PNG = Encoding("png")
_ALIGN = 0.8  # seconds of a million pixels: to find the eyes, and bring them to their place


@dataclass(frozen=True)
class SheetCost:
    """Of a whole sheet.

    Attributes
    ----------
    seconds : float or None
        To make it; None if nobody knows yet.
    bytes : float
    """

    seconds: float | None
    bytes: float


def cost_of(
    costs: Costs, ways: SheetWays, align: bool, count: int, side: int, marked: bool = True
) -> SheetCost:
    """What a sheet takes.

    Parameters
    ----------
    costs : Costs
    ways : SheetWays
    align : bool
        Whether the eyes are brought to one place.
    count : int
        Of its cells.
    side : int
        Of the pictures that the network draws.
    marked : bool
        Whether each picture gets the invisible watermark.
    """
    way = _way(ways, align)
    one, held = costs.seconds(way, side), costs.of_bytes(f"{way} {side}")
    files, edges = _files(ways, side), _files(ways, side) + _shares(ways)
    if one is None:
        drawn = costs.seconds("draw", side)
        million = side**2 / 1e6
        whole = _ALIGN * million * align + CUT_OUT * million * ways.cuts_out
        marks = sum(MARK for edge in files if marked and edge >= SMALLEST_MARKED)
        written = sum(WRITE * edge**2 / 1e6 for edge in edges)
        one = None if drawn is None else drawn + whole + marks + written
    size = sum(usual_bytes(_PNG, edge) for edge in edges) if held is None else held
    return SheetCost(None if one is None else one * count, size * count)


def note_made(
    costs: Costs, ways: SheetWays, align: bool, made: MadeSheet, side: int, seconds: float
) -> None:
    """A sheet was made in so many seconds."""
    way, count = _way(ways, align), len(made.cells)
    costs.note(way, seconds / count, side)
    costs.note_bytes(f"{way} {side}", sum(path.stat().st_size for path in made.paths) / count)


def _files(ways: SheetWays, side: int) -> list[int]:
    """Edges of the pictures of a cell that are files of their own."""
    edges = {"files": [ways.size or side], "renpy": [ways.size or side, SIDE]}
    return [edge for kind in ways.kinds for edge in edges.get(kind, [])]


def _shares(ways: SheetWays) -> list[int]:
    """Edges of those that share a file."""
    face_set = RPG_MAKER_SET.sheet
    assert face_set is not None
    edges = {"sheet": ways.size or CELL, "rpgmaker": face_set.cell, "grid": ways.size or SPRITE}
    found = [edges[kind] for kind in ways.kinds if kind in edges]
    return [*found, ways.size or SPRITE] if PACKED & set(ways.kinds) else found


def _way(ways: SheetWays, align: bool) -> str:
    """By which its costs are known."""
    kinds, size = " ".join(sorted(ways.kinds)), ways.size or ""
    return f"sheet {kinds} {size} {ways.background or ''} {ways.packing} {align:d}"
