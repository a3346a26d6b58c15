"""How a face of a page is painted: its picture, its heart, its name."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from facelab.ui.browse.faces_model import FAILED, KEPT, FacesModel
from facelab.ui.icons import paint_icon
from facelab.ui.theme import TOKENS, colors, text_font, with_alpha
from facelab.ui.widgets.face_thumb import paint_face

PAD = 5
NAME = 17  # height of its line
HEART = 26
_Index = QModelIndex | QPersistentModelIndex


def picture_rect(cell: QRect) -> QRect:
    """Where the picture is in a cell."""
    side = max(1, min(cell.width() - 2 * PAD, cell.height() - 2 * PAD - NAME))
    left = cell.x() + (cell.width() - side) // 2
    top = cell.y() + (cell.height() - NAME - side) // 2
    return QRect(left, top, side, side)


def heart_rect(cell: QRect) -> QRect:
    """Where its heart is: the upper right corner of the picture."""
    box = picture_rect(cell)
    at = QPoint(box.right() - HEART - 2, box.top() + 4)
    return QRect(at, QSize(HEART, HEART))


class FaceCell(QStyledItemDelegate):
    """Paints the cells of a grid.

    Attributes
    ----------
    hovered : int
        Place of the face under the pointer; -1 is none.
    cell : QSize
        Of the grid.
    """

    hovered = -1
    cell = QSize(1, 1)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint a face."""
        faces = index.model()
        assert isinstance(faces, FacesModel)
        c = colors()
        cell: QRect = option.rect
        state: QStyle.StateFlag = option.state
        box = picture_rect(cell)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        hovered = index.row() == self.hovered
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected or hovered:
            ground = QRectF(box).adjusted(-PAD + 1, -PAD + 1, PAD - 1, PAD + NAME - 3)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(with_alpha(c.accent if selected else c.hover, 0.34))
            painter.drawRoundedRect(ground, TOKENS.radius, TOKENS.radius)
        dpr = painter.device().devicePixelRatioF()
        paint_face(painter, box, faces.pixmap(index.row(), box.width(), dpr), c)
        if index.data(FAILED):
            glyph = QRect(0, 0, 24, 24)
            glyph.moveCenter(box.center())
            paint_icon(painter, glyph, "broken", "text_disabled")
        if focused or selected:
            painter.setPen(QPen(QColor(c.focus if focused else c.accent), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(box).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, TOKENS.radius - 1, TOKENS.radius - 1)
        kept = bool(index.data(KEPT))
        if kept or hovered:
            self._paint_heart(painter, heart_rect(cell), kept)
        painter.setFont(text_font(size="small"))
        painter.setPen(QColor(c.text if selected else c.text_dim))
        line = QRect(cell.x(), box.bottom() + 3, cell.width(), NAME)
        name = str(index.data(Qt.ItemDataRole.DisplayRole))
        shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, line.width())
        painter.drawText(line, int(Qt.AlignmentFlag.AlignCenter), shown)
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """As the grid says."""
        return self.cell

    @staticmethod
    def _paint_heart(painter: QPainter, box: QRect, kept: bool) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 130))
        painter.drawEllipse(box)
        glyph = box.adjusted(5, 5, -5, -5)
        paint_icon(
            painter, glyph, "heart_filled" if kept else "heart", "accent" if kept else "on_accent"
        )
