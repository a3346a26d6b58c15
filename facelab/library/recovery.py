"""When the library's file is damaged: keep it, restore the newest backup, save the rest.

Nothing is thrown away. The damaged file goes to `damaged/`; the new one is the newest good
backup and every face that can still be read from the damaged one.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import time
from pathlib import Path

from facelab.errors import LibraryError, Stopped
from facelab.file_lock import FileLock
from facelab.files import next_free
from facelab.library import backups, faults, schema, soundness, text_index
from facelab.library.database import Database, identity
from facelab.library.faults import LibraryDamagedError, told
from facelab.library.salvage import salvage
from facelab.progress import Stop, go_on

FOLDER = "damaged"
# Up to here the check at start is a blink (about 0.1 s); a larger file is checked on the side.
CHECKED_AT_START_BYTES = 32 * 2**20
_BUILDING = "library.recovering"
_READY = "library.recovered"


def check_at_start(database: Database) -> bool:
    """Check a small file, and one that was found damaged since the last start.

    Returns
    -------
    bool
        Whether the index of words can be used; one that was met damaged is made anew even
        where the check finds nothing.

    Raises
    ------
    LibraryDamagedError
    """
    marked = faults.is_marked(database.path)
    if marked or is_checked_at_start(database.path):
        return soundness.check(database.db, database.path) and not marked
    return True


def check(path: Path, stop: Stop = go_on) -> None:
    """Check a whole file, on a connection of its own; it may take seconds.

    Raises
    ------
    LibraryDamagedError
        And the next start, or `Library` opened anew, will recover it.
    LibraryError, Stopped
        It cannot be read; `stop` said so.
    """
    database = Database(path, query_only=True)
    try:
        database.db.set_progress_handler(lambda: int(stop()), 20_000)
        with told("The library cannot be checked.", path, reading=True):
            try:
                if not soundness.check(database.db, path):
                    faults.mark_damaged(path)  # made anew at the next start
            except sqlite3.OperationalError as error:
                if stop():
                    raise Stopped from error
                raise
    except LibraryDamagedError:
        faults.mark_damaged(path)
        raise
    finally:
        database.close()


def is_checked_at_start(path: Path) -> bool:
    """Whether opening the file checks all of it."""
    return path.stat().st_size <= CHECKED_AT_START_BYTES


def finish(path: Path) -> None:
    """Complete a recovery that was cut off between its last two steps."""
    ready = path.with_name(_READY)
    if not path.exists() and ready.exists():
        ready.replace(path)


def recover(path: Path, found: tuple[int, int] | None) -> LibraryError:
    """Put a sound library in the place of a damaged one.

    Parameters
    ----------
    path : Path
    found : (int, int) or None
        Which file was found damaged, by `database.identity`: another one that lies there by now is
        another window's, which was first.

    Returns
    -------
    LibraryError
        What to tell the user: it is not raised, the library is there.

    Raises
    ------
    LibraryError
        There is no room, or the damaged file cannot be moved.
    """
    what = "The library is damaged and could not be recovered."
    with told(what, path), FileLock(path.with_name("library.lock")).held(60) as is_mine:
        if not is_mine:
            raise LibraryError(
                what, "Another facelab has been recovering it for a minute.", "Try again."
            )
        if identity(path) != found and soundness.is_sound(path):
            faults.unmark(path)
            return LibraryError("The library was damaged.", "Another window has recovered it.", "")
        ready = path.with_name(_READY)
        source = "" if ready.exists() else _build(path, ready)
        aside = _set_aside(path)
        ready.replace(path)
        faults.unmark(path)
    return LibraryError(
        "The library was damaged and has been recovered.",
        source,
        f"The damaged file was kept as {aside}.",
    )


def _build(path: Path, ready: Path) -> str:
    """Make the new file beside the damaged one. Returns from what, in words."""
    building = path.with_name(_BUILDING)
    for old in (building, *_companions(building)):
        old.unlink(missing_ok=True)
    backup = backups.newest_good(path, building)
    with contextlib.closing(Database(building)) as made:
        with made.writing("The library was not recovered.") as db:
            schema.migrate(db)
            if text_index.is_stale(db):
                text_index.rebuild(db)
            saved = salvage(path, db)
        total = made.db.execute("SELECT count(*) FROM face").fetchone()[0]
        made.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with building.open("rb+") as file:
        os.fsync(file.fileno())
    building.replace(ready)
    first = f"The backup {backup.name} was restored" if backup else "There was no backup yet"
    return f"{first}, and {saved} faces were read from the damaged file. You now have {total}."


def _set_aside(path: Path) -> Path:
    folder = path.parent / FOLDER
    folder.mkdir(exist_ok=True)
    aside = next_free(folder / f"library-{time.strftime('%Y%m%d-%H%M%S')}.sqlite")
    log, shared = _companions(path)
    # The log goes first: left beside the new file it would be played into that one.
    if log.exists():
        shutil.move(log, aside.with_name(aside.name + "-wal"))
    shared.unlink(missing_ok=True)
    shutil.move(path, aside)
    return aside


def _companions(path: Path) -> tuple[Path, Path]:
    return path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")
