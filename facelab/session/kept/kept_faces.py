"""Kept faces as the window sees them.

Writes go, in order, through `LibraryWriter`; questions through `LibraryReader`; long work
is a job. Each has a connection of its own to the file, so that none waits for
another. Everything here is called, and all signals come, on the session's thread.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from facelab.engine import Frame
from facelab.errors import LibraryError
from facelab.export.provenance.facts import Parts
from facelab.library import (
    Card,
    Facets,
    ImportReport,
    Kept,
    KeptFace,
    Library,
    LibraryBusyError,
    LibraryDamagedError,
    Query,
    Reading,
)
from facelab.progress import Stop
from facelab.recipe import Recipe
from facelab.session.disk import Writer
from facelab.session.dispatch import Dispatch
from facelab.session.jobs import Jobs
from facelab.session.kept import care, words
from facelab.session.kept.edits import KeptEdits, ignore
from facelab.session.kept.exchange import LibraryExchange
from facelab.session.kept.reader import LibraryReader
from facelab.session.kept.unsaved import UnsavedFaces
from facelab.session.kept.view import LibraryCards, LibraryView, read_strip
from facelab.session.kept.writer import LibraryWriter
from facelab.session.messages import Message, message_of
from facelab.session.signals import Signal

T = TypeVar("T")
NO_FRAMES: Mapping[Recipe, Frame] = {}


class Keeping(KeptEdits):
    """The library of kept faces, and what is done with it.

    Parameters
    ----------
    folder : Path
    writer : Writer
    tell : callable
        Shows the user a message.
    dispatch : callable
        Runs a function later on the session's thread.
    jobs : Jobs
        Runs exports, imports and backups.

    Attributes
    ----------
    faces : list of Card
        The newest 500; a gallery uses `view` and `cards`, and all of a face is read by `face`
        when it is used.
    facets : Facets
        Tags, models and casts there are, with counts.
    cards : LibraryCards
        Cards and pictures by number.
    unsaved : int
        Faces that could not be written; they are tried again with the next one.

    Signals
    -------
    changed(): the library or its folder holds something else; `faces` and `facets` say it already.
    moved(Path): it is another library now, in this folder: numbers of faces and casts mean
        others than before.
    added(int, bool): a face was kept: its number, and whether it is a new one.
    imported(ImportReport, Path), exported(Path)
    place_doubted(Path, LibraryError): the library in this folder is on a disk that is not quite
        fit for it.
    timelines_changed(): there may be timelines in its folder, or none any more.
    """

    changed = Signal()
    timelines_changed = Signal()
    moved = Signal(Path)
    place_doubted = Signal(Path, LibraryError)
    added = Signal(int, bool)

    def __init__(
        self,
        folder: Path,
        writer: Writer,
        tell: Callable[[Message], None],
        dispatch: Dispatch,
        jobs: Jobs,
        parts: Callable[[], Parts] = Parts,
    ) -> None:
        self._reader = LibraryReader(
            folder, dispatch, self._on_changed, self._on_busy, self.timelines_changed.emit
        )
        library = LibraryWriter(folder, writer, self._on_recovered, self._on_busy)
        super().__init__(folder, library, self._reader.look_now, tell, self._on_error)
        self.faces: list[Card] = []
        self.facets = Facets()
        self._unsaved = UnsavedFaces()
        self._kept_together: tuple[int, ...] = ()
        self._unreadable_told = 0
        self._busy_told = self._mended = self._closed = False
        self.cards = LibraryCards(self._reader, dispatch)
        self._jobs = jobs
        self._exchange = LibraryExchange(
            jobs, self._reader.look_now, tell, self._on_job_failed, parts
        )
        self.imported, self.exported = self._exchange.imported, self._exchange.exported
        self._views: list[LibraryView] = []

    # -- its place ----------------------------------------------------------------------------

    @property
    def folder(self) -> Path:
        """Where the library is."""
        return self._folder

    def check_place(
        self,
        folder: Path,
        done: Callable[[None], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Find out whether a library in this folder could be opened and written."""
        self._library.check_place(folder, done, failed)

    def move_to(
        self,
        folder: Path,
        done: Callable[[None], None] = ignore,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Go on with the library in another folder; views stay open, and faces that could not
        be written so far are written there. If it cannot be opened and written, the old one
        stays and `failed` is called.
        """

        def moved(_: None) -> None:
            if folder != self._folder:
                self._on_moved(folder)
            done(None)

        if folder == self._folder:
            self.check_place(folder, moved, failed or self._on_error)
        else:
            self._library.move_to(folder, moved, failed or self._on_error)

    def _on_moved(self, folder: Path) -> None:
        self._folder = folder
        self.forget_steps()
        self._kept_together = ()
        self._unreadable_told = 0
        self._busy_told = self._mended = False
        self.faces, self.facets = [], Facets()
        self._reader.move_to(folder)
        self.cards.forget_all()
        for view in self._views:
            view.begin_anew()
        self.moved.emit(folder)
        self.changed.emit()
        self._library.run(self._unsaved.write, lambda _: self._reader.look_now(), self._on_error)
        self.load()

    # -- looking ------------------------------------------------------------------------------

    def load(self) -> None:
        """Open the library: bring it up to date or recover it if need be, then look after it."""
        folder = self._folder

        def tidy(library: Library) -> tuple[bool, LibraryError | None]:
            library.tidy()
            return library.read_only, library.unfit

        def restored(count: int) -> None:
            if count:
                self._tell(words.told_restored(count))
                self.changed.emit()

        def done(answer: tuple[bool, LibraryError | None]) -> None:
            read_only, unfit = answer
            if read_only:
                self._tell(words.told_read_only(folder))
            else:
                steps = partial(care.look_after, folder)
                self._jobs.run(care.TITLE, steps, restored, self._on_job_failed)
            if unfit is not None:
                self.place_doubted.emit(folder, unfit)

        self._run(tidy, done, promised="")

    def view(self, query: Query | None = None) -> LibraryView:
        """A list of faces that stays up to date; `close` it when it is not looked at."""
        view = LibraryView(self._reader, self._on_error)
        self._views = [old for old in self._views if old.is_open] + [view]
        view.show(query or Query())
        return view

    def face(
        self,
        number: int,
        done: Callable[[KeptFace], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Read all of a face, then call `done`; the user is told if it cannot be read.

        Faces come in the order in which they were asked for: the last command wins.
        """
        self._reader.ask(
            ("face", object()),
            lambda reading, stop: reading.face(number),
            done,
            failed or self._on_error,
            in_order=True,
        )

    def find(self, recipe: Recipe, done: Callable[[int | None], None]) -> None:
        """Look for this very face; `done` is called with its number, None if it is not kept.
        The last question wins. Where there is no library yet, or none that can be read, no face
        is kept: what is wrong is told by those who write and list.
        """
        self._reader.ask(
            "find", lambda reading, _: reading.find(recipe), done, lambda _: done(None)
        )

    def ask(
        self,
        question: Callable[[Reading, Stop], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Put a question of any kind to the library, on the thread that reads it; then call
        `done` with the answer. Questions are answered in their order.
        """
        failed = failed or self._on_error
        self._reader.ask(("question", object()), question, done, failed, in_order=True)

    # -- keeping ------------------------------------------------------------------------------

    def add(
        self,
        recipe: Recipe,
        frame: Frame | None,
        name: str = "",
        written: Callable[[], None] = lambda: None,
    ) -> None:
        """Keep a face; `frame` is its picture if it has one already. What the user is told
        comes after it is on the disk, as `written` does.
        """

        def done(kept: list[Kept]) -> None:
            written()
            self._tell(words.told_kept(kept))
            self.added.emit(kept[-1].id, kept[-1].is_new)
            self._reader.look_now()

        # Into whichever library is open by then: also one that was chosen meanwhile.
        self._library.run(
            self._unsaved.write,
            done,
            self._on_not_kept,
            lambda: self._unsaved.hold(recipe, frame, name),
        )

    def add_all(
        self,
        faces: Sequence[tuple[Recipe, str]],
        frames: Mapping[Recipe, Frame] = NO_FRAMES,
        cast: str = "",
        written: Callable[[], None] = lambda: None,
    ) -> None:
        """Keep several faces, each with a name, and all of them in a cast if it is named;
        pictures that are not among `frames` are made when they are looked at. The user is told
        how many are new, once they are on the disk; those that it would not take are held like
        a single one.
        """

        def hold() -> None:
            for recipe, name in faces:
                self._unsaved.hold(recipe, frames.get(recipe), name, cast)

        def done(kept: list[Kept]) -> None:
            written()
            mine = kept[-len(faces) :]  # after those that waited
            self._kept_together = tuple(each.id for each in mine if each.is_new)
            self._tell(words.told_kept_all(len(self._kept_together), len(faces), cast))
            self._reader.look_now()

        self._library.run(self._unsaved.write, done, self._on_not_kept, hold)

    @property
    def can_unkeep(self) -> bool:
        """Whether faces were kept together and can be taken back together."""
        return bool(self._kept_together)

    def unkeep(self) -> None:
        """Put the new ones of the faces that were kept together last into the bin."""
        new, self._kept_together = self._kept_together, ()
        if new:
            self.remove(new)

    def _on_not_kept(self, error: Exception) -> None:
        self._tell(words.told_held(error) if self._unsaved.count else message_of(error))

    @property
    def is_held(self) -> bool:
        """Whether another program keeps this one from the library."""
        return self._busy_told

    @property
    def unsaved(self) -> int:
        """Faces that could not be written yet."""
        return self._unsaved.count

    def save_unsaved(self) -> None:
        """Try once more to write the faces that could not be written."""
        if self._unsaved.count:
            self._library.run(
                self._unsaved.write,
                lambda new: self._reader.look_now(),
                lambda error: self._tell(words.told_held(error)),
            )

    # -- exchange -----------------------------------------------------------------------------

    def export_file(self, path: Path, ids: Sequence[int] | None = None) -> None:
        """Write faces, or all, to a `.facelab` file; it is a job."""
        self._exchange.export_file(self._folder, path, ids)

    def import_file(self, path: Path, done: Callable[[ImportReport], None] | None = None) -> None:
        """Take the faces of a `.facelab` file into the library, all or none. Then call
        `done`, which tells the user; without it, they are told how many.
        """
        self._exchange.import_file(self._folder, path, done)

    def close(self) -> None:
        """Close the file once everything is written."""
        self._closed = True
        self._reader.close(timeout=0.3)
        if self._unsaved.count:  # the disk may have room by now
            self._library.run(self._unsaved.write, ignore, ignore)
        # The last connection folds the log into the file: a reader's must not be the last.
        self._library.close()

    # -- how it is done -----------------------------------------------------------------------

    def _on_job_failed(self, error: Exception | None) -> None:
        if isinstance(error, LibraryDamagedError):
            self._library.recover(self._on_error)
        elif error is not None:
            self._on_error(error)

    def _on_busy(self, error: LibraryBusyError) -> None:
        if not self._busy_told:
            self._busy_told = True
            self._tell(words.told_busy(error))

    def _on_recovered(self, said: LibraryError) -> None:
        self._tell(message_of(said, "warning"))
        self.forget_steps()  # what was lost has numbers that are given to others
        self._reader.look_now()

    def _on_error(self, error: Exception) -> None:
        if isinstance(error, LibraryDamagedError) and not self._mended:
            self._mended = True  # once: what it does not find it would not find again
            self._library.recover(self._on_error)
        else:
            self._tell(message_of(error))

    def _on_changed(self) -> None:
        """Someone has written to the library."""
        if self._closed:
            return
        self.cards.forget_changed()
        self._views = [view for view in self._views if view.is_open]
        for view in self._views:
            view.refresh()
        self._reader.ask("strip", read_strip, self._on_strip, self._on_error)

    def _on_strip(self, answer: tuple[list[Card], Facets]) -> None:
        self._busy_told = False
        self.faces, self.facets = answer
        if self.facets.unreadable > self._unreadable_told:
            self._tell(words.told_unreadable(self.facets.unreadable))
        self._unreadable_told = self.facets.unreadable
        self.changed.emit()
