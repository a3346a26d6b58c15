"""What happened, for a while: a message at the lower edge that blocks nothing, on no face."""

from __future__ import annotations

import time
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from facelab.ui.canvas.overlays import Glyph, wrapped_label
from facelab.ui.icons import icon
from facelab.ui.theme import TOKENS, colors, text_font
from facelab.ui.widgets import FaceThumb

NoticeKind = Literal["info", "warning", "error"]
_SPOKEN: dict[NoticeKind, str] = {"info": "Note", "warning": "Warning", "error": "Error"}
NOTE_MS = 4000
OFFER_MS = 8000  # a note that can be answered
ERROR_MS = 30_000
_CAUSED = 0.1  # seconds: what is done no longer before a message came has brought it about
_READ_MS = 1200  # time to read a message, and more for each letter of it
_LETTER_MS = 15
_PICTURE = 72
_MOST_LINES = 4  # of what happened: a path of many words is shortened, lest it cover the face
_MOST_OF_WHY = 6


class NoticeBar(QFrame):
    """A message at the lower edge of the canvas, where the neck is.

    Notes go by themselves. Errors and warnings go with what is done next, once there was time
    to read them, and after half a minute in which the window was looked at.

    Signals
    -------
    closed
        The user closed it.
    action_requested
        The user pressed its button.
    gone
        It is not shown any more, for whatever reason.
    """

    gone = Signal()
    closed = Signal()
    action_requested = Signal()

    MAX_WIDTH = 620
    MIN_WIDTH = 360  # over what is beside a narrow canvas, rather than high over the face

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._kind: NoticeKind = "info"
        self._glyph = Glyph("info", "info", 18, self)
        self.picture = FaceThumb("The face", _PICTURE, "", self)
        self.picture.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.picture.setToolTip("")
        self.what = wrapped_label(self, "notice_what", _MOST_LINES)
        self.what.setFont(text_font(bold=True))
        self.why = wrapped_label(self, "notice_why", _MOST_OF_WHY)
        self.fix = wrapped_label(self, "notice_fix", _MOST_OF_WHY)
        self.button = QPushButton(self)
        self.button.clicked.connect(self.action_requested)
        self.close_button = QToolButton(self)
        self.close_button.setIcon(icon("close", "text_dim"))
        self.close_button.setToolTip("Close this message  (Esc)")
        self.close_button.setAccessibleName("Close message")
        self.close_button.clicked.connect(self._on_close)
        for each in (self.button, self.close_button):
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._time = QTimer(self)
        self._time.setSingleShot(True)
        self._time.timeout.connect(self._on_time)
        self._stays = False
        self._shown = 0.0
        self._read_ms = 0

        text = QVBoxLayout()
        text.setSpacing(TOKENS.space_1)
        for label in (self.what, self.why, self.fix):
            text.addWidget(label)
        self.why.setProperty("dim", True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(TOKENS.space_4, TOKENS.space_3, TOKENS.space_2, TOKENS.space_3)
        layout.setSpacing(TOKENS.space_3)
        layout.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addLayout(text, 1)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_message(
        self, kind: NoticeKind, what: str, why: str, fix: str, button: str | None
    ) -> None:
        """Show a message and tell assistive technology."""
        self._kind, self._stays = kind, False
        self._glyph.set_icon(kind, kind)
        self._glyph.show()
        self.picture.hide()
        for label, text in ((self.what, what), (self.why, why), (self.fix, fix)):
            label.setText(text)
            label.setVisible(bool(text))
        self.button.setText(button or "")
        self.button.setVisible(button is not None)
        spoken = " ".join(part for part in (what, why, fix) if part)
        self.setAccessibleName(f"{_SPOKEN[kind]}: {spoken}")
        self._shown, self._read_ms = time.monotonic(), _READ_MS + _LETTER_MS * len(spoken)
        note = NOTE_MS if button is None else OFFER_MS
        self._time.start(note if kind == "info" else ERROR_MS)
        self.show()
        self.raise_()
        self.update()  # the colour of its kind, where one follows another
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def show_picture(self, pixels: NDArray[np.uint8] | None) -> None:
        """Show a face beside the message, uint8 [H, W, 4] BGRX; None if it is on its way."""
        self._glyph.hide()
        self.picture.show()
        self.picture.set_image(pixels)
        self.picture.set_loading(pixels is None)

    def stay(self) -> None:
        """Wait for an answer: its buttons, Escape and the next message end it, and what is done
        later than an offer would last, for then the user has gone on.
        """
        self._time.stop()
        self._stays = True

    def has_button(self) -> bool:
        """Whether it is shown with a button."""
        return not self.isHidden() and not self.button.isHidden()

    def is_note(self) -> bool:
        """Whether it goes soon by itself and asks for nothing."""
        return not self.isHidden() and self._kind == "info" and not self.has_button()

    def is_unread(self) -> bool:
        """Whether it is an error or a warning that there was no time to read yet."""
        return not self.isHidden() and self._kind != "info" and self._unread_ms() > 0

    def acted(self) -> None:
        """Something was done: an error of before has nothing more to say, if it was read."""
        age = time.monotonic() - self._shown
        if self._stays and age >= OFFER_MS / 1000:
            self.hide()
        elif age >= _CAUSED:
            self.go_when_read()

    def go_when_read(self) -> None:
        """An error or a warning goes as soon as there was time to read it."""
        if self.isHidden() or self._kind == "info":
            return
        left = self._unread_ms()
        if left <= 0:
            self.hide()
        elif not self._time.isActive() or left < self._time.remainingTime():
            self._time.start(left)

    def _unread_ms(self) -> int:
        return self._read_ms - round(1000 * (time.monotonic() - self._shown))

    def dismiss(self) -> bool:
        """Escape: close it as its button does. Returns whether that was all that Escape was for:
        a mere note does not hold it up.
        """
        if self.isHidden():
            return False
        asks = self._kind != "info" or self.has_button()
        self._on_close()
        return asks

    def _on_time(self) -> None:
        if self._kind == "info" or self.isActiveWindow():
            self.hide()
        else:
            self._time.start(ERROR_MS)  # nobody has seen it yet

    def hideEvent(self, event: object) -> None:
        """Nothing more to wait for."""
        super().hideEvent(event)  # type: ignore[arg-type]
        if self.isHidden():
            self._time.stop()
            self.gone.emit()

    def place(self, room: QRect, highest: int = 0) -> None:
        """Lie centred at the bottom of a part of the parent, no wider than the text.

        Parameters
        ----------
        room : QRect
            Where the canvas is, or what is in its place.
        highest : int
            Not higher than this, where the face is: rather over what is below a low canvas.
        """
        margin = TOKENS.space_3
        parent = self.parentWidget()
        assert parent is not None
        least = self.MIN_WIDTH + (self.button.sizeHint().width() if self.has_button() else 0)
        most = max(room.width(), min(least + 2 * margin, parent.width())) - 2 * margin
        wide = max(120, min(self.MAX_WIDTH, self._natural_width(), most))
        layout = self.layout()
        assert layout is not None
        layout.activate()  # else it knows the heights of the message before
        tall = layout.heightForWidth(wide)
        top = max(room.bottom() + 1 - tall - margin, highest)
        top = min(top, parent.height() - tall - margin)
        left = room.left() + (room.width() - wide) // 2
        left = max(margin, min(left, parent.width() - wide - margin))
        self.setGeometry(left, top, wide, tall)

    def _natural_width(self) -> int:
        """The width at which no line is broken."""
        labels = [each for each in (self.what, self.why, self.fix) if not each.isHidden()]
        text = max(each.fontMetrics().horizontalAdvance(each.text()) for each in labels)
        parts = (self._glyph, self.picture, self.button, self.close_button)
        others = [each.sizeHint().width() for each in parts if not each.isHidden()]
        gaps = TOKENS.space_3 * len(others) + TOKENS.space_4 + TOKENS.space_2
        return text + sum(max(0, each) for each in others) + gaps + TOKENS.space_6

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
