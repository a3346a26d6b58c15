"""What a clip is made of: the timeline, kept faces that become each other, or a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from facelab.export.clips.kinds import SUFFIXES
from facelab.plain_text import counted
from facelab.session import Session
from facelab.session.choices.clip import ClipChoice
from facelab.session.exporting.clips.exporting import ClipSource
from facelab.ui.dialogs.export.form import Part, fill
from facelab.ui.dialogs.folders import folder_of, remember_folder
from facelab.ui.outside_text import tooltip_of
from facelab.ui.widgets.text_label import text_label

FILE, NONE = "file", "none"
FILES = f"Timelines and clips (*.json {' '.join(f'*{each}' for each in SUFFIXES)})"
LENGTHS = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 15.0, 20.0, 30.0, 60.0)
EASES = (
    ("ease", "Slow at both ends"),
    ("linear", "Even"),
    ("ease-in", "Slow at the beginning"),
    ("ease-out", "Slow at the end"),
    ("overshoot", "A little beyond, and back"),
)
REPEATS = (
    ("once", "Once"),
    ("again", "Again from the beginning"),
    ("loop", "Back to the first, without an end"),
    ("ping-pong", "There and back"),
)


class ClipWhat(Part):
    """A list of sources, and how faces that are no timeline yet become each other.

    Signals
    -------
    changed
        The user has chosen another, or another way.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__("What", parent)
        self._session = session
        self._sources: list[ClipSource] = []
        self.made_of = self.choice("&Made of", "What becomes a clip")
        self.made_of.activated.connect(lambda _: self._on_activated())
        self.told = text_label("", self, dim=True)
        self.below(self.told)
        self.repeat = self.choice("&Repeat", "Where the clip goes when it has reached its end")
        self.repeat.activated.connect(lambda _: self.changed.emit())
        self.seconds = self.choice("Le&ngth", "How long the whole clip is")
        self.seconds.activated.connect(lambda _: self.changed.emit())
        self.ease = self.choice("Mo&tion", "How each face becomes the next", EASES)
        self.ease.activated.connect(lambda _: self.changed.emit())

    def show_choice(self, choice: ClipChoice) -> None:
        """Show what was chosen; emits nothing."""
        lengths = sorted({*LENGTHS, choice.seconds})
        fill(
            self.seconds,
            [(each, f"{each:g} second{'' if each == 1 else 's'}") for each in lengths],
            choice.seconds,
        )
        fill(self.ease, EASES, choice.ease)
        self._show(choice.repeat)

    def offer(self, sources: Sequence[ClipSource], chosen: ClipSource | None) -> None:
        """Offer these and files; emits nothing."""
        now = chosen or self.source
        files = [each for each in self._sources if each.path is not None]
        self._sources = [*sources, *files]
        choices: list[tuple[object, str]] = [
            (k, each.title) for k, each in enumerate(self._sources)
        ]
        if not choices:
            choices.append((NONE, "Nothing yet"))
        place = next((k for k, each in enumerate(self._sources) if _same(each, now)), 0)
        fill(self.made_of, [*choices, (FILE, "A timeline file…")], place if self._sources else NONE)
        self._show(self.repeat.currentData() or "")

    @property
    def source(self) -> ClipSource | None:
        """What is chosen."""
        place = self.made_of.currentData()
        return self._sources[place] if isinstance(place, int) and self._sources else None

    @property
    def values(self) -> dict[str, object]:
        """What is chosen, as fields of `ClipChoice`."""
        return {
            "repeat": self.repeat.currentData() or "",
            "seconds": self.seconds.currentData(),
            "ease": self.ease.currentData(),
        }

    def show_length(self, text: str) -> None:
        """Say how long it is."""
        self.say(self.told, text)

    def _show(self, repeat: str) -> None:
        source = self.source
        ready = source is None or source.scope is None
        choices: list[tuple[object, str]] = list(REPEATS)
        if ready:
            choices.insert(0, ("", "As in the timeline"))
        fill(self.repeat, choices, repeat if repeat or ready else "once")
        for row in (self.seconds, self.ease):
            self.form.setRowVisible(row, not ready)
        self.made_of.setToolTip(tooltip_of("" if source is None else source.title))

    def _on_activated(self) -> None:
        if self.made_of.currentData() == FILE:
            self._ask_file()
        self._show(self.repeat.currentData() or "")
        self.changed.emit()

    def _ask_file(self) -> None:
        begin = folder_of(self._session, "open")
        name, _ = QFileDialog.getOpenFileName(self, "Timeline", begin, FILES)
        chosen = self._sources[0] if self._sources else None
        if name:
            path = Path(name)
            remember_folder(self._session, "open", path)
            chosen = ClipSource(path.name, path=path)
            self._sources = [each for each in self._sources if each.path != path] + [chosen]
        self.offer([each for each in self._sources if each.path is None], chosen)


def faces_told(count: int, keys: int, seconds: float) -> str:
    """As in "3 faces, 6.0 s, 180 pictures"."""
    return f"{counted(keys, 'face')}, {seconds:.1f} s, {counted(count, 'picture')}"


def _same(one: ClipSource, other: ClipSource | None) -> bool:
    if other is None:
        return False
    if one.path is not None or other.path is not None:
        return one.path == other.path
    return (one.scope is None) == (other.scope is None) and one.title == other.title
