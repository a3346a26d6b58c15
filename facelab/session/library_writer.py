"""Writes to the library, in order, on the session's writer thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from facelab.library import Library, LibraryDamagedError, mark_damaged
from facelab.recipe import LibraryError
from facelab.session.writer import Writer

T = TypeVar("T")


class LibraryWriter:
    """Opens the library when it is needed first, and recovers it if it is found damaged.

    Parameters
    ----------
    folder : Path
    writer : Writer
    on_recovered : callable
        Called on the session's thread with what to tell the user after a recovery.
    """

    def __init__(
        self, folder: Path, writer: Writer, on_recovered: Callable[[LibraryError], None]
    ) -> None:
        self._folder = folder
        self._writer = writer
        self._on_recovered = on_recovered
        self._library: Library | None = None

    def run(
        self,
        write: Callable[[Library], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        first: Callable[[], None] = lambda: None,
    ) -> None:
        """Run `write` soon; then `done` with its result or `failed` on the session's thread.

        `first` is run before it, once, and also if the library cannot be opened.
        """

        def work() -> T:
            first()
            try:
                return write(self._opened())
            except LibraryDamagedError:
                self._forget_damaged()
                # Opened anew it is a recovered one, and the write is done there.
                return write(self._opened())

        self._writer.run(work, done, failed)

    def recover(self, failed: Callable[[Exception], None]) -> None:
        """The file was found damaged: open it anew, which recovers it."""

        def work() -> None:
            self._forget_damaged()
            self._opened()

        self._writer.run(work, failed=failed)

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

        def work() -> None:
            library = _open_to_write(folder)
            self._close()
            self._folder, self._library = folder, library
            self._tell_recovered(library)

        self._writer.run(work, done, failed)

    def close(self) -> None:
        """Close the file once everything is written."""
        self._writer.run(self._close)

    # -- on the writer's thread ---------------------------------------------------------------

    def _opened(self) -> Library:
        if self._library is None:
            self._library = Library(self._folder)
            self._tell_recovered(self._library)
        return self._library

    def _tell_recovered(self, library: Library) -> None:
        recovered = library.recovered
        if recovered is not None:
            self._writer.run(lambda: recovered, self._on_recovered)

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
