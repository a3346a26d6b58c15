"""One connection to the library's file: how it is opened, and how a write is made safe.

Write-ahead logging lets other windows read while one writes; a write waits up to two minutes
for another to end. `synchronous=FULL` puts a commit on the disk before it returns, so what was
acknowledged outlives a crash and a power cut.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from facelab.recipe import LibraryError

# Longer than anyone holds it: an import of 100,000 faces is one transaction of a minute.
BUSY_SECONDS = 120.0
_AGAIN_SECONDS = 0.02
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
_READ_ONLY = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


class LibraryDamagedError(LibraryError):
    """The file is not what SQLite wrote; `recovery` can help."""


class Database:
    """A connection of one thread.

    Parameters
    ----------
    path : Path
    query_only : bool
        For a reader: nothing can be written by mistake.

    Attributes
    ----------
    read_only : bool
        The folder or the disk allows no writing.

    Raises
    ------
    LibraryError
        The file cannot be opened.
    """

    def __init__(self, path: Path, query_only: bool = False) -> None:
        self.path = path
        self.read_only = False
        self._query_only = query_only
        self.db = self._open()

    def _open(self) -> sqlite3.Connection:
        with told("The library of kept faces cannot be opened.", self.path):
            try:
                db = self._connect(str(self.path.absolute()), uri=False)
            except sqlite3.Error as error:
                if _code(error) not in _READ_ONLY or not self.path.is_file():
                    raise
                db = self._open_read_only(error)
            self._place = _identity(self.path)
            return db

    def _connect(self, name: str, uri: bool) -> sqlite3.Connection:
        db = sqlite3.connect(name, timeout=BUSY_SECONDS, isolation_level=None, uri=uri)
        try:
            if not uri:
                _log_ahead(db)
                db.execute("PRAGMA synchronous=FULL")
                # Without this a full disk keeps a log as large as the largest write ever made.
                db.execute("PRAGMA journal_size_limit=16777216")
            db.execute("PRAGMA foreign_keys=ON")
            if self._query_only:
                db.execute("PRAGMA query_only=ON")
            db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.Error:
            db.close()
            raise
        return db

    def _open_read_only(self, error: sqlite3.Error) -> sqlite3.Connection:
        self.read_only = True
        log = self.path.with_name(self.path.name + "-wal")
        with contextlib.suppress(sqlite3.Error):
            return self._connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True)
        if log.is_file() and log.stat().st_size > 0:
            # The last writes are in the log, which cannot be read without a writable folder.
            raise error
        return self._connect(f"{self.path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)

    def is_in_place(self) -> bool:
        """Whether the file is still the one that was opened; a recovery puts another there."""
        return self._place == _identity(self.path)

    def reopen(self) -> None:
        """Open what lies at the path now.

        Raises
        ------
        LibraryError
            It cannot be opened.
        """
        self.db.close()
        self.db = self._open()

    @contextlib.contextmanager
    def writing(self, what: str) -> Iterator[sqlite3.Connection]:
        """All that the block writes, or nothing; on the disk when the block has ended.

        Parameters
        ----------
        what : str
            What was not done if it fails: "This face was not kept."

        Raises
        ------
        LibraryError
            The disk is full, the file cannot be written, or another program holds it too long.
        """
        if self.read_only:
            raise LibraryError(
                what,
                f"The folder {self.path.parent} cannot be written.",
                "Change its permissions, or choose another library with --library.",
            )
        if not self.is_in_place():
            self.reopen()
        with told(what, self.path):
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield self.db
                self.db.execute("COMMIT")
            except BaseException:
                # A full disk may have ended the transaction already.
                if self.db.in_transaction:
                    with contextlib.suppress(sqlite3.Error):
                        self.db.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def reading(self, what: str) -> Iterator[sqlite3.Connection]:
        """All that the block reads is of one moment.

        Raises
        ------
        LibraryError
            The file cannot be read.
        """
        with told(what, self.path):
            self.db.execute("BEGIN")
            try:
                yield self.db
            finally:
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")

    def close(self) -> None:
        """Close the connection."""
        self.db.close()


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _code(error: BaseException) -> int:
    """SQLite's primary result code; the upper bytes say more than is needed here."""
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def _log_ahead(db: sqlite3.Connection) -> None:
    """Change to write-ahead logging. SQLite does not wait here for who makes the file just now,
    whatever its time limit, so we do.
    """
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            db.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if _code(error) not in _BUSY or time.monotonic() > until:
                raise
            time.sleep(_AGAIN_SECONDS)


@contextlib.contextmanager
def told(what: str, path: Path) -> Iterator[None]:
    """Turn what the disk and SQLite say into a LibraryError."""
    try:
        yield
    except sqlite3.Error as error:
        ours = isinstance(error, sqlite3.ProgrammingError | sqlite3.IntegrityError)
        if ours or _code(error) == sqlite3.SQLITE_ERROR:
            raise  # our own mistake
        raise _explained(what, path, error) from error
    except OSError as error:
        raise LibraryError(
            what,
            f"{path.parent}: {error.strerror or error}.",
            "Free some space or check the permissions of this folder, then try again.",
        ) from error


def _explained(what: str, path: Path, error: sqlite3.Error) -> LibraryError:
    code = _code(error)
    if code in _DAMAGED:
        return LibraryDamagedError(
            what,
            f"{path} is damaged: {error}.",
            "Start facelab again: it keeps the damaged file and restores the newest backup.",
        )
    if code in _FULL:
        return LibraryError(
            what,
            f"The disk of {path.parent} is full or fails ({error}).",
            "Free some space, then try again. What was kept before is safe.",
        )
    if code in _READ_ONLY:
        return LibraryError(
            what,
            f"{path.parent} cannot be written ({error}).",
            f"Check the permissions of {os.fspath(path.parent)}, or choose another library "
            "with --library.",
        )
    if code in _BUSY:
        return LibraryError(
            what,
            f"Another program has held {path.name} for more than {BUSY_SECONDS:.0f} seconds.",
            "Close other windows of facelab, then try again.",
        )
    return LibraryError(
        what, f"{path}: {error}.", "Check the disk and the permissions of this folder."
    )
