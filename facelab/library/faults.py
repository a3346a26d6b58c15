"""What the disk and SQLite say of the library's file, as errors for people."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

from facelab.errors import LibraryError

# Who is kept from the file for that long without anything going on in it is told so.
BUSY_SECONDS = 2.0
READ_ONLY = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN}
BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
# How a disk says that it cannot share the memory of a write-ahead log.
NO_LOG = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOLFS, sqlite3.SQLITE_PROTOCOL}
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOLFS}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}
# Neither the file's fault nor ours.
_WORLD = {
    *_FULL,
    *READ_ONLY,
    *BUSY,
    *(sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_AUTH, sqlite3.SQLITE_ABORT),
    sqlite3.SQLITE_PROTOCOL,
}
_MARK = "library.damaged"
FIX = "Restart facelab: it keeps the damaged file and restores what it can."


class LibraryDamagedError(LibraryError):
    """The file is not as facelab wrote it; `recovery` can help."""


class LibraryBusyError(LibraryError):
    """Another program holds the file; later it may be free."""


def code(error: BaseException) -> int:
    """SQLite's primary result code; the upper bytes say more than is needed here."""
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def damaged(why: str) -> LibraryDamagedError:
    """The file holds what facelab never writes. `why` is a sentence."""
    return LibraryDamagedError("The library is damaged.", why, FIX)


def check_is_file(path: Path) -> None:
    """Refuse what is no file before anything is read from it or mended: a pipe waits for ever,
    a device has no end.

    Raises
    ------
    LibraryError
    """
    try:
        kind = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return  # there is none yet, or whoever opens it says why there can be none
    if not stat.S_ISREG(kind):
        what = "a folder" if stat.S_ISDIR(kind) else "a device or a pipe"
        raise LibraryError(
            "The library cannot be opened.",
            f"{path} is {what}, not a file.",
            "Move it away, or choose another folder for the library.",
        )


def mark_damaged(path: Path) -> None:
    """Have the file checked as a whole when it is opened next, however large."""
    with contextlib.suppress(OSError):
        path.with_name(_MARK).touch()


def is_marked(path: Path) -> bool:
    """Whether the file was found damaged since it was checked last."""
    return path.with_name(_MARK).exists()


def unmark(path: Path) -> None:
    """It was checked, or is another file now."""
    path.with_name(_MARK).unlink(missing_ok=True)


@contextlib.contextmanager
def told(what: str, path: Path, reading: bool = False) -> Iterator[None]:
    """Turn what the disk and SQLite say into a LibraryError.

    Parameters
    ----------
    what : str
        What was not done.
    path : Path
        The library's file.
    reading : bool
        Nothing is written in the block. Its statements fit the tables that facelab makes, so
        whatever SQLite finds wrong with them is wrong with the file.
    """
    try:
        yield
    except sqlite3.Error as error:
        ours = isinstance(error, sqlite3.ProgrammingError | sqlite3.InterfaceError)
        if ours or (not reading and _may_be_ours(error)):
            raise
        raise explained(what, path, error, reading) from error
    except UnicodeDecodeError as error:  # SQLite names something in the file that is no text
        raise LibraryDamagedError(what, f"{path} is damaged: {error.reason}.", FIX) from error
    except OSError as error:
        raise LibraryError(
            what,
            f"{path.parent}: {error.strerror or error}.",
            "Free some space, or check the permissions of this folder, then try again.",
        ) from error


def _may_be_ours(error: sqlite3.Error) -> bool:
    return isinstance(error, sqlite3.IntegrityError) or code(error) == sqlite3.SQLITE_ERROR


def explained(what: str, path: Path, error: sqlite3.Error, reading: bool = False) -> LibraryError:
    """What SQLite says, for people."""
    number = code(error)
    if number in _DAMAGED or (reading and number not in _WORLD):
        return LibraryDamagedError(what, f"{path} is damaged: {error}.", FIX)
    if number in _FULL:
        return LibraryError(
            what,
            f"The disk of {path.parent} is full or failing ({error}).",
            "Free some space, then try again. The faces you have kept are safe.",
        )
    if number in READ_ONLY:
        return LibraryError(
            what,
            f"The folder {path.parent} is not writable ({error}).",
            f"Check the permissions of {os.fspath(path.parent)}, or choose another library "
            "with --library.",
        )
    if number in BUSY:
        return LibraryBusyError(
            what,
            f"Another program has been using {path.name} for more than {BUSY_SECONDS:g} seconds.",
            "Close any other program that uses it, then try again.",
        )
    return LibraryError(
        what, f"{path}: {error}.", "Check the disk and the permissions of this folder."
    )
