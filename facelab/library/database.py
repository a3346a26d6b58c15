"""One connection to the library's file: how it is opened, and how a write is made safe.

Write-ahead logging lets other windows read while one writes; where the disk is not fit for it
(see `place`) SQLite's older journal does. A write waits while others write, and says after two
seconds without progress that it does not get in. `synchronous=FULL` puts a commit on the disk
before it returns, so what was acknowledged outlives a crash and a power cut.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from facelab.errors import LibraryError
from facelab.library import faults
from facelab.library.faults import LibraryDamagedError, told
from facelab.library.place import Place, place_of

# How long others may come first in a queue that moves: a hundred writes of another process.
QUEUE_SECONDS = 120.0
_AGAIN_SECONDS = 0.01
_LOG = "wal"
_JOURNAL = "truncate"


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
    place : Place
        What kind of disk it is on.
    journal : str
        How SQLite writes: "wal", or "truncate" where the disk is not fit for that.

    Raises
    ------
    LibraryError
        The file cannot be opened.
    """

    def __init__(self, path: Path, query_only: bool = False) -> None:
        self.path = path
        self.read_only = False
        self.place: Place = place_of(path.parent)
        self.journal = ""
        self._query_only = query_only
        self.db = self._open()

    def _open(self) -> sqlite3.Connection:
        with told("The library cannot be opened.", self.path, reading=True):
            faults.check_is_file(self.path)
            try:
                db = self._connect(str(self.path.absolute()), uri=False)
            except sqlite3.Error as error:
                if faults.code(error) not in faults.READ_ONLY or not self.path.is_file():
                    raise
                db = self._open_read_only(error)
            self._opened = identity(self.path)
            return db

    def _connect(self, name: str, uri: bool) -> sqlite3.Connection:
        db = sqlite3.connect(name, timeout=faults.BUSY_SECONDS, isolation_level=None, uri=uri)
        try:
            if not uri and not self._query_only:
                self.journal = self._choose_journal(db)
                db.execute("PRAGMA synchronous=FULL")
                # Without this a full disk keeps a log as large as the largest write ever made.
                db.execute("PRAGMA journal_size_limit=16777216")
            db.execute("PRAGMA foreign_keys=ON")
            if self._query_only:
                db.execute("PRAGMA query_only=ON")
            db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except BaseException:
            db.close()
            raise
        return db

    def _choose_journal(self, db: sqlite3.Connection) -> str:
        if self.place.kind != "local":
            return _set_journal(db, _JOURNAL, insist=False)
        answer = _set_journal(db, _LOG, insist=True)
        return answer if answer == _LOG else _set_journal(db, _JOURNAL, insist=True)

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
        return self._opened == identity(self.path)

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
            The disk is full, or the file cannot be written.
        LibraryBusyError
            Another program holds the file.
        LibraryDamagedError
        """
        if self.read_only:
            raise LibraryError(
                what,
                f"The folder {self.path.parent} is not writable.",
                "Change its permissions, or choose another library with --library.",
            )
        if not self.is_in_place():
            self.reopen()
        with self._marking(), told(what, self.path):
            self._begin_to_write()
            try:
                yield self.db
                self.db.execute("COMMIT")
            except BaseException:
                # A full disk may have ended the transaction already.
                if self.db.in_transaction:
                    with contextlib.suppress(sqlite3.Error):
                        self.db.execute("ROLLBACK")
                raise

    def _begin_to_write(self) -> None:
        """Wait for who writes now; not for who holds the file and does nothing.

        SQLite's own waiting looks ten times a second, and loses against a process that writes
        without a pause.
        """
        begun = since = time.monotonic()
        seen = None
        self.db.execute("PRAGMA busy_timeout=0")
        try:
            while True:
                try:
                    self.db.execute("BEGIN IMMEDIATE")
                    return
                except sqlite3.OperationalError as error:
                    now = time.monotonic()
                    if faults.code(error) not in faults.BUSY or now > begun + QUEUE_SECONDS:
                        raise
                    version = self._data_version()
                    if version != seen:
                        seen, since = version, now
                    elif now > since + faults.BUSY_SECONDS:
                        raise
                    time.sleep(_AGAIN_SECONDS)
        finally:
            self.db.execute(f"PRAGMA busy_timeout={int(1000 * faults.BUSY_SECONDS)}")

    def _data_version(self) -> int | None:
        """A number that is another one after each write of others; None while it is locked."""
        try:
            return int(self.db.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.OperationalError:
            return None

    @contextlib.contextmanager
    def reading(self, what: str) -> Iterator[sqlite3.Connection]:
        """All that the block reads is of one moment.

        Raises
        ------
        LibraryError
            The file cannot be read.
        LibraryDamagedError
            It is not as facelab wrote it; it is checked as a whole when it is opened next.
        """
        with self._marking(), told(what, self.path, reading=True):
            self.db.execute("BEGIN")
            try:
                yield self.db
            finally:
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")

    @contextlib.contextmanager
    def _marking(self) -> Iterator[None]:
        """Whoever meets damage has the next to open the file look at all of it."""
        try:
            yield
        except LibraryDamagedError:
            faults.mark_damaged(self.path)
            raise

    def close(self) -> None:
        """Close the connection."""
        self.db.close()


def identity(path: Path) -> tuple[int, int] | None:
    """Which file lies at a path, whatever is in it; None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _set_journal(db: sqlite3.Connection, wish: str, insist: bool) -> str:
    """Wish for a way of writing. Returns the one that SQLite has chosen, which may be another.

    SQLite does not wait here for who makes the file just now, whatever its time limit, so we
    do; without `insist` only a moment, since other windows may go on as they are.
    """
    until = time.monotonic() + (faults.BUSY_SECONDS if insist else 0.1)
    while True:
        try:
            return str(db.execute(f"PRAGMA journal_mode={wish}").fetchone()[0]).lower()
        except sqlite3.OperationalError as error:
            if wish == _LOG and faults.code(error) in faults.NO_LOG:
                return ""
            if faults.code(error) not in faults.BUSY:
                raise
            if time.monotonic() <= until:
                time.sleep(_AGAIN_SECONDS)
            elif insist:
                raise
            else:
                return str(db.execute("PRAGMA journal_mode").fetchone()[0]).lower()


def unfit_for(database: Database) -> LibraryError | None:
    """What to tell the user of the place of a library, once; it is there and can be used."""
    folder, place = database.path.parent, database.place
    local = "Choose a folder on this computer: File > Library folder."
    if place.kind == "network":
        return LibraryError(
            "The library is on a network drive.",
            f"{folder} is on {place.name}. Keeping faces is slower there, and two computers "
            "must not use it at the same time.",
            local,
        )
    if place.kind == "synced":
        return LibraryError(
            "The library is in a synced folder.",
            f"{folder} belongs to {place.name}. If two computers keep faces at the same time, "
            "one computer's changes are lost.",
            f"{local} To move faces to another computer, export them.",
        )
    if not database.read_only and database.journal not in ("", _LOG):
        return LibraryError(
            "Keeping faces is slower on this disk.",
            f"The file system of {folder} does not support a write-ahead log.",
            local,
        )
    return None
