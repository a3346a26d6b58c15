"""How a row of the gallery's side list is painted."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from facelab.ui.gallery.glyphs import paint_stars
from facelab.ui.gallery.shelf_model import ROW, Row, ShelfModel
from facelab.ui.icons import paint_icon
from facelab.ui.theme import TOKENS, colors, text_font, with_alpha
from facelab.ui.widgets.elided_label import NAME_ELIDE

_Index = QModelIndex | QPersistentModelIndex
HEIGHT = 25


class ShelfState(Protocol):
    """What the hand does at the moment: rows under the pointer and under what is dragged."""

    hovered: int
    target: int


class RowPainter(QStyledItemDelegate):
    """Icon, text and count; stars for ratings; an arrow before a heading."""

    def __init__(self, view: QListView, rows: ShelfModel, state: ShelfState) -> None:
        super().__init__(view)
        self._view = view
        self._rows = rows
        self._state = state

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(120, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        c = colors()
        row: Row = index.data(ROW)
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(rect).adjusted(1, 1, -1, -1)
        place = index.row()
        if row.on or place == self._state.hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(with_alpha(c.accent, 0.32) if row.on else QColor(c.hover))
            if row.on or row.kind != "title":
                painter.drawRoundedRect(box, TOKENS.radius, TOKENS.radius)
        if place == self._state.target:
            painter.setPen(QPen(QColor(c.focus), 2, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, TOKENS.radius, TOKENS.radius)
        elif self._view.hasFocus() and place == self._view.currentIndex().row():
            painter.setPen(QPen(QColor(c.focus), 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, TOKENS.radius, TOKENS.radius)
        self._paint_words(painter, rect, row)
        painter.restore()

    def _paint_words(self, painter: QPainter, rect: QRect, row: Row) -> None:
        c = colors()
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        if row.kind == "title":
            painter.setFont(text_font(size="small", bold=True))
            arrow = QRect(rect.x() + 3, rect.center().y() - 6, 14, 14)
            shut = self._rows.is_closed(row.text)
            paint_icon(painter, arrow, "expand" if shut else "expanded", "text_dim")
            painter.setPen(QColor(c.text_dim))
            painter.drawText(rect.adjusted(20, 2, -4, 0), middle, row.text)
            return
        right = rect.right() - 8
        if row.count is not None:
            painter.setFont(text_font(size="small", tabular=True))
            painter.setPen(QColor(c.text_dim))
            text = f"{row.count:,}"
            wide = painter.fontMetrics().horizontalAdvance(text)
            painter.drawText(QRect(right - wide, rect.y(), wide, rect.height()), middle, text)
            right -= wide + 8
        left = rect.x() + 20
        if row.kind == "rating":
            gold = [QColor(c.warning)] * int(row.key)
            paint_stars(painter, left, rect.center().y() + 0.5, 15, gold)
            return
        if row.icon:
            glyph = QRect(left - 1, rect.center().y() - 7, 15, 15)
            paint_icon(painter, glyph, row.icon, "text" if row.on else "icon")
            left += 22
        painter.setFont(text_font())
        quiet = row.kind in ("new_cast", "more")
        painter.setPen(QColor(c.text_dim if quiet else c.text))
        line = QRect(left, rect.y(), right - left, rect.height())
        # Networks are often told apart by how their names end.
        mode = NAME_ELIDE if row.kind == "model" else Qt.TextElideMode.ElideRight
        text = painter.fontMetrics().elidedText(row.text, mode, line.width())
        painter.drawText(line, middle, text)
