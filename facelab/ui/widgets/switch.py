"""Something that is on or off, with its name."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from facelab.ui.theme import TOKENS, colors
from facelab.ui.widgets.key_button import KeyButton

_WIDTH, _HEIGHT = 26.0, 14.0


class Switch(KeyButton):
    """A pill with a knob: left is off, right and in the accent colour is on."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(name)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """The pill and the name."""
        wide = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(round(_WIDTH) + TOKENS.space_2 + wide + TOKENS.space_1, TOKENS.row)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint pill and name."""
        c = colors(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on, enabled, warm = self.isChecked(), self.isEnabled(), self.underMouse()
        pill = QRectF(0.5, (self.height() - _HEIGHT) / 2, _WIDTH, _HEIGHT)
        ground = (c.accent_hover if warm else c.accent) if on else c.track
        painter.setPen(
            QPen(QColor(c.focus), TOKENS.focus_ring) if self.ringed() else Qt.PenStyle.NoPen
        )
        painter.setBrush(QColor(ground if enabled else c.border))
        painter.drawRoundedRect(pill, _HEIGHT / 2, _HEIGHT / 2)
        x = pill.right() - _HEIGHT / 2 if on else pill.left() + _HEIGHT / 2
        light = c.scheme == "light"
        painter.setPen(QPen(QColor(c.border_strong), 1.0) if light else Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#ffffff" if on or warm else c.handle))
        painter.drawEllipse(QPointF(x, pill.center().y()), _HEIGHT / 2 - 2.5, _HEIGHT / 2 - 2.5)
        painter.setPen(QColor(c.text_disabled if not enabled else c.text if on else c.text_dim))
        room = self.rect().adjusted(round(_WIDTH) + TOKENS.space_2, 0, 0, 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, int(flags), self.text())
