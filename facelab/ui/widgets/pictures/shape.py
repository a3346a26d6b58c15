"""How a cell is divided, and how a room is shared out between cells."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize


@dataclass(frozen=True)
class CellShape:
    """A square picture, room around it, and a line for its name below.

    Attributes
    ----------
    pad : int
        Around the picture, in widget pixels, as all of it.
    least : int
        Side of a picture; where pictures would be smaller, the grid scrolls.
    most : int or None
        Side that a picture does not grow beyond.
    name : int
        Height of the line.
    """

    pad: int
    least: int
    most: int | None = None
    name: int = 17

    def height(self, side: int) -> int:
        """Of a cell with a picture of a side."""
        return side + 2 * self.pad + self.name

    def side(self, cell: QSize) -> int:
        """Of the picture in a cell."""
        return max(1, min(cell.width() - 2 * self.pad, cell.height() - self.height(0)))

    def picture(self, cell: QRect) -> QRect:
        """Where the picture is in a cell."""
        side = self.side(cell.size())
        left = cell.x() + (cell.width() - side) // 2
        top = cell.y() + (cell.height() - self.name - side) // 2
        return QRect(left, top, side, side)

    def ground(self, picture: QRect) -> QRectF:
        """What is lit behind a picture and its name."""
        pad = self.pad - 1
        return QRectF(picture).adjusted(-pad, -pad, pad, pad + self.name - 2)

    def line(self, cell: QRect) -> QRect:
        """Where the name is; names beside each other do not touch."""
        top = self.picture(cell).bottom() + 3
        return QRect(cell.x() + 1, top, cell.width() - 2, self.name)


def arranged(
    shape: CellShape, room: QSize, count: int, *, in_row: int = 0, fills: bool = False
) -> tuple[int, QSize]:
    """How many columns, and how large a cell is, so that pictures are as large as can be.

    Parameters
    ----------
    shape : CellShape
    room : QSize
    count : int
        One at least.
    in_row : int
        How many belong in a row: it is broken into equal lines where that can be. 0: as they
        come.
    fills : bool
        Whether rows share out the height of the room, too, instead of standing close together.
    """

    def wide(columns: int) -> int:
        return (room.width() - 1) // columns - 2 * shape.pad  # Qt's own row ends there

    def high(columns: int) -> int:
        return room.height() // -(-count // columns)

    def bounded(side: int) -> int:
        return side if shape.most is None else min(side, shape.most)

    def side(columns: int) -> int:
        return bounded(min(wide(columns), high(columns) - shape.height(0)))

    fit = [k for k in range(1, count + 1) if wide(k) >= shape.least] or [1]
    equal = [k for k in fit if in_row % k == 0] if 0 < in_row < count else []
    if equal and 2 * equal[-1] > fit[-1]:  # else it would waste too much
        fit = equal
    best = max(fit, key=lambda k: (side(k), -k))
    if side(best) < shape.least:
        best = fit[-1]
        height = shape.height(max(shape.least, bounded(wide(best))))
    else:
        height = high(best) if fills else shape.height(side(best))
    return best, QSize((room.width() - 1) // best, height)
