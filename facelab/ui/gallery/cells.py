"""Where the cells of a gallery are: arithmetic only, the same for ten faces or a million."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize


@dataclass(frozen=True)
class Cells:
    """Cells of one size, in one row (`wrapping` False) or in as many as are needed.

    Attributes
    ----------
    cell : QSize
        Of one; in rows the cells share out the width that is left.
    room : QSize
        Of the window that looks at them.
    """

    count: int
    cell: QSize
    room: QSize
    wrapping: bool

    @property
    def columns(self) -> int:
        """How many are side by side."""
        if not self.wrapping:
            return max(1, self.count)
        return max(1, self.room.width() // max(1, self.cell.width()))

    @property
    def rows(self) -> int:
        """How many lines of them there are."""
        return -(-self.count // self.columns)

    @property
    def extent(self) -> int:
        """Length of it all, in the direction that scrolls."""
        if not self.wrapping:
            return self.count * self.cell.width()
        return self.rows * self.cell.height()

    @property
    def page(self) -> int:
        """Rows, or cells of one row, that are in sight."""
        if not self.wrapping:
            return max(1, self.room.width() // max(1, self.cell.width()))
        return max(1, self.room.height() // max(1, self.cell.height()))

    def rect(self, place: int) -> QRect:
        """The cell at a place, before scrolling."""
        if not self.wrapping:
            return QRect(QPoint(place * self.cell.width(), 0), self.cell)
        columns = self.columns
        row, column = divmod(place, columns)
        left = column * self.room.width() // columns
        right = (column + 1) * self.room.width() // columns
        return QRect(left, row * self.cell.height(), right - left, self.cell.height())

    def at(self, point: QPoint) -> int | None:
        """The place under a point, before scrolling."""
        if point.x() < 0 or point.y() < 0:
            return None
        if not self.wrapping:
            place = point.x() // max(1, self.cell.width())
            return place if place < self.count and point.y() < self.cell.height() else None
        columns = self.columns
        if point.x() >= self.room.width():
            return None
        column = min(columns - 1, ((point.x() + 1) * columns - 1) // max(1, self.room.width()))
        place = point.y() // max(1, self.cell.height()) * columns + column
        return place if place < self.count else None

    def between(self, start: int, stop: int) -> range:
        """Places of which something lies between two distances from the beginning."""
        if not self.wrapping:
            wide = max(1, self.cell.width())
            return range(max(0, start // wide), min(self.count, stop // wide + 1))
        tall, columns = max(1, self.cell.height()), self.columns
        return range(max(0, start // tall) * columns, min(self.count, (stop // tall + 1) * columns))
