"""Timelines out of files and into files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from facelab.export.timeline_file import write_timeline
from facelab.plain_text import plain
from facelab.recipe.timeline import Timeline
from facelab.session.animating.animating import Animating
from facelab.session.disk import Writer
from facelab.session.messages import Message, message_of
from facelab.session.signals import Signal

MOST_LETTERS = 60  # of a file's name


class TimelineFiles:
    """Opens timelines and saves them.

    Signals
    -------
    arriving(): another timeline is about to take the place of this one.
    opened(Path): the timeline of this file is the one of the window now.
    """

    arriving = Signal()
    opened = Signal(Path)

    def __init__(
        self, animating: Animating, writer: Writer, tell: Callable[[Message], None]
    ) -> None:
        self._animating = animating
        self._writer = writer
        self._tell = tell

    def take(self, timeline: Timeline, path: Path) -> None:
        """Open a timeline that was read; the one of before is a step back."""
        self.arriving.emit()
        replaced = self._animating.timeline is not None
        name = plain(path.name, MOST_LETTERS)
        self._animating.edit(timeline, f"Open {name}", chosen=())
        self.opened.emit(path)
        why = "Undo in the timeline brings back the one before." if replaced else ""
        self._tell(Message("info", f"Opened {name}: {words(timeline)}", why))

    def save(self, path: Path) -> None:
        """Write the timeline; a file that is there is replaced."""
        timeline = self._animating.timeline
        if timeline is None:
            return

        def done(_: None) -> None:
            self._tell(Message("info", f"Saved {plain(path.name, MOST_LETTERS)}", file=path))

        self._writer.run(
            lambda: write_timeline(path, timeline, overwrite=True),
            done,
            lambda error: self._tell(message_of(error)),
            promised=path.name,
        )


def words(timeline: Timeline) -> str:
    """A timeline in a few words: "3 keys, 6.0 s"."""
    count = len(timeline.keys)
    return f"{count} key{'' if count == 1 else 's'}, {timeline.seconds:.1f} s"
