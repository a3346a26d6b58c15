"""Timelines that are kept beside the faces: files in the folder of the library, one a timeline."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from facelab.damage import cause
from facelab.errors import FacelabError, LibraryError
from facelab.export.timeline_file import read_timeline
from facelab.files import move_to_new, next_free
from facelab.library import timelines
from facelab.plain_text import plain
from facelab.session.animating.animating import Animating
from facelab.session.animating.files import MOST_LETTERS, TimelineFiles
from facelab.session.disk import Writer
from facelab.session.messages import Message, message_of
from facelab.session.signals import Signal

MOST = 500  # that are listed


class KeptTimelines:
    """Keeps timelines under names, opens, renames and deletes them.

    Parameters
    ----------
    animating : Animating
    files : TimelineFiles
        Opens what was read.
    library : callable
        Says where the library is.
    writer : Writer
    tell : callable
        Shows the user a message.

    Signals
    -------
    changed(): there are some, or none any more.
    """

    changed = Signal()

    def __init__(
        self,
        animating: Animating,
        files: TimelineFiles,
        library: Callable[[], Path],
        writer: Writer,
        tell: Callable[[Message], None],
    ) -> None:
        self._animating = animating
        self._files = files
        self._library = library
        self._writer = writer
        self._tell = tell
        self._are_there = False

    @property
    def are_there(self) -> bool:
        """Whether there are any, as of the last look."""
        return self._are_there

    @property
    def folder(self) -> Path:
        """Where they are."""
        return timelines.folder_of(self._library())

    def look(self) -> None:
        """Find out whether there are any; where nobody may look, who exports them is told."""
        library = self._library()

        def found(there: bool) -> None:
            if library == self._library() and there != self._are_there:
                self._are_there = there
                self.changed.emit()

        self._writer.run(lambda: timelines.are_kept(library), found, lambda _: found(True))

    def list(self, done: Callable[[tuple[str, ...]], None]) -> None:
        """Call `done` with their names, the newest first."""
        library = self._library()

        def names() -> tuple[str, ...]:
            return tuple(path.stem for path in timelines.files(library)[:MOST])

        self._writer.run(names, done, partial(self._failed, "Kept timelines cannot be listed."))

    def keep(self, name: str) -> None:
        """Keep the timeline; a name that is taken gets a number."""
        timeline, library = self._animating.timeline, self._library()
        if timeline is None:
            return
        promised = timelines.file_of(library, name).name

        def done(path: Path) -> None:
            self._tell(Message("info", f"Kept the timeline as {plain(path.stem, MOST_LETTERS)}"))
            self.look()

        self._writer.run(
            lambda: timelines.keep(library, name, timeline),
            done,
            partial(self._failed, "The timeline was not kept."),
            promised=promised,
        )

    def rename(self, name: str, new: str) -> None:
        """Give one of them another name; one that is taken gets a number."""
        path, wanted = self._path(name), timelines.file_of(self._library(), new)
        if wanted == path:
            return

        def move() -> Path:
            free = next_free(wanted)
            move_to_new(path, free)
            return free

        def done(moved: Path) -> None:
            self._tell(Message("info", f"Renamed to {plain(moved.stem, MOST_LETTERS)}"))

        self._writer.run(move, done, partial(self._failed, "The timeline was not renamed."))

    def delete(self, name: str) -> None:
        """Delete one of them: ask the user first."""
        path = self._path(name)

        def done(_: None) -> None:
            self._tell(Message("info", f"Deleted the timeline {plain(name, MOST_LETTERS)}"))
            self.look()

        self._writer.run(path.unlink, done, partial(self._failed, "The timeline was not deleted."))

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}{timelines.SUFFIX}"

    def open(self, name: str) -> None:
        """Open one of them; the timeline of before is a step back."""
        path = self._path(name)
        self._writer.run(
            lambda: read_timeline(path),
            lambda timeline: self._files.take(timeline, path),
            lambda error: self._tell(message_of(error)),
        )

    def _failed(self, what: str, error: Exception) -> None:
        fix = f"Free some space, or check the permissions of {self.folder}."
        known = isinstance(error, FacelabError)
        self._tell(message_of(error if known else LibraryError(what, cause(error), fix)))
