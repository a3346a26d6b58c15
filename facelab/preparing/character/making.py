"""A whole sheet: cell after cell drawn once, and given to each of the ways to leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from facelab.preparing.character.drawing import CellDrawer, CellPicture
from facelab.preparing.character.ways import Way
from facelab.progress import Progress, Steps, part
from facelab.recipe.character.sheet import Cell

_CELLS = 0.95  # of the time


@dataclass(frozen=True)
class MadeCell:
    """What became of a cell.

    Attributes
    ----------
    cell : Cell
    drift, eyes : float or None
        As in `CellPicture`.
    """

    cell: Cell
    drift: float | None
    eyes: float | None


@dataclass(frozen=True)
class MadeSheet:
    """What became of a sheet.

    Attributes
    ----------
    cells : tuple of MadeCell
    paths : tuple of Path
        All files that were written.
    """

    cells: tuple[MadeCell, ...]
    paths: tuple[Path, ...]

    def beyond(self, limit: float) -> tuple[MadeCell, ...]:
        """Cells in which the person has drifted farther than that."""
        return tuple(each for each in self.cells if each.drift is not None and each.drift > limit)


def make_sheet(
    cells: Sequence[Cell], drawer: CellDrawer, ways: Sequence[Way], side: int
) -> Steps[MadeSheet]:
    """Draw and write all cells, in steps of a cell. Stopped between two of them it leaves the
    files that were written until then, each of them whole.

    Parameters
    ----------
    cells : sequence of Cell
    drawer : CellDrawer
        It draws them in the preparations of these ways.
    ways : sequence of Way
    side : int
        Of the pictures that the network draws.

    Raises
    ------
    ExportError, DestinationError
        A file cannot be written.
    RecipeError, ModelError
        A cell cannot be drawn.
    DownloadError, WeightsError
        A network cannot be fetched or used.
    """
    yield from drawer.ready(side)
    made: list[MadeCell] = []
    paths: list[Path] = []
    for number, cell in enumerate(cells):
        start, end = (_CELLS * (number + k) / len(cells) for k in (0, 1))
        yield Progress(start, 1, f"Drawing: {cell.title}")
        picture: CellPicture = yield from part(drawer.drawn(cell), start, end)
        for way in ways:
            paths += way.add(picture)
        made.append(MadeCell(cell, picture.drift, picture.eyes))
    for way in ways:
        paths += yield from part(way.close(), _CELLS, 1)
    return MadeSheet(tuple(made), tuple(paths))
