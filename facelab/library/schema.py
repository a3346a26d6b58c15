"""The tables of the library, and how a file of an older version becomes one of this.

The version is SQLite's `user_version`, and each that is greater than 2 also stands in
`note_to_self`: a version that the tables and the note do not bear out is a damaged number. A
file from a newer facelab is refused, never changed.
Pictures, w+ and places in w have tables of their own, so that listing and searching never
walk over them.
"""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np

from facelab.errors import LibraryError, RecipeError
from facelab.library import rows, text_index
from facelab.library.faults import damaged
from facelab.library.values import Record
from facelab.recipe import recipe_from_json

FILE_NAME = "library.sqlite"
SCHEMA_VERSION = 2
# No facelab gets there: a greater number is damage.
HIGHEST_VERSION = 1000
VERSION_NOTE = "schema version"

TABLES = (
    """CREATE TABLE model (
        id INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL
    )""",
    """CREATE TABLE face (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL DEFAULT '' COLLATE NOCASE,
        note TEXT NOT NULL DEFAULT '',
        rating INTEGER NOT NULL DEFAULT 0 CHECK (rating BETWEEN 0 AND 5),
        seed INTEGER,
        source TEXT NOT NULL DEFAULT '',
        edits INTEGER NOT NULL DEFAULT 0,
        model_id INTEGER REFERENCES model (id),
        fingerprint BLOB NOT NULL,
        readable INTEGER NOT NULL DEFAULT 1,
        created REAL NOT NULL,
        changed REAL NOT NULL,
        deleted_at REAL
    )""",
    # Answers a listing and its filters without touching the table.
    "CREATE INDEX face_list ON face (readable, deleted_at, created, rating, model_id)",
    "CREATE INDEX face_fingerprint ON face (fingerprint)",
    """CREATE TABLE recipe (
        face_id INTEGER PRIMARY KEY REFERENCES face (id) ON DELETE CASCADE,
        json TEXT NOT NULL
    )""",
    """CREATE TABLE latent (
        face_id INTEGER PRIMARY KEY REFERENCES face (id) ON DELETE CASCADE,
        ws BLOB NOT NULL
    )""",
    """CREATE TABLE place (
        face_id INTEGER PRIMARY KEY REFERENCES face (id) ON DELETE CASCADE,
        w BLOB NOT NULL
    )""",
    """CREATE TABLE thumbnail (
        face_id INTEGER PRIMARY KEY REFERENCES face (id) ON DELETE CASCADE,
        jpeg BLOB NOT NULL
    )""",
    """CREATE TABLE face_tag (
        face_id INTEGER NOT NULL REFERENCES face (id) ON DELETE CASCADE,
        tag TEXT NOT NULL COLLATE NOCASE,
        PRIMARY KEY (face_id, tag)
    ) WITHOUT ROWID""",
    "CREATE INDEX face_tag_tag ON face_tag (tag, face_id)",
    """CREATE TABLE cast_list (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE COLLATE NOCASE,
        created REAL NOT NULL
    )""",
    """CREATE TABLE cast_face (
        cast_id INTEGER NOT NULL REFERENCES cast_list (id) ON DELETE CASCADE,
        face_id INTEGER NOT NULL REFERENCES face (id) ON DELETE CASCADE,
        PRIMARY KEY (cast_id, face_id)
    ) WITHOUT ROWID""",
    "CREATE INDEX cast_face_face ON cast_face (face_id, cast_id)",
    "CREATE TABLE note_to_self (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
)
TABLES_OF_1: dict[str, tuple[str, ...]] = {
    "face": ("id", "recipe", "ws", "ws_rows", "thumbnail", "name", "created")
}


def library_path(folder: Path) -> Path:
    """The library's file in its folder."""
    return folder / FILE_NAME


def version_of(db: sqlite3.Connection) -> int:
    """The schema's version of an open file, 0 if it is empty."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


Tables = dict[str, tuple[str, ...]]


def tables_of(db: sqlite3.Connection) -> Tables:
    """The tables of an open file with their columns, but for SQLite's own and the text index."""
    found: dict[str, list[str]] = {}
    for table, column in db.execute(
        "SELECT made.name, columns.name FROM sqlite_master AS made"
        " JOIN pragma_table_info(made.name) AS columns WHERE made.type = 'table'"
        " AND made.name NOT LIKE 'sqlite!_%' ESCAPE '!' AND made.name NOT LIKE 'face!_text%'"
        " ESCAPE '!' ORDER BY made.name, columns.cid"
    ):
        found.setdefault(table, []).append(column)
    return {table: tuple(columns) for table, columns in found.items()}


@functools.cache
def _tables_of_2() -> Tables:
    db = sqlite3.connect(":memory:", isolation_level=None)
    try:
        for statement in TABLES:
            db.execute(statement)
        return tables_of(db)
    finally:
        db.close()


def version_by_tables(db: sqlite3.Connection) -> int | None:
    """The version whose tables an open file has, 0 if it has none, None if they are of none."""
    made = tables_of(db)
    if not made:
        return 0
    if _has(made, _tables_of_2()):
        return 2
    return 1 if _has(made, TABLES_OF_1) else None


def _has(made: Tables, wanted: Tables) -> bool:
    return all(set(columns) <= set(made.get(name, ())) for name, columns in wanted.items())


def settled_version(db: sqlite3.Connection, path: Path) -> int:
    """The version of an open file, borne out by its tables.

    Raises
    ------
    LibraryDamagedError
        Number and tables do not fit.
    LibraryError
        It is from a newer facelab.
    """
    said, shown = version_of(db), version_by_tables(db)
    if said == shown:
        return said
    if SCHEMA_VERSION < said <= HIGHEST_VERSION and not _says_otherwise(db, said, shown):
        raise LibraryError(
            "The library cannot be opened.",
            f"{path} has version {said}, but this facelab reads only up to version "
            f"{SCHEMA_VERSION}.",
            "Update facelab. The file was not changed.",
        )
    raise damaged(f"{path} claims to have version {said}, but its tables do not match.")


def _says_otherwise(db: sqlite3.Connection, said: int, shown: int | None) -> bool:
    """Whether tables and note are those of this version, though the number is a newer one's."""
    if shown != SCHEMA_VERSION or tables_of(db) != _tables_of_2():
        return False
    note = db.execute("SELECT value FROM note_to_self WHERE key = ?", (VERSION_NOTE,)).fetchone()
    return note is None or note[0] != str(said)


def migrate(db: sqlite3.Connection) -> None:
    """Bring an open file to this version; the caller holds a write transaction."""
    while (version := version_of(db)) < SCHEMA_VERSION:
        MIGRATIONS[version](db)


def create(db: sqlite3.Connection) -> None:
    """Make the tables of this version in an empty file."""
    for statement in TABLES:
        db.execute(statement)
    text_index.create(db)
    db.execute("INSERT INTO note_to_self VALUES (?, ?)", (VERSION_NOTE, str(SCHEMA_VERSION)))
    db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")


def _from_1(db: sqlite3.Connection) -> None:
    """Version 1 was one table: recipe, ws, ws_rows, thumbnail, name, created."""
    last = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'face'").fetchone()
    db.execute("ALTER TABLE face RENAME TO face_of_1")
    create(db)
    for number, raw, ws, ws_rows, thumbnail, name, created in db.execute(
        "SELECT id, recipe, ws, ws_rows, thumbnail, name, created FROM face_of_1"
    ):
        insert_of_1(db, number, raw, ws, ws_rows, thumbnail, name, created)
    db.execute("DROP TABLE face_of_1")
    if last is not None:
        # A number that was used once is not given to another face.
        db.execute("DELETE FROM sqlite_sequence WHERE name = 'face'")
        db.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('face', ?)", last)


def insert_of_1(
    db: sqlite3.Connection,
    number: int | None,
    raw: str,
    ws: bytes | None,
    ws_rows: int,
    thumbnail: bytes | None,
    name: str,
    created: float,
) -> None:
    """Take over a row of version 1; one whose recipe cannot be read is taken over as it is."""
    latent = None
    if ws and ws_rows > 0 and len(ws) % (4 * ws_rows) == 0:
        latent = np.frombuffer(ws, dtype="<f4").reshape(ws_rows, -1)
    try:
        recipe = recipe_from_json(raw)
    except RecipeError:
        rows.insert_unreadable(db, number, raw, thumbnail or b"", name, created)
    else:
        record = Record(recipe, latent, thumbnail or b"", name, created=created, changed=created)
        rows.insert(db, record, number)


MIGRATIONS: dict[int, Callable[[sqlite3.Connection], None]] = {0: create, 1: _from_1}
