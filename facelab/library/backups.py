"""Dated copies of the library, at most one a day, seven kept, next to it in `backups/`.

A copy is made table by table inside one read transaction: other windows go on writing, a
damaged row cannot be copied unseen, and a large library (beyond 64 MB) leaves out what can be
made again from the recipes: thumbnails, w+ and places in w. 100,000 faces are then 70 MB.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import shutil
import sqlite3
import tempfile
import time
from pathlib import Path

from facelab.errors import LibraryError, Stopped
from facelab.library import schema
from facelab.library.database import Database
from facelab.library.faults import told
from facelab.library.soundness import is_sound
from facelab.progress import Progress, Steps, Stop, go_on

FOLDER = "backups"
KEPT = 7
WHOLE_BYTES = 64 * 2**20
# How many of SQLite's own steps go by between two looks at `stop`.
STEPS = 20_000
_PRECIOUS = ("model", "face", "recipe", "face_tag", "cast_list", "cast_face")
_DERIVED = ("latent", "place", "thumbnail")


def dated(library: Path) -> list[Path]:
    """The backups of a library, the newest first."""
    found = (library.parent / FOLDER).glob("library-????-??-??.sqlite")
    return sorted(found, key=lambda path: path.name, reverse=True)


def making_if_due(library: Path, stop: Stop = go_on) -> Steps[Path | None]:
    """Back the library up unless that was done today. Returns the new file.

    Closed on the way, it leaves no file; a large table takes seconds, and `stop` is asked
    within.

    Raises
    ------
    LibraryError
        The library cannot be read, or the copy cannot be written; what was there stays.
    Stopped
        `stop` said so.
    """
    today = datetime.date.fromtimestamp(time.time()).isoformat()
    path = library.parent / FOLDER / f"library-{today}.sqlite"
    if path.exists():
        return None
    with told("The library was not backed up.", library):
        if _is_empty(library):
            return None
        path.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=path.parent) as folder:
            part = Path(folder) / "part.sqlite"
            yield from _copy(library, part, stop)
            if not is_sound(part):
                raise LibraryError(
                    "The library was not backed up.",
                    "The copy failed its check, so the disk may be failing.",
                    "Check the disk, and copy the library folder to another disk.",
                )
            part.replace(path)
        for old in dated(library)[KEPT:]:
            old.unlink(missing_ok=True)
    return path


def _is_empty(library: Path) -> bool:
    database = Database(library, query_only=True)
    try:
        return database.db.execute("SELECT 1 FROM face").fetchone() is None
    finally:
        database.close()


def _copy(library: Path, part: Path, stop: Stop) -> Steps[None]:
    made = sqlite3.connect(part, isolation_level=None)
    try:
        # The file counts only once it is complete and synced, so it needs no journal.
        made.execute("PRAGMA journal_mode=OFF")
        made.execute("BEGIN")
        for statement in schema.TABLES:
            made.execute(statement)
        made.execute(f"PRAGMA user_version={schema.SCHEMA_VERSION}")
        made.execute("COMMIT")
    finally:
        made.close()
    source = Database(library)
    db = source.db
    try:
        db.execute("ATTACH ? AS copy", (str(part),))
        db.execute("PRAGMA copy.journal_mode=OFF")
        db.execute("PRAGMA copy.synchronous=OFF")
        pages = db.execute("PRAGMA main.page_count").fetchone()[0]
        whole = pages * db.execute("PRAGMA main.page_size").fetchone()[0] <= WHOLE_BYTES
        # Broken off between a few thousand of SQLite's steps, not only between tables.
        db.set_progress_handler(lambda: int(stop()), STEPS)
        db.execute("BEGIN")
        tables = _PRECIOUS + (_DERIVED if whole else ())
        for done, table in enumerate(tables):
            yield Progress(done, len(tables))
            db.execute(f"INSERT INTO copy.{table} SELECT * FROM main.{table}")
        db.execute("DELETE FROM copy.sqlite_sequence")
        db.execute("INSERT INTO copy.sqlite_sequence SELECT * FROM main.sqlite_sequence")
        # Has whoever opens the copy build the search index, which is left out.
        db.execute("INSERT INTO copy.note_to_self VALUES ('text index is stale', '1')")
        db.execute("COMMIT")
    except sqlite3.OperationalError as error:
        if stop():
            raise Stopped from error
        raise
    finally:
        db.set_progress_handler(None, 0)
        source.close()
    with part.open("rb+") as file:
        os.fsync(file.fileno())


def copy_before_migration(db: sqlite3.Connection, library: Path, version: int) -> Path:
    """Keep a file of an older version as it is, page by page, before it is changed.

    Raises
    ------
    OSError, sqlite3.Error
        There is no room for it; the library was not changed.
    """
    folder = library.parent / FOLDER
    folder.mkdir(exist_ok=True)
    stamp = time.strftime("%Y%m%d-%H%M%S")
    path = folder / f"library-version-{version}-{stamp}.sqlite"
    part = path.with_suffix(".part")
    with contextlib.ExitStack() as cleaning:
        cleaning.callback(part.unlink, missing_ok=True)
        copy = sqlite3.connect(part)
        try:
            db.backup(copy)
        finally:
            copy.close()
        part.replace(path)
    return path


def newest_good(library: Path, into: Path) -> Path | None:
    """Copy the newest backup that passes its check to `into`. Returns which it was."""
    older = sorted((library.parent / FOLDER).glob("library-version-*.sqlite"), reverse=True)
    for path in [*dated(library), *older]:
        try:
            if not path.is_file():  # a link to a device would fill the disk
                continue
            shutil.copyfile(path, into)
        except OSError:
            continue
        if is_sound(into):
            return path
    into.unlink(missing_ok=True)
    return None
