"""The row above the strip: playing, times, how it repeats, what else there is."""

from __future__ import annotations

import contextlib

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from facelab.recipe import retiming as to
from facelab.recipe.timeline import LONGEST, SHORTEST, Repeat
from facelab.session import Session
from facelab.ui.icons import icon
from facelab.ui.panels.timeline.painting import time_words
from facelab.ui.theme import TOKENS, text_font
from facelab.ui.widgets import ChoiceBox, NumberEdit, tool_button

REPEATS: tuple[tuple[Repeat, str, str], ...] = (
    ("once", "Once", "From the first key to the last"),
    ("again", "Loop", "Again and again, with a jump from the last key to the first"),
    ("loop", "Seamless loop", "From the last key on to the first, without a jump"),
    ("ping-pong", "Ping-pong", "There and back"),
)


class Transport(QWidget):
    """Plays and pauses, shows the time, sets length and repeat.

    Signals
    -------
    used
        A button was clicked: the strip has the keys.
    onion_changed : bool
    """

    used = Signal()
    onion_changed = Signal(bool)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        player = session.player
        self.first = tool_button("previous", "To the beginning", "To the beginning  (Home)")
        self.play = tool_button("play", "Play", "Play  (Space, while the timeline has the keys)")
        self.last = tool_button("next", "To the end", "To the end  (End)")
        self.time = QLabel(self)
        self.time.setFont(text_font(tabular=True))
        self.time.setAccessibleName("Time")
        self.repeat = ChoiceBox(self)
        self.repeat.setAccessibleName("Repeat")
        for value, title, tip in REPEATS:
            self.repeat.addItem(title, value)
            self.repeat.setItemData(self.repeat.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.repeat.setToolTip("How it repeats")
        self.repeat.setMinimumWidth(86)
        self.length = NumberEdit(2, parent=self)
        self.length.set_range(SHORTEST, LONGEST)
        self.length.setAccessibleName("Length of the whole in seconds")
        self.length.setMinimumWidth(52)
        self.length.setToolTip("Length of the whole: type another for all of it faster or slower")
        self.length_name = QLabel("Length (s)", self)
        self.length_name.setProperty("dim", True)
        self.onion = tool_button(
            "onion", "Onion skin", "Onion skin: the keys before and after shine through",
            checkable=True,
        )  # fmt: skip
        self.add = tool_button("add", "Add key", "Add the face on show as a key  (K)")
        self.tracks = _menu_button("axes", "Tracks", "Sliders that move by themselves, and walks")
        self.more = _menu_button("more", "More", "Open, save, copy sliders, clear")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(TOKENS.space_2, 2, TOKENS.space_2, 2)
        layout.setSpacing(TOKENS.space_1)
        for widget in (self.first, self.play, self.last):
            layout.addWidget(widget)
        layout.addSpacing(TOKENS.space_1)
        layout.addWidget(self.time)
        layout.addSpacing(TOKENS.space_2)
        layout.addWidget(self.repeat)
        layout.addSpacing(TOKENS.space_1)
        layout.addWidget(self.length_name)
        layout.addWidget(self.length)
        layout.addStretch(1)
        for widget in (self.add, self.tracks, self.onion, self.more):
            layout.addWidget(widget)

        self.first.clicked.connect(lambda: self._seek(0.0))
        self.last.clicked.connect(lambda: self._seek(LONGEST))
        self.play.clicked.connect(self._on_play)
        self.onion.toggled.connect(self.onion_changed)
        self.onion.clicked.connect(lambda: self.used.emit())
        self.repeat.activated.connect(self._on_repeat)
        self.length.committed.connect(self._on_length)
        self.length.left.connect(self.used)
        player.head_changed.connect(self._show_time)
        player.playing_changed.connect(self._on_playing)
        session.animating.changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """The timeline is another."""
        timeline = self._session.animating.timeline
        for widget in (self.first, self.play, self.last, self.repeat, self.length, self.onion,
                       self.tracks, self.length_name):  # fmt: skip
            widget.setEnabled(timeline is not None)
        if timeline is not None:
            with QSignalBlocker(self.repeat):
                self.repeat.setCurrentIndex(self.repeat.findData(timeline.repeat))
            self.length.display(timeline.seconds)
        self._show_time(self._session.player.head)

    def _show_time(self, head: float) -> None:
        timeline = self._session.animating.timeline
        whole = 0.0 if timeline is None else timeline.seconds
        self.time.setText(f"{time_words(head)} / {time_words(whole)}")

    def _on_playing(self, playing: bool) -> None:
        name = "Pause" if playing else "Play"
        self.play.setIcon(icon("pause" if playing else "play"))
        self.play.setAccessibleName(name)
        self.play.setToolTip(f"{name}  (Space, while the timeline has the keys)")

    def _on_play(self) -> None:
        self._session.player.toggle()
        self.used.emit()

    def _seek(self, seconds: float) -> None:
        self._session.player.seek(seconds)
        self.used.emit()

    def _on_repeat(self, index: int) -> None:
        animating = self._session.animating
        if animating.timeline is not None:
            repeat = self.repeat.itemData(index)
            animating.edit(to.repeating(animating.timeline, repeat), "Repeat")
        self.used.emit()

    def _on_length(self, seconds: float) -> None:
        animating = self._session.animating
        timeline = animating.timeline
        if timeline is None:
            return
        # Keys last an hour at most each: beyond that it stays as it is, and the field says so.
        with contextlib.suppress(ValueError):
            animating.edit(to.lasting(timeline, seconds), "Length")
        self.follow()


def _menu_button(icon_name: str, name: str, tip: str) -> QToolButton:
    button = tool_button(icon_name, name, tip)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return button
