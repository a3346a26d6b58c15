"""What is on a face of a page: its heart."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QPainter

from facelab.ui.browse.faces_model import FacesModel
from facelab.ui.icons import paint_icon
from facelab.ui.theme import Colors
from facelab.ui.widgets.pictures import CellShape, PictureCell
from facelab.ui.widgets.pictures.painting import paint_badge

SHAPE = CellShape(pad=5, least=72)
HEART = 26


def heart_rect(cell: QRect) -> QRect:
    """Where its heart is: the upper right corner of the picture."""
    return _heart_on(SHAPE.picture(cell))


def _heart_on(box: QRect) -> QRect:
    at = QPoint(box.right() - HEART - 2, box.top() + 4)
    return QRect(at, QSize(HEART, HEART))


class FaceCell(PictureCell):
    """Paints the faces of a page.

    Parameters
    ----------
    faces : FacesModel
    """

    def __init__(self, faces: FacesModel) -> None:
        super().__init__(faces, SHAPE)
        self._faces = faces

    def paint_on(self, painter: QPainter, box: QRect, place: int, _colors: Colors) -> None:
        """Paint the heart of a face that is kept or can be, and that one cannot be drawn."""
        if self._faces.failed(place):
            glyph = QRect(0, 0, 24, 24)
            glyph.moveCenter(box.center())
            paint_icon(painter, glyph, "broken", "text_disabled")
        if self._faces.is_kept(place):
            paint_badge(painter, _heart_on(box), "heart_filled", "accent", 130)
        elif place == self.hovered:
            paint_badge(painter, _heart_on(box), "heart", "on_accent", 130)
