"""The matrix of style layers and sources as a picture: what it shows and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from facelab.ui.icons import paint_icon
from facelab.ui.outside_text import tooltip_of
from facelab.ui.panels.mixing.matrix_look import (
    COLUMN,
    FACE,
    HEADER,
    NAME_WIDTH,
    ROW,
    MatrixSource,
    paint_head,
    paint_heading,
    paint_names,
    paint_share,
    paint_target,
)
from facelab.ui.panels.mixing.style_groups import heading, layer_text
from facelab.ui.theme import TOKENS, Colors, colors
from facelab.ui.widgets.pictures.painting import scaled_pixmap, thumb_image


class MatrixView(QWidget):
    """Shows which layer takes its style from which face; the hand is `LayerMatrix`'s."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers: list[tuple[int, int, str]] = []
        self._tops: list[int] = []  # y of each row
        self._headings: list[tuple[int, str]] = []  # y, and what the rows below it do
        self._bottom = HEADER + ROW
        self._own: NDArray[np.uint8] | None = None
        self._sources: list[MatrixSource] = []
        self._cells: dict[int, tuple[int, float]] = {}
        self._place = (0, 0)  # row, column; column 0 is the face itself
        self._target: QRect | None = None
        self._pixmaps: list[QPixmap | None] = []
        self._pictures: list[NDArray[np.uint8] | None] = []
        self._dpr = 0.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._describe()

    # -- what it shows -------------------------------------------------------------------------

    def set_layers(self, layers: Sequence[tuple[int, int, str]]) -> None:
        """Show these layers: (style row, resolution in pixels, group), from the coarsest on."""
        self._layers = list(layers)
        self._place = (0, 0)
        self._lay_rows()
        self.updateGeometry()
        self._describe()

    def _lay_rows(self) -> None:
        """Rows below each other, with a heading over each group of layers."""
        self._tops.clear()
        self._headings.clear()
        y, last = HEADER, ""
        for _, _, group in self._layers:
            if group != last:
                self._headings.append((y, heading(group)))
                y, last = y + ROW, group
            self._tops.append(y)
            y += ROW
        self._bottom = max(y, HEADER + ROW)

    def set_sources(self, own: NDArray[np.uint8] | None, sources: Sequence[MatrixSource]) -> None:
        """Show these columns; pictures are uint8 [H, W, 4] BGRX."""
        now = [own, *((source.name, source.picture) for source in sources)]
        old = [self._own, *((source.name, source.picture) for source in self._sources)]
        if len(now) == len(old) and all(map(_same, now, old)):
            return
        self._own = own
        if len(sources) != len(self._sources):
            self._place = (self._place[0], min(self._place[1], len(sources) + 1))
            self.updateGeometry()
        self._sources = list(sources)
        self._describe()

    def set_cells(self, cells: Mapping[int, tuple[int, float]]) -> None:
        """Show for mixed layers the column (0 is the first source) and the strength."""
        if cells != self._cells:
            self._cells = dict(cells)
            self._describe()

    def current_layer(self) -> int | None:
        """The style row that the keyboard is on."""
        return self._layers[self._place[0]][0] if self._layers else None

    def number_of(self, layer: int) -> int:
        """What people call a style row: layers are counted from 1, and those that the network
        does not use are left out.
        """
        return 1 + [row for row, _, _ in self._layers].index(layer)

    def _text_of(self, row: int) -> str:
        _, size, group = self._layers[row]
        return layer_text(row + 1, size, group)

    def sizeHint(self) -> QSize:
        """All rows and columns."""
        columns = len(self._sources) + 2
        return QSize(NAME_WIDTH + COLUMN * columns, self._bottom + 2)

    def minimumSizeHint(self) -> QSize:
        """As large as it is: the panel scrolls."""
        return self.sizeHint()

    def _describe(self) -> None:
        self.setAccessibleName("Style mixing of single layers")
        if self._layers:
            layer = self._layers[self._place[0]][0]
            takes = self._cells.get(layer)
            what = "its own style"
            if takes is not None and takes[0] < len(self._sources):
                what = f"{takes[1]:.0%} of {self._sources[takes[0]].name}"
            self.setAccessibleDescription(f"{self._text_of(self._place[0])}, takes {what}")
        self.update()

    # -- geometry ------------------------------------------------------------------------------

    def cell_rect(self, row: int, column: int) -> QRect:
        """The cell of a row (an index, not a layer) and a column (0 is the face itself)."""
        return QRect(NAME_WIDTH + COLUMN * column, self._tops[row], COLUMN, ROW)

    def header_rect(self, column: int) -> QRect:
        """The face over a column."""
        x = NAME_WIDTH + COLUMN * column + (COLUMN - FACE) // 2
        return QRect(x, (HEADER - FACE) // 2, FACE, FACE)

    def _row_at(self, point: QPoint) -> int | None:
        rows = enumerate(self._tops)
        return next((row for row, top in rows if top <= point.y() < top + ROW), None)

    def _column_at(self, point: QPoint) -> int | None:
        """The column under a point; the headings between the rows are in none."""
        column = (point.x() - NAME_WIDTH) // COLUMN
        fits = point.x() >= NAME_WIDTH and column <= len(self._sources) + 1
        fits = fits and not any(y <= point.y() < y + ROW for y, _ in self._headings)
        return column if fits else None

    def row_rect(self, row: int) -> QRect:
        """The line of a row, with its name."""
        return QRect(0, self._tops[row], NAME_WIDTH + COLUMN * (len(self._sources) + 2), ROW)

    def event(self, event: QEvent) -> bool:
        """Tooltips of cells and faces."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), tooltip_of(self._tip(event.pos())), self)
            return True
        return super().event(event)

    def _tip(self, at: QPoint) -> str:
        row, column = self._row_at(at), self._column_at(at)
        if column is None:
            return "" if row is None or at.x() >= NAME_WIDTH else self._row_tip(row)
        if column > len(self._sources):
            return "Add a source" if row is None else ""
        name = "This face" if column == 0 else self._sources[column - 1].name
        if row is None:
            return name if column == 0 else f"{name}. Click for another face."
        return f"{self._text_of(row)}, from: {name}"

    def _row_tip(self, row: int) -> str:
        return (
            f"{self._text_of(row)}.\n"
            f"On the command line this is style {self._layers[row][0]}: styles are counted from 0, "
            "with those that the network does not use."
        )

    # -- painting ------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Faces on top, then a row a layer."""
        if not self._layers:
            return  # no network yet: nothing that could be mixed
        c = colors(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pixmaps = self._faces()
        for column, pixmap in enumerate(pixmaps):
            paint_head(painter, self.header_rect(column), pixmap, c)
        add = self.header_rect(len(pixmaps)).adjusted(7, 7, -7, -7)
        paint_icon(painter, add, "add", "text_dim")
        columns = len(pixmaps)
        for y, text in self._headings:
            paint_heading(painter, QRect(0, y, self.width(), ROW), text, c)
        for row, (layer, size, _) in enumerate(self._layers):
            current = row == self._place[0]
            paint_names(painter, self.row_rect(row), row + 1, size, current, c)
            shares = self._shares(layer, columns)
            for column, share in enumerate(shares):
                centre = QRectF(self.cell_rect(row, column)).center()
                paint_share(painter, centre, share, column == 0, c)
        if self._target is not None:
            paint_target(painter, self._target, c)
        elif self.hasFocus():
            self._paint_ring(painter, columns, c)

    def _shares(self, layer: int, columns: int) -> list[float]:
        """How much of a layer's style comes from each column."""
        shares = [0.0] * columns
        source, strength = self._cells.get(layer, (-1, 1.0))
        if source + 1 < columns:
            shares[source + 1] = strength
            if source >= 0:
                shares[0] = 1.0 - strength
        return shares

    def _paint_ring(self, painter: QPainter, columns: int, c: Colors) -> None:
        row, column = self._place
        adds = column >= columns
        box = self.header_rect(columns) if adds else self.cell_rect(row, column)
        ring = box.adjusted(5, 5, -5, -5) if adds else box.adjusted(8, 1, -8, -1)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(c.focus), TOKENS.focus_ring))
        painter.drawRoundedRect(ring, TOKENS.radius_small, TOKENS.radius_small)

    def _faces(self) -> list[QPixmap | None]:
        """The faces over the columns, scaled again only when one has changed."""
        pictures = [self._own, *(source.picture for source in self._sources)]
        dpr = self.devicePixelRatioF()
        same = dpr == self._dpr and len(pictures) == len(self._pictures)
        if not same or any(a is not b for a, b in zip(pictures, self._pictures, strict=True)):
            self._pictures, self._dpr = pictures, dpr
            self._pixmaps = [
                None if picture is None else scaled_pixmap(thumb_image(picture), FACE, dpr)
                for picture in pictures
            ]
        return self._pixmaps


def _same(new: object, old: object) -> bool:
    """Whether two columns look alike: arrays are compared by what they are, not by value."""
    if isinstance(new, tuple) and isinstance(old, tuple):
        return new[0] == old[0] and new[1] is old[1]
    return new is old
