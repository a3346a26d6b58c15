"""Writes to the library, in order, on the session's writer thread."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from facelab.errors import LibraryError
from facelab.library import Library, LibraryBusyError, LibraryDamagedError, mark_damaged
from facelab.session.disk import Writer

T = TypeVar("T")
PROMISED = "kept faces"


def _nothing() -> None:
    pass


def _ignore(_: object) -> None:
    pass


@dataclass(frozen=True, eq=False)
class _Job:
    do: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[Exception], None]
    promised: str = ""


class LibraryWriter:
    """Opens the library when it is needed first, recovers it if it is found damaged, and waits
    while another program holds it: what is given meanwhile stays in its order, and other work
    of the writer's thread goes on in between.

    Parameters
    ----------
    folder : Path
    writer : Writer
    on_recovered : callable
        Called on the session's thread with what to tell the user after a recovery.
    on_busy : callable
        Called there with the error when a write begins to wait for another program, once
        until one was done again.
    """

    def __init__(
        self,
        folder: Path,
        writer: Writer,
        on_recovered: Callable[[LibraryError], None],
        on_busy: Callable[[LibraryBusyError], None] = _ignore,
    ) -> None:
        self._folder = folder
        self._writer = writer
        self._on_recovered = on_recovered
        self._on_busy = on_busy
        self._library: Library | None = None
        self._waiting: deque[_Job] = deque()  # of the writer's thread
        self._busy_told = False

    def run(
        self,
        write: Callable[[Library], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        first: Callable[[], None] = _nothing,
        promised: str = PROMISED,
    ) -> None:
        """Run `write` soon; then `done` with its result or `failed` on the session's thread.

        Parameters
        ----------
        first : callable
            Is run before it, once, and also if the library cannot be opened.
        promised : str
            What the end of the program waits for, in words; empty if it need not.
        """

        def do() -> T:
            try:
                return write(self._opened())
            except LibraryDamagedError:
                self._forget_damaged()
                # Opened anew it is a recovered one, and the write is done there.
                return write(self._opened())

        self._give(_Job(do, done, failed, promised), first)

    def recover(self, failed: Callable[[Exception], None]) -> None:
        """The file was found damaged: open it anew, which recovers it."""

        def do() -> None:
            self._forget_damaged()
            self._opened()

        self._give(_Job(do, _ignore, failed))

    def check_place(
        self,
        folder: Path,
        done: Callable[[None], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Find out whether a library in a folder could be opened and written."""
        self._writer.run(lambda: _open_to_write(folder).close(), done, failed)

    def move_to(
        self,
        folder: Path,
        done: Callable[[None], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Use the library in another folder for what is run from now on; if it cannot be
        opened and written, the old one stays and `failed` is called.
        """

        def do() -> None:
            try:
                library = _open_to_write(folder)
            except LibraryBusyError as error:
                # Not to be waited for: the user may choose another.
                raise LibraryError(error.what, error.why, error.fix) from error
            self._close()
            self._folder, self._library = folder, library
            self._tell_recovered(library)

        self._give(_Job(do, done, failed))

    def close(self) -> None:
        """Close the file once everything is written."""
        self._give(_Job(self._close, _ignore, _ignore))

    # -- on the writer's thread ---------------------------------------------------------------

    def _give(self, job: _Job, first: Callable[[], None] = _nothing) -> None:
        def take() -> None:
            try:
                first()
            except Exception as error:
                self._writer.tell_failed(job.failed, error, job.promised)
                return
            self._waiting.append(job)
            if len(self._waiting) == 1:  # else what waits comes to it
                self._work()

        self._writer.promise(job.promised)
        self._writer.run(take)

    def _work(self) -> None:
        """Do what waits, until it is done or another program is in the way."""
        while self._waiting:
            job = self._waiting[0]
            try:
                result = job.do()
            except LibraryBusyError as error:
                if not self._busy_told:
                    self._busy_told = True
                    self._writer.tell(self._on_busy, error)
                self._writer.run(self._work)  # behind what else is to be written
                return
            except Exception as error:  # told to the user by `failed`
                self._writer.tell_failed(job.failed, error, job.promised)
            else:
                self._busy_told = False
                self._writer.tell(job.done, result)
                self._writer.settle(job.promised)
            self._waiting.popleft()

    def _opened(self) -> Library:
        if self._library is None:
            self._library = Library(self._folder)
            self._tell_recovered(self._library)
        return self._library

    def _tell_recovered(self, library: Library) -> None:
        if library.recovered is not None:
            self._writer.tell(self._on_recovered, library.recovered)

    def _forget_damaged(self) -> None:
        if self._library is not None:
            mark_damaged(self._library.path)
        self._close()

    def _close(self) -> None:
        if self._library is not None:
            self._library.close()
            self._library = None


def _open_to_write(folder: Path) -> Library:
    library = Library(folder)
    try:
        with library.database.writing("This folder cannot hold the library."):
            pass
    except BaseException:
        library.close()
        raise
    return library
