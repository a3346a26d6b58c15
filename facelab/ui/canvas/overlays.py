"""What lies over the picture: the empty state and the progress line."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from facelab.ui.icons import paint_icon
from facelab.ui.theme import TOKENS, colors, text_font, with_alpha
from facelab.ui.widgets.text_label import TextLabel, text_label


def wrapped_label(parent: QWidget, object_name: str, most_lines: int | None = None) -> TextLabel:
    """A label that wraps and never interprets what it is given as markup."""
    label = text_label(parent=parent, most_lines=most_lines)
    label.setObjectName(object_name)
    return label


class Glyph(QWidget):
    """An icon on its own, in a colour of the scheme."""

    def __init__(self, name: str, tone: str, size: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = name
        self._tone = tone
        self.setFixedSize(QSize(size, size))

    def set_icon(self, name: str, tone: str) -> None:
        """Show another icon."""
        self._name, self._tone = name, tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the glyph."""
        painter = QPainter(self)
        paint_icon(painter, self.rect(), self._name, self._tone)


class EmptyState(QWidget):
    """What the canvas says while it has no picture.

    Signals
    -------
    action_requested
        The user pressed its button.
    """

    action_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.glyph = Glyph("dice", "text_dim", 44, self)
        self.title = wrapped_label(self, "empty_title")
        self.text = wrapped_label(self, "empty_text")
        self.button = QPushButton(self)
        self.button.setProperty("primary", True)
        self.button.clicked.connect(self.action_requested)
        layout = QVBoxLayout(self)
        layout.setSpacing(TOKENS.space_2)
        layout.addStretch(1)
        layout.addWidget(self.glyph, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(TOKENS.space_1)
        for label in (self.title, self.text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            layout.addWidget(label)
        layout.addSpacing(TOKENS.space_2)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self.title.setFont(text_font(size="title", bold=True))
        self._margins = layout.contentsMargins()
        self._room = (0, 0)
        self.hide()

    def show_message(self, title: str, text: str, button: str | None, icon_name: str) -> None:
        """Show a title, a text, and a button if it has one."""
        self.glyph.set_icon(icon_name, "text_dim")
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.button.setText(button or "")
        self.button.setVisible(button is not None)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.place(*self._room)
        self.show()

    def place(self, width: int, height: int) -> None:
        """Lie in the middle of a canvas of that size."""
        self._room = (width, height)
        wide = max(120, min(420, width - 2 * TOKENS.space_6))
        if not self.button.isHidden():  # its words are read in full, if need be to the edges
            margins = self._margins
            needed = self.button.sizeHint().width() + margins.left() + margins.right()
            wide = min(width, max(wide, needed))
        self.setGeometry((width - wide) // 2, 0, wide, height)


class ProgressLine(QWidget):
    """A thin line at the bottom edge: work goes on, nothing is blocked."""

    HEIGHT = 2
    _PERIOD_MS = 1400
    _TICK_MS = 33
    _DELAY_MS = 150

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName("Refining to full resolution")
        self._fraction: float | None = None
        self._phase = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(self._TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        # work that ends at once must not flash a line
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(self._DELAY_MS)
        self._delay.timeout.connect(self._on_delay)
        self.hide()

    @property
    def running(self) -> bool:
        """Whether work is being shown, or about to be."""
        return self._delay.isActive() or not self.isHidden()

    def show_progress(self, fraction: float | None) -> None:
        """Show a known fraction 0..1, or movement if it is not known."""
        self._fraction = fraction
        if self.isHidden():
            if not self._delay.isActive():
                self._delay.start()
            return
        self._follow()

    def put_off(self) -> None:
        """Something has come: a line that is not there yet waits for what comes next."""
        if self._delay.isActive():
            self._delay.start()

    def stop(self) -> None:
        """Hide it."""
        self._delay.stop()
        self._timer.stop()
        self.hide()

    def place(self, width: int, height: int) -> None:
        """Lie at the bottom edge of a canvas of that size."""
        self.setGeometry(0, height - self.HEIGHT, width, self.HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the line."""
        painter = QPainter(self)
        accent = colors(self.palette()).focus
        painter.fillRect(self.rect(), with_alpha(accent, 0.18))
        width = self.width()
        if self._fraction is not None:
            left, length = 0.0, width * min(1.0, max(0.0, self._fraction))
        else:
            length = width * 0.28
            left = -length + (width + length) * self._phase
        painter.fillRect(QRectF(left, 0, length, self.height()), QColor(accent))

    def _follow(self) -> None:
        if self._fraction is not None:
            self._timer.stop()
        elif not self._timer.isActive():
            self._phase = 0.0
            self._timer.start()
        self.update()

    def _on_delay(self) -> None:
        self.show()
        self.raise_()
        self._follow()

    def _on_tick(self) -> None:
        self._phase = (self._phase + self._TICK_MS / self._PERIOD_MS) % 1.0
        self.update()
