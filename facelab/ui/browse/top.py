"""The line above the faces: which they are, pages, what is done with the chosen ones."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, SignalInstance
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from facelab.engine.variations import USUAL_AMOUNT
from facelab.session.exploring.browse import Browse
from facelab.ui.theme import TOKENS, text_font
from facelab.ui.widgets import ElidedLabel, SliderScale, ValueSlider, parse_seed, tool_button
from facelab.ui.widgets.text_field import TextField

LEAST = 520  # of its width; where it has less than all needs, keys do what some buttons do
_SETTLES_MS = 150  # of the slider, before twenty faces are drawn anew


class BrowseTop(QWidget):
    """Turns pages, goes to a seed, keeps.

    Signals
    -------
    keep_requested, like_requested, open_requested
        Of the chosen faces.
    settled
        A seed was confirmed: the keys are for the faces.
    """

    keep_requested = Signal()
    like_requested = Signal()
    open_requested = Signal()
    settled = Signal()

    def __init__(self, browse: Browse, parent: QWidget) -> None:
        super().__init__(parent)
        self._browse = browse
        self.back = tool_button(
            "step_back", "Back to the faces before", "Back to the faces before  (Esc)", parent=self
        )
        self.back.clicked.connect(lambda: browse.out())
        self.title = ElidedLabel("", self)
        self.previous = tool_button(
            "previous", "Previous page", "Previous page  (Backspace)", parent=self
        )
        self.previous.clicked.connect(browse.previous_page)
        self.next = tool_button("next", "Next page", "Twenty others  (Space)", parent=self)
        self.next.clicked.connect(browse.next_page)
        self.seed = TextField(self)
        self.seed.setPlaceholderText("From seed")
        self.seed.setAccessibleName("From seed")
        self.seed.setToolTip("Show the faces from this seed on. The same seed is the same face.")
        self.seed.setFixedWidth(110)
        self.seed.setMaxLength(40)
        self.seed.returnPressed.connect(self._on_seed)
        scale = SliderScale(0.05, 1.5, USUAL_AMOUNT, 0.05, 2)
        self.amount = ValueSlider(
            "How far",
            scale,
            tooltip="How far these faces are from the first; 1 is as far as a random face is",
            parent=self,
        )
        self.amount.setMinimumWidth(150)
        self.amount.setMaximumWidth(280)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SETTLES_MS)
        self._soon.timeout.connect(lambda: browse.set_amount(self.amount.value()))
        self.amount.value_changed.connect(lambda _: self._soon.start())
        self.keep = self._button("Keep", "Keep the selected faces  (Ctrl+D)", self.keep_requested)
        self.like = self._button(
            "More like this", "Faces near the current one  (L)", self.like_requested
        )
        self.open = self._button(
            "Open in Edit", "Work on the current face  (Enter)", self.open_requested
        )
        self._row = layout = QHBoxLayout(self)
        layout.setContentsMargins(TOKENS.space_2, TOKENS.space_2, TOKENS.space_3, TOKENS.space_2)
        layout.setSpacing(TOKENS.space_2)
        self.setMinimumWidth(LEAST)
        layout.addWidget(self.back)
        layout.addWidget(self.title, 1)
        layout.addWidget(self.amount, 1)
        for each in (self.seed, self.previous, self.next, self.keep, self.like, self.open):
            layout.addWidget(each)

    def _button(self, text: str, tip: str, told: SignalInstance) -> QPushButton:
        button = QPushButton(text, self)
        button.setToolTip(tip)
        button.setFocusPolicy(self.next.focusPolicy())  # Space stays the next page
        button.clicked.connect(lambda: told.emit())
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What keys do as well gives its room to the others."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        large, small = text_font(size="title", bold=True), text_font(bold=True)
        gap = self._row.spacing()
        buttons = {each: each.sizeHint().width() + gap for each in (self.open, self.like)}
        others = self._row.minimumSize().width() - _least(self.title)
        others -= sum(wide for each, wide in buttons.items() if not each.isHidden())
        # What gives way first: Enter and L do the same as the buttons.
        steps = (
            (large, (self.open, self.like)),
            (large, (self.like,)),
            (small, (self.like,)),
            (small, ()),
        )
        for font, kept in steps:
            title = QFontMetrics(font).horizontalAdvance(self.title.text()) + 1
            room = self.width() - others - sum(buttons[each] for each in kept)
            if title <= room:
                break
        self.title.setFont(font)
        self.title.setMinimumWidth(title if title <= room else 0)
        for each in buttons:
            each.setVisible(each in kept)

    def refresh(self, chosen: int) -> None:
        """Show where we are, and what can be done with so many chosen faces."""
        browse = self._browse
        self.back.setVisible(browse.is_near)
        self.title.setText(browse.title or "Browse")
        amount = browse.amount
        self.amount.setVisible(amount is not None)
        if amount is not None and not self._soon.isActive():
            self.amount.set_value(amount)
        self.seed.setVisible(browse.is_new)
        there = bool(browse.faces)
        self.previous.setEnabled(there and browse.has_previous)
        self.next.setEnabled(there)
        self.seed.setEnabled(browse.place is not None)
        self.keep.setText(f"Keep {chosen}" if chosen > 1 else "Keep")
        for button in (self.keep, self.like, self.open):
            button.setEnabled(there and chosen > 0)
        self._make_room()

    def _on_seed(self) -> None:
        seed = parse_seed(self.seed.text())
        if seed is None:
            self.seed.selectAll()
            return
        self.seed.clear()
        self._browse.show_seed(seed)
        self.settled.emit()


def _least(widget: QWidget) -> int:
    return widget.minimumWidth() or widget.minimumSizeHint().width()
