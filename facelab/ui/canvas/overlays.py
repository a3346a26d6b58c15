"""What lies over the picture: the empty state, the notice bar, the progress line."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from facelab.ui.icons import icon, paint_icon
from facelab.ui.theme import TOKENS, colors, text_font, with_alpha

NoticeKind = Literal["info", "warning", "error"]
_SPOKEN: dict[NoticeKind, str] = {"info": "Note", "warning": "Warning", "error": "Error"}


def wrapped_label(parent: QWidget, object_name: str) -> QLabel:
    """A label that wraps and never interprets what it is given as markup."""
    label = QLabel(parent)
    label.setObjectName(object_name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
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


class NoticeBar(QFrame):
    """A message at the top of the canvas that blocks nothing.

    Signals
    -------
    closed
        The user closed it.
    action_requested
        The user pressed its button.
    """

    closed = Signal()
    action_requested = Signal()

    MAX_WIDTH = 620

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._kind: NoticeKind = "info"
        self._glyph = Glyph("info", "info", 18, self)
        self.what = wrapped_label(self, "notice_what")
        self.what.setFont(text_font(bold=True))
        self.why = wrapped_label(self, "notice_why")
        self.fix = wrapped_label(self, "notice_fix")
        self.button = QPushButton(self)
        self.button.clicked.connect(self.action_requested)
        self.close_button = QToolButton(self)
        self.close_button.setIcon(icon("close", "text_dim"))
        self.close_button.setToolTip("Close this message")
        self.close_button.setAccessibleName("Close message")
        self.close_button.clicked.connect(self._on_close)

        text = QVBoxLayout()
        text.setSpacing(TOKENS.space_1)
        for label in (self.what, self.why, self.fix):
            text.addWidget(label)
        self.why.setProperty("dim", True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(TOKENS.space_4, TOKENS.space_3, TOKENS.space_2, TOKENS.space_3)
        layout.setSpacing(TOKENS.space_3)
        layout.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(text, 1)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_message(
        self, kind: NoticeKind, what: str, why: str, fix: str, button: str | None
    ) -> None:
        """Show a message and tell assistive technology."""
        self._kind = kind
        self._glyph.set_icon(kind, kind)
        for label, text in ((self.what, what), (self.why, why), (self.fix, fix)):
            label.setText(text)
            label.setVisible(bool(text))
        self.button.setText(button or "")
        self.button.setVisible(button is not None)
        spoken = " ".join(part for part in (what, why, fix) if part)
        self.setAccessibleName(f"{_SPOKEN[kind]}: {spoken}")
        self.show()
        self.raise_()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def has_button(self) -> bool:
        """Whether it is shown with a button."""
        return not self.isHidden() and not self.button.isHidden()

    def place(self, width: int, height: int | None = None) -> None:
        """Lie centred at the top of a canvas of that width, or at the bottom if `height` is its
        height.
        """
        margin = TOKENS.space_3
        wide = max(120, min(self.MAX_WIDTH, width - 2 * margin))
        layout = self.layout()
        tall = layout.heightForWidth(wide) if layout is not None else -1
        tall = tall if tall > 0 else self.sizeHint().height()
        top = margin if height is None else height - tall - margin
        self.setGeometry((width - wide) // 2, top, wide, tall)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the card, with the colour of its kind along the left edge."""
        c = colors(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QColor(c.border_strong))
        painter.setBrush(QColor(c.raised))
        painter.drawRoundedRect(card, TOKENS.radius, TOKENS.radius)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(c, self._kind)))
        painter.setClipRect(QRectF(0, 0, 4, self.height()))
        painter.drawRoundedRect(card, TOKENS.radius, TOKENS.radius)

    def _on_close(self) -> None:
        self.hide()
        self.closed.emit()


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
        self.show()

    def place(self, width: int, height: int) -> None:
        """Lie in the middle of a canvas of that size."""
        wide = max(120, min(420, width - 2 * TOKENS.space_6))
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
