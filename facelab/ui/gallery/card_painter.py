"""How a kept face is painted: picture, name, stars and tags."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPixmap

from facelab.library import Card
from facelab.ui.gallery.glyphs import paint_stars
from facelab.ui.icons import paint_icon
from facelab.ui.theme import TOKENS, Colors, text_font, with_alpha
from facelab.ui.widgets.elided_label import NAME_ELIDE
from facelab.ui.widgets.pictures.painting import paint_ring

PAD = 6
LINE = 17
STAR = 11.0


class CardPainter:
    """Paints cards of one size; fonts and cut-off titles are worked out once.

    Parameters
    ----------
    lines : int
        1: the name only, stars over the picture. 2: stars and tags below it.
    """

    def __init__(self, side: int, lines: int, colors: Colors) -> None:
        self.side = side
        self.lines = lines
        self.colors = colors
        self._font = text_font(size="small")
        self._metrics = QFontMetrics(self._font)
        self._cut: dict[tuple[str, int, Qt.TextElideMode], str] = {}

    def picture_rect(self, cell: QRect) -> QRect:
        """Where the picture is in a cell."""
        left = cell.x() + (cell.width() - self.side) // 2
        return QRect(left, cell.y() + PAD, self.side, self.side)

    def name_rect(self, cell: QRect) -> QRect:
        """Where the name is."""
        box = self.picture_rect(cell)
        return QRect(box.x() - PAD + 1, box.bottom() + 4, box.width() + 2 * PAD - 2, LINE)

    @staticmethod
    def height(side: int, lines: int) -> int:
        """Height of a cell."""
        return side + 2 * PAD + lines * LINE + 3

    def paint(
        self,
        painter: QPainter,
        cell: QRect,
        card: Card | None,
        pixmap: QPixmap | None,
        *,
        selected: bool,
        focused: bool,
        hovered: bool,
        target: bool,
        foreign: str,
    ) -> None:
        """Paint a face; `target` says that another would be dropped on it, `foreign` is the
        title of its network if that is not the one in use.
        """
        c = self.colors
        box = self.picture_rect(cell)
        if selected or hovered:
            ground = QRectF(box).adjusted(-PAD + 1, -PAD + 1, PAD - 1, PAD + self.lines * LINE)
            alpha = 0.34 if selected else 0.5
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(with_alpha(c.accent if selected else c.hover, alpha))
            painter.drawRoundedRect(ground, TOKENS.radius, TOKENS.radius)
        if pixmap is not None:
            painter.setOpacity(0.5 if foreign else 1.0)
            painter.drawPixmap(box.topLeft(), pixmap)
            painter.setOpacity(1.0)
        else:
            self._paint_missing(painter, box, card)
        self._paint_ring(painter, box, selected, focused, target)
        if card is None:
            return
        if foreign:
            self._paint_network(painter, box, foreign)
        painter.setFont(self._font)
        painter.setPen(QColor(c.text if card.name or selected else c.text_dim))
        line = self.name_rect(cell)
        painter.drawText(
            line, int(Qt.AlignmentFlag.AlignCenter), self._name(card.title, line.width())
        )
        if self.lines == 1:
            if card.rating:
                self._paint_badge(painter, box, card.rating)
        else:
            self._paint_second(painter, line.translated(0, LINE), card)

    def _paint_second(self, painter: QPainter, line: QRect, card: Card) -> None:
        c = self.colors
        stars = round(card.rating * STAR)
        gap = 5 if card.rating and card.tags else 0
        room = line.width() - stars - gap
        text = self._shown(", ".join(card.tags[:8]), room) if card.tags and room > 24 else ""
        wide = self._metrics.horizontalAdvance(text)
        left = line.left() + max(0, (line.width() - stars - gap - wide) // 2)
        if card.rating:
            gold = [QColor(c.warning)] * card.rating
            paint_stars(painter, left, line.center().y() + 0.5, STAR, gold)
        if text:
            painter.setPen(QColor(c.text_dim))
            rest = QRect(left + stars + gap, line.y(), wide + 2, line.height())
            painter.drawText(rest, int(Qt.AlignmentFlag.AlignVCenter), text)

    def _paint_badge(self, painter: QPainter, box: QRect, rating: int) -> None:
        size = 9.0
        ground = QRectF(box.left() + 3, box.bottom() - 14, rating * size + 5, 12)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 150))
        painter.drawRoundedRect(ground, 6, 6)
        gold = [QColor("#e9bd62")] * rating
        paint_stars(painter, ground.left() + 2.5, ground.center().y(), size, gold)

    def _paint_network(self, painter: QPainter, box: QRect, name: str) -> None:
        """Say of which network a face is, at the top of its picture."""
        painter.setFont(self._font)
        text = self._shown(name, box.width() - 14, NAME_ELIDE)
        wide = self._metrics.horizontalAdvance(text) + 8
        ground = QRect(box.left() + 3, box.top() + 3, wide, LINE - 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 170))
        painter.drawRoundedRect(ground, 4, 4)
        painter.setPen(QColor("#ffffff"))
        painter.drawText(ground, int(Qt.AlignmentFlag.AlignCenter), text)

    def _paint_missing(self, painter: QPainter, box: QRect, card: Card | None) -> None:
        c = self.colors
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.field if c.scheme == "dark" else c.hover))
        painter.drawRoundedRect(box, TOKENS.radius, TOKENS.radius)
        if card is not None and not card.has_thumbnail:
            glyph = QRect(0, 0, 20, 20)
            glyph.moveCenter(box.center())
            paint_icon(painter, glyph, "heart", "text_disabled")

    def _paint_ring(
        self, painter: QPainter, box: QRect, selected: bool, focused: bool, target: bool
    ) -> None:
        c = self.colors
        if target:
            paint_ring(painter, box, c.focus, 2.5, Qt.PenStyle.DashLine)
        elif focused or selected:
            paint_ring(painter, box, c.focus if focused else c.accent)

    def _name(self, text: str, room: int) -> str:
        return self._shown(text, room, NAME_ELIDE)

    def _shown(
        self, text: str, room: int, mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight
    ) -> str:
        key = (text, room, mode)
        if key not in self._cut:
            if len(self._cut) > 5000:
                self._cut.clear()
            self._cut[key] = self._metrics.elidedText(text, mode, room)
        return self._cut[key]
