"""What is on a cell of a sheet: its drift, and whether it was corrected."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter

from facelab.ui.character.model import SheetModel
from facelab.ui.theme import Colors, text_font
from facelab.ui.widgets.pictures import CellShape, Look, PictureCell
from facelab.ui.widgets.pictures.painting import paint_badge

SHAPE = CellShape(pad=4, least=84, most=240)
MARK = 20
STALE = 0.62  # how much is left of a picture that shows the cell as it was


class SheetCell(PictureCell):
    """Paints the cells of a sheet.

    Parameters
    ----------
    cells : SheetModel
    """

    def __init__(self, cells: SheetModel) -> None:
        super().__init__(cells, SHAPE)
        self._cells = cells

    def look(self, place: int, _selected: bool, c: Colors) -> Look:
        """Marked is the one that is corrected now; who might be another person has a ring."""
        shown, opened = self._cells.shown, self._cells.is_opened(place)
        ring = c.accent if opened else c.warning if shown.is_beyond(place) else ""
        return Look(opened, ring, 1.0 if shown.is_fresh(place) else STALE)

    def paint_on(self, painter: QPainter, box: QRect, place: int, c: Colors) -> None:
        """Paint a pencil where it was corrected, and how far the person has drifted."""
        shown = self._cells.shown
        if shown.cells[place].corrected:
            at = QRect(box.x() + 4, box.y() + 4, MARK, MARK)
            paint_badge(painter, at, "edit", "on_accent", 150)
        far = shown.drift(place)
        if far is not None:
            self._paint_drift(painter, box, far, shown.is_beyond(place), c)

    @staticmethod
    def _paint_drift(painter: QPainter, box: QRect, far: float, beyond: bool, c: Colors) -> None:
        painter.setFont(text_font(size="small", tabular=True))
        text = f"{far:.2f}"
        metrics = painter.fontMetrics()
        wide, high = metrics.horizontalAdvance(text) + 8, metrics.height() + 1
        at = QRect(box.right() - wide - 3, box.bottom() - high - 3, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 165))
        painter.drawRoundedRect(at, 4, 4)
        # On black whatever the scheme.
        warning = c.warning if c.scheme == "dark" else "#ffc46b"
        painter.setPen(QColor(warning if beyond else "#ffffff"))
        painter.drawText(at, int(Qt.AlignmentFlag.AlignCenter), text)
