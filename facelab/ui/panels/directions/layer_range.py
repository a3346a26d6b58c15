"""A pop-up to choose the layers that a direction reaches, from any to any."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSpinBox, QWidget

from facelab.ui.theme import TOKENS, text_font


class LayerRange(QFrame):
    """First and last layer; the face follows while they are changed.

    Signals
    -------
    range_changed : int, int
        First and last layer that the user chose.
    closed
    """

    range_changed = Signal(int, int)
    closed = Signal()

    def __init__(self, title: str, span: tuple[int, int], last: int, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("picker")
        self.setAccessibleName(f"Layers of {title}")
        heading = QLabel(f"Layers of {title}", self)
        heading.setFont(text_font(bold=True))
        self.first = self._box("First layer", span[0], last)
        self.last = self._box("Last layer", span[1], last)
        self.first.valueChanged.connect(self._on_first)
        self.last.valueChanged.connect(self._on_last)
        grid = QGridLayout(self)
        space = TOKENS.space_3
        grid.setContentsMargins(space, space, space, space)
        grid.setHorizontalSpacing(TOKENS.space_2)
        grid.setVerticalSpacing(TOKENS.space_2)
        grid.addWidget(heading, 0, 0, 1, 4)
        for column, (word, box) in enumerate((("From", self.first), ("to", self.last))):
            label = QLabel(word, self)
            label.setProperty("dim", True)
            label.setBuddy(box)
            grid.addWidget(label, 1, 2 * column)
            grid.addWidget(box, 1, 2 * column + 1)
        hint = QLabel(f"0 is the coarsest, {last} the finest", self)
        hint.setProperty("dim", True)
        hint.setFont(text_font(size="small"))
        grid.addWidget(hint, 2, 0, 1, 4)

    def _box(self, name: str, value: int, last: int) -> QSpinBox:
        box = QSpinBox(self)
        box.setRange(0, last)
        box.setValue(value)
        box.setAccessibleName(name)
        box.setToolTip(name)
        return box

    def show_at(self, at: QPoint, room: QRect) -> None:
        """Open at a place on the screen, inside of what is free of it."""
        self.adjustSize()
        x = max(room.left(), min(at.x(), room.right() - self.width()))
        y = max(room.top(), min(at.y(), room.bottom() - self.height()))
        self.move(x, y)
        self.show()
        self.first.setFocus()
        self.first.selectAll()

    def hideEvent(self, event: object) -> None:
        """It closes by a click outside, by Escape, by Enter."""
        self.closed.emit()

    def _on_first(self, first: int) -> None:
        if self.last.value() < first:
            self._show(self.last, first)
        self.range_changed.emit(first, self.last.value())

    def _on_last(self, last: int) -> None:
        if self.first.value() > last:
            self._show(self.first, last)
        self.range_changed.emit(self.first.value(), last)

    @staticmethod
    def _show(box: QSpinBox, value: int) -> None:
        box.blockSignals(True)
        box.setValue(value)
        box.blockSignals(False)
