"""A ring that lights up around a face and fades: this one was kept."""

from __future__ import annotations

from PySide6.QtCore import QAbstractAnimation, QRect, QRectF, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from facelab.ui.theme import TOKENS, colors

PULSE_MS = 1100


class Pulse(QWidget):
    """Lies over a part of its parent for a second; the mouse goes through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._light = 0.0
        self._fade = QVariantAnimation(self)
        self._fade.setStartValue(1.0)
        self._fade.setEndValue(0.0)
        self._fade.setDuration(PULSE_MS)
        self._fade.valueChanged.connect(self._on_value)
        self._fade.finished.connect(self.hide)
        self.hide()

    def begin(self, rect: QRect) -> None:
        """Light up around a rectangle of the parent."""
        self._fade.stop()
        self.setGeometry(rect)
        self.show()
        self.raise_()
        self._fade.start()

    def running(self) -> bool:
        """Whether it is lit."""
        return self._fade.state() == QAbstractAnimation.State.Running

    def _on_value(self, light: float) -> None:
        self._light = light
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A ring, and a breath of light inside it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = QColor(colors(self.palette()).accent)
        ring.setAlphaF(self._light)
        inside = QColor(ring)
        inside.setAlphaF(0.25 * self._light)
        painter.setPen(QPen(ring, 2.5))
        painter.setBrush(inside)
        box = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        painter.drawRoundedRect(box, TOKENS.radius, TOKENS.radius)
