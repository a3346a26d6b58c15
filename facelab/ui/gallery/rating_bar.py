"""Five stars to press."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from facelab.library.values import MAX_RATING
from facelab.ui.gallery.glyphs import paint_stars, star_at
from facelab.ui.theme import TOKENS, colors, with_alpha
from facelab.ui.widgets.keys import is_plain

STAR = 22.0


class RatingBar(QWidget):
    """Shows a rating and takes one: by click, by the arrows, by the keys 0 to 5.

    Signals
    -------
    rated : int
        The user wants this rating; a click on the last star that is lit takes all away.
    """

    rated = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rating: int | None = 0
        self._hovered = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip("Rating. Press 0 to 5, here or on a face.")
        self._tell()

    def rating(self) -> int | None:
        """What is shown; None for faces that differ."""
        return self._rating

    def set_rating(self, rating: int | None) -> None:
        """Show a rating, None for faces that differ; emits nothing."""
        if rating != self._rating:
            self._rating = rating
            self._tell()
            self.update()

    def sizeHint(self) -> QSize:
        """Five stars."""
        return QSize(round(STAR * MAX_RATING) + 6, TOKENS.row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what a click would do."""
        self._hovered = self._star_at(event.position().x())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Show the rating again."""
        super().leaveEvent(event)
        self._hovered = 0
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Rate."""
        if event.button() == Qt.MouseButton.LeftButton:
            star = max(1, self._star_at(event.position().x()))
            self.rated.emit(0 if star == self._rating else star)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits and arrows."""
        key, now = event.key(), self._rating or 0
        if not is_plain(event):
            event.ignore()
        elif Qt.Key.Key_0 <= key <= Qt.Key.Key_5:
            self.rated.emit(key - Qt.Key.Key_0)
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Up):
            self.rated.emit(min(MAX_RATING, now + 1))
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Down):
            self.rated.emit(max(0, now - 1))
        else:
            event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the stars."""
        c = colors(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self._hovered or self._rating or 0
        on = QColor(c.warning) if not self._hovered else with_alpha(c.warning, 0.75)
        tones = [on if place < lit else QColor(c.track) for place in range(MAX_RATING)]
        paint_stars(painter, 3, self.height() / 2, STAR, tones)
        if self.hasFocus():
            painter.setPen(QPen(QColor(c.focus), 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(ring, TOKENS.radius, TOKENS.radius)

    def _star_at(self, x: float) -> int:
        return star_at(QRectF(3, 0, 1, 1), STAR, x)

    def _tell(self) -> None:
        shown = "mixed" if self._rating is None else f"{self._rating} of 5 stars"
        self.setAccessibleName(f"Rating: {shown}")
