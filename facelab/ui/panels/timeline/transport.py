"""The row above the strip: playing, times, how it repeats, what else there is."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

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
_FRAME = 40  # pixels of a list to choose from beside its text


class Transport(QWidget):
    """Plays and pauses, shows the time, sets length and repeat.

    Where it is narrow, what keys or the strip do as well gives way first; what then has no room is
    in the menu of more (`fill_hidden`). Playing, the time, and a new key stay.

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
        self._row = layout = QHBoxLayout(self)
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
        # What gives way, in this order.
        self._giving: tuple[tuple[QWidget, ...], ...] = (
            (self.length_name,), (self.length,), (self.first, self.last), (self.onion,),
            (self.tracks,), (self.repeat,),
        )  # fmt: skip
        self._short = False  # of the time: without the whole

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
        self._make_room()

    # -- room --------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is of less importance gives its room to the rest."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        whole = time_words(self._whole)
        letters = QFontMetrics(self.time.font())
        short, long = (
            letters.horizontalAdvance(text) + 1 for text in (whole, f"{whole} / {whole}")
        )
        frame = QFontMetrics(self.repeat.font()).horizontalAdvance(self.repeat.currentText())
        self.repeat.setMinimumWidth(frame + _FRAME)  # what is chosen is read in full
        self.time.setMinimumWidth(long)  # all of it, and nothing moves while it plays
        shown = sum(self._wide(each) for each in self._giving if not each[0].isHidden())
        need = self._row.minimumSize().width() - shown
        room = self.width() - need
        kept = len(self._giving)
        while kept and sum(map(self._wide, self._giving[-kept:])) > room:
            kept -= 1
        gone = len(self._giving) - kept
        for place, group in enumerate(self._giving):
            for each in group:
                each.setVisible(place >= gone)
        self._short = room < 0
        self.time.setMinimumWidth(short if self._short else long)
        self._show_time(self._session.player.head)

    def _wide(self, group: tuple[QWidget, ...]) -> int:
        widths = (max(each.minimumWidth(), each.minimumSizeHint().width()) for each in group)
        return sum(each + self._row.spacing() for each in widths)

    def fill_hidden(self, menu: QMenu, fill_tracks: Callable[[QMenu], None]) -> None:
        """Put what has no room here into a menu.

        Parameters
        ----------
        menu : QMenu
        fill_tracks : callable
            Fills the menu of the button of tracks.
        """
        if not any(each.isHidden() for each in (self.repeat, self.tracks, self.onion)):
            return
        menu.addSeparator()
        there = self._session.animating.timeline is not None
        if self.repeat.isHidden():
            repeats = menu.addMenu("Repeat")
            repeats.setEnabled(there)
            for index, (_, title, _) in enumerate(REPEATS):
                action = repeats.addAction(title, partial(self._on_repeat, index))
                action.setCheckable(True)
                action.setChecked(index == self.repeat.currentIndex())
        if self.tracks.isHidden():
            tracks = menu.addMenu("Tracks")
            tracks.setEnabled(there)
            fill_tracks(tracks)
        if self.onion.isHidden():
            onion = menu.addAction("Onion skin", self.onion.click)
            onion.setCheckable(True)
            onion.setChecked(self.onion.isChecked())
            onion.setEnabled(there)

    @property
    def _whole(self) -> float:
        timeline = self._session.animating.timeline
        return 0.0 if timeline is None else timeline.seconds

    def _show_time(self, head: float) -> None:
        whole = "" if self._short else f" / {time_words(self._whole)}"
        self.time.setText(f"{time_words(head)}{whole}")

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
