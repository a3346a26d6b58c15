"""How a cell of a sheet is painted: its picture, its name, its drift, whether it was corrected."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from facelab.ui.character.model import SheetModel
from facelab.ui.icons import paint_icon
from facelab.ui.theme import TOKENS, Colors, colors, text_font, with_alpha
from facelab.ui.widgets.face_thumb import paint_face

PAD = 4
NAME = 17  # height of its line
MARK = 20
STALE = 0.62  # how much is left of a picture that shows the cell as it was
_Index = QModelIndex | QPersistentModelIndex


def picture_rect(cell: QRect) -> QRect:
    """Where the picture is in a cell."""
    side = max(1, min(cell.width() - 2 * PAD, cell.height() - 2 * PAD - NAME))
    return QRect(cell.x() + (cell.width() - side) // 2, cell.y() + PAD, side, side)


class SheetCell(QStyledItemDelegate):
    """Paints the cells of a grid.

    Attributes
    ----------
    hovered : int
        Place of the cell under the pointer; -1 is none.
    cell : QSize
        Of the grid.
    """

    hovered = -1
    cell = QSize(1, 1)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint a cell."""
        model = index.model()
        assert isinstance(model, SheetModel)
        c, place = colors(), index.row()
        cell: QRect = option.rect
        state: QStyle.StateFlag = option.state
        box = picture_rect(cell)
        opened, beyond = model.is_opened(place), model.shown.is_beyond(place)
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if opened or place == self.hovered:
            ground = QRectF(box).adjusted(-PAD + 1, -PAD + 1, PAD - 1, PAD + NAME - 3)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(with_alpha(c.accent if opened else c.hover, 0.34))
            painter.drawRoundedRect(ground, TOKENS.radius, TOKENS.radius)
        painter.setOpacity(1.0 if model.shown.is_fresh(place) else STALE)
        dpr = painter.device().devicePixelRatioF()
        paint_face(painter, box, model.pixmap(place, box.width(), dpr), c)
        painter.setOpacity(1.0)
        ring = c.accent if opened else c.warning if beyond else ""
        if focused:
            ring = c.focus
        if ring:
            painter.setPen(QPen(QColor(ring), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(
                QRectF(box).adjusted(1, 1, -1, -1), TOKENS.radius - 1, TOKENS.radius - 1
            )
        if model.shown.cells[place].corrected:
            self._paint_mark(painter, box)
        far = model.shown.drift(place)
        if far is not None:
            self._paint_drift(painter, box, far, beyond, c)
        painter.setFont(text_font(size="small"))
        painter.setPen(QColor(c.text if opened else c.text_dim))
        line = QRect(cell.x() + 1, box.bottom() + 3, cell.width() - 2, NAME)
        name = str(index.data(Qt.ItemDataRole.DisplayRole))
        shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, int(Qt.AlignmentFlag.AlignCenter), shown)
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """As the grid says."""
        return self.cell

    @staticmethod
    def _paint_mark(painter: QPainter, box: QRect) -> None:
        at = QRect(box.x() + 4, box.y() + 4, MARK, MARK)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 150))
        painter.drawEllipse(at)
        paint_icon(painter, at.adjusted(4, 4, -4, -4), "edit", "on_accent")

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
        painter.setPen(QColor(c.warning if beyond and c.scheme == "dark" else "#ffffff"))
        if beyond and c.scheme != "dark":
            painter.setPen(QColor("#ffc46b"))  # on black whatever the scheme
        painter.drawText(at, int(Qt.AlignmentFlag.AlignCenter), text)
