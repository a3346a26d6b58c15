"""A pop-up to choose the layers that a direction reaches, from any to any."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from facelab.ui.theme import TOKENS, text_font
from facelab.ui.widgets import SliderScale, ValueSlider

WIDTH = 280


class LayerRange(QFrame):
    """First and last layer; the face follows while they are moved.

    Signals
    -------
    range_changed : int, int
        First and last layer that the user chose.
    closed
        By a click outside, or Escape.
    """

    range_changed = Signal(int, int)
    closed = Signal()

    def __init__(self, title: str, span: tuple[int, int], last: int, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("picker")
        self.setAccessibleName(f"Layers of {title}")
        self.setFixedWidth(WIDTH)
        heading = QLabel(f"Layers of {title}", self)
        heading.setTextFormat(Qt.TextFormat.PlainText)
        heading.setFont(text_font(bold=True))
        hint = QLabel(f"0 is the coarsest, {last} the finest", self)
        hint.setProperty("dim", True)
        hint.setFont(text_font(size="small"))
        self.first = self._slider("First layer", span[0], last)
        self.last = self._slider("Last layer", span[1], last)
        self.first.value_changed.connect(self._on_first)
        self.last.value_changed.connect(self._on_last)
        layout = QVBoxLayout(self)
        space = TOKENS.space_3
        layout.setContentsMargins(space, space, space, space)
        layout.setSpacing(TOKENS.space_1)
        for widget in (heading, self.first, self.last, hint):
            layout.addWidget(widget)

    @staticmethod
    def _slider(name: str, value: int, last: int) -> ValueSlider:
        return ValueSlider(name, SliderScale(0, last, value, step=1, decimals=0))

    def show_at(self, at: QPoint, room: QRect) -> None:
        """Open at a place on the screen, inside of what is free of it."""
        self.adjustSize()
        x = max(room.left(), min(at.x(), room.right() - self.width()))
        y = max(room.top(), min(at.y(), room.bottom() - self.height()))
        self.move(x, y)
        self.show()
        self.first.track.setFocus(Qt.FocusReason.PopupFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing more will be tried."""
        super().hideEvent(event)
        self.closed.emit()

    def _on_first(self, first: float) -> None:
        self.last.set_value(max(first, self.last.value()))
        self._tell()

    def _on_last(self, last: float) -> None:
        self.first.set_value(min(last, self.first.value()))
        self._tell()

    def _tell(self) -> None:
        self.range_changed.emit(round(self.first.value()), round(self.last.value()))
