"""How a picture of a grid is painted: its ground, itself, a ring, its name."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from facelab.ui.theme import TOKENS, Colors, colors, text_font, with_alpha
from facelab.ui.widgets.elided_label import elided_name
from facelab.ui.widgets.pictures.model import PicturesModel
from facelab.ui.widgets.pictures.painting import paint_face, paint_ring
from facelab.ui.widgets.pictures.shape import CellShape

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Look:
    """How a cell differs from the others.

    Attributes
    ----------
    marked : bool
        Its ground is lit, its name is bright.
    ring : str
        Colour around its picture; empty is none. The one with the keys has its own.
    opacity : float
        Of its picture.
    """

    marked: bool = False
    ring: str = ""
    opacity: float = 1.0


class PictureCell(QStyledItemDelegate):
    """Paints the cells of a grid; a subclass says what is different about one.

    Parameters
    ----------
    pictures : PicturesModel
    shape : CellShape

    Attributes
    ----------
    hovered : int
        Place of the cell under the pointer; -1 is none.
    size : QSize
        Of a cell.
    """

    def __init__(self, pictures: PicturesModel, shape: CellShape) -> None:
        super().__init__()
        self._pictures, self.shape = pictures, shape
        self.hovered = -1
        self.size = QSize(1, 1)

    def look(self, place: int, selected: bool, c: Colors) -> Look:
        """How a cell differs from the others."""
        return Look(selected, c.accent if selected else "")

    def paint_on(self, painter: QPainter, box: QRect, place: int, c: Colors) -> None:
        """Paint what is on a picture."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint a cell."""
        c, place = colors(), index.row()
        state: QStyle.StateFlag = option.state
        look = self.look(place, bool(state & QStyle.StateFlag.State_Selected), c)
        ring = c.focus if state & QStyle.StateFlag.State_HasFocus else look.ring
        box = self.shape.picture(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if look.marked or place == self.hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(with_alpha(c.accent if look.marked else c.hover, 0.34))
            painter.drawRoundedRect(self.shape.ground(box), TOKENS.radius, TOKENS.radius)
        painter.setOpacity(look.opacity)
        dpr = painter.device().devicePixelRatioF()
        paint_face(painter, box, self._pictures.pixmap(place, box.width(), dpr), c)
        painter.setOpacity(1.0)
        if ring:
            paint_ring(painter, box, ring)
        self.paint_on(painter, box, place, c)
        painter.setFont(text_font(size="small"))
        painter.setPen(QColor(c.text if look.marked else c.text_dim))
        line = self.shape.line(option.rect)
        name = elided_name(painter.fontMetrics(), self._pictures.name(place), line.width())
        painter.drawText(line, int(Qt.AlignmentFlag.AlignCenter), name)
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """As the grid says."""
        return self.size
