"""The fields of the selected keys: how long they stay, how they become the next ones."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from facelab.recipe import retiming as to
from facelab.recipe.easing import EASES, HANDLES, AnyEase, Curve, Ease
from facelab.recipe.timeline import SECONDS_RANGE
from facelab.session import Session
from facelab.ui.panels.timeline.ease_editor import EaseEditor
from facelab.ui.theme import TOKENS, text_font
from facelab.ui.widgets import ChoiceBox, LabeledRow, NumberEdit, tool_button

EASE_TITLES: dict[Ease, str] = {
    "linear": "Linear",
    "ease": "Ease",
    "ease-in": "Ease in",
    "ease-out": "Ease out",
    "overshoot": "Overshoot",
}
BY_HAND = "curve"
WIDTH = 218
LOW = 176  # there is no room for the curve
STEP = 0.1
GESTURE = "timeline inspector"


class Inspector(QWidget):
    """Shows the selected keys, and changes all of them at once.

    Signals
    -------
    done
        Enter or Escape in a field: the strip has the keys again.
    edit_wanted
        The face of the selected key is to be on show.
    update_wanted
        The face on show is to take the place of the selected one.
    """

    done = Signal()
    edit_wanted = Signal()
    update_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setFixedWidth(WIDTH)
        self.title = QLabel(self)
        self.title.setFont(text_font(bold=True))
        self.hold = self._number("Seconds that the face stays")
        self.seconds = self._number("Seconds until the next key; 0 is a cut")
        self.ease = ChoiceBox(self)
        self.ease.setAccessibleName("Easing")
        self.ease.setToolTip("How the change to the next key goes on")
        for value in EASES:
            self.ease.addItem(EASE_TITLES[value], value)
        self.ease.addItem("By handles", BY_HAND)
        self.curve = EaseEditor(self)
        self.edit_face = tool_button("edit", "Edit face", "Edit this key's face  (Enter)")
        self.update_face = tool_button(
            "import", "Update from face", "Put the face on show in this key's place  (Shift+K)"
        )
        self._rows = [
            LabeledRow("Stays (s)", self.hold, self),
            LabeledRow("To next (s)", self.seconds, self),
            LabeledRow("Easing", self.ease, self),
        ]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(TOKENS.space_2, TOKENS.space_1, TOKENS.space_2, TOKENS.space_1)
        layout.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(0)
        head.addWidget(self.title, 1)
        head.addWidget(self.edit_face)
        head.addWidget(self.update_face)
        layout.addLayout(head)
        for row in self._rows:
            layout.addWidget(row)
        layout.addWidget(self.curve, 1)

        self.hold.committed.connect(lambda value: self._set(hold=value))
        self.seconds.committed.connect(lambda value: self._set(seconds=value))
        self.hold.stepped.connect(partial(self._step, "hold"))
        self.seconds.stepped.connect(partial(self._step, "seconds"))
        for field in (self.hold, self.seconds):
            field.left.connect(self.done)
        self.ease.activated.connect(self._on_ease)
        self.curve.edited.connect(lambda made: self._set(ease=made, gesture=(GESTURE, "curve")))
        self.curve.finished.connect(session.animating.end_gesture)
        self.update_face.clicked.connect(self.update_wanted)
        self.edit_face.clicked.connect(lambda: self.edit_wanted.emit())
        session.animating.changed.connect(self.follow)
        session.animating.chosen_changed.connect(self.follow)
        self.follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low panel the list of easings has to do."""
        super().resizeEvent(event)
        self.curve.setVisible(self.height() >= LOW)

    def _number(self, name: str) -> NumberEdit:
        field = NumberEdit(2, parent=self)
        field.set_range(*SECONDS_RANGE)
        field.setAccessibleName(name)
        field.setToolTip(name)
        return field

    def follow(self) -> None:
        """Show what is selected."""
        animating = self._session.animating
        timeline, chosen = animating.timeline, animating.chosen
        there = timeline is not None and bool(chosen)
        for widget in (*self._rows, self.curve):
            widget.setEnabled(there)
        for button in (self.edit_face, self.update_face):
            button.setEnabled(len(chosen) == 1)
        if timeline is None or not chosen:
            count = 0 if timeline is None else len(timeline.keys)
            self.title.setText("No key selected" if count else "No keys yet")
            return
        count = len(chosen)
        self.title.setText(f"Key {chosen[0] + 1}" if count == 1 else f"{count} keys")
        key = timeline.keys[chosen[0]]
        self.hold.display(key.hold)
        self.seconds.display(key.seconds)
        last = chosen == (len(timeline.keys) - 1,)
        alone = len(timeline.keys) == 1
        goes_on = not last or timeline.repeat == "loop" or alone
        for widget in self._rows[1:]:
            widget.setEnabled(goes_on)
        self.curve.setEnabled(goes_on and not alone)
        self._rows[2].setEnabled(goes_on and not alone)
        with QSignalBlocker(self.ease):
            named = BY_HAND if isinstance(key.ease, Curve) else key.ease
            self.ease.setCurrentIndex(self.ease.findData(named))
        self.curve.show_ease(key.ease)

    def _set(
        self,
        seconds: float | None = None,
        hold: float | None = None,
        ease: AnyEase | None = None,
        gesture: tuple[str, str] | None = None,
    ) -> None:
        animating = self._session.animating
        if animating.timeline is None:
            return
        label = "Easing" if ease is not None else "Hold" if hold is not None else "Duration"
        made = to.timed(animating.timeline, animating.chosen, seconds, hold, ease)
        animating.edit(made, label, gesture)
        self.follow()  # what would make it too long has changed nothing

    def _step(self, name: str, step: int) -> None:
        animating = self._session.animating
        if animating.timeline is None or not animating.chosen:
            return
        now = getattr(animating.timeline.keys[animating.chosen[0]], name)
        self._set(**{name: max(0.0, round(now + step * STEP, 2))})

    def _on_ease(self, index: int) -> None:
        value = self.ease.itemData(index)
        if value != BY_HAND:
            self._set(ease=value)
            return
        animating = self._session.animating
        if animating.timeline is not None and animating.chosen:
            ease = animating.timeline.keys[animating.chosen[0]].ease
            self._set(ease=ease if isinstance(ease, Curve) else HANDLES[ease])
