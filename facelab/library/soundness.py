"""Whether a library's file is as facelab wrote it: its header, its pages, its tables, its cells.

SQLite checks pages; what a cell holds it takes as it comes. Here each cell is checked for what
the readers of `rows` and `reading` expect, so that nothing they meet surprises them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec

from facelab.errors import LibraryError
from facelab.files import open_regular
from facelab.library import schema, text_index
from facelab.library.faults import LibraryDamagedError, damaged
from facelab.library.values import LATEST_SECOND

HEADER_BYTES = 100
_NO_LIMIT = 2**62
MAGIC = b"SQLite format 3\x00"
PAGE_SIZES = tuple(512 << power for power in range(8))
_TEXT, _BLOB = "typeof({0}) <> 'text'", "typeof({0}) <> 'blob'"
_WHOLE = "typeof({0}) <> 'integer'"
_TIME = "typeof({0}) <> 'real' OR NOT {0} BETWEEN 0 AND " + f"{LATEST_SECOND:.1f}"
_OR_NONE = "{0} IS NOT NULL AND ({1})"

# What is wrong with a cell, as a condition.
_CELLS = {
    "model": {"sha256": _TEXT, "name": _TEXT},
    "face": {
        "name": _TEXT,
        "note": _TEXT,
        "rating": _WHOLE + " OR NOT {0} BETWEEN 0 AND 5",
        "seed": _OR_NONE.format("{0}", _WHOLE),
        "source": _TEXT,
        "edits": _WHOLE,
        "model_id": _OR_NONE.format("{0}", _WHOLE)
        + " OR (readable = 1 AND {0} NOT IN (SELECT id FROM model))",
        "fingerprint": _BLOB,
        "readable": "{0} NOT IN (0, 1)",
        "created": _TIME,
        "changed": _TIME,
        "deleted_at": _OR_NONE.format("{0}", _TIME),
    },
    "recipe": {"json": _TEXT},
    "latent": {"ws": _BLOB},
    "place": {"w": _BLOB + " OR length({0}) % 2 = 1"},
    "thumbnail": {"jpeg": _BLOB},
    "face_tag": {"face_id": _WHOLE, "tag": _TEXT},
    "cast_list": {"name": _TEXT},
    "cast_face": {"cast_id": _WHOLE, "face_id": _WHOLE},
}
_CELLS_OF_1 = {
    "face": {
        "recipe": _TEXT,
        "ws": _OR_NONE.format("{0}", _BLOB),
        "ws_rows": _WHOLE,
        "thumbnail": _OR_NONE.format("{0}", _BLOB),
        "name": _TEXT,
        "created": _TIME,
    }
}


def check_header(path: Path) -> None:
    """Look at the first 100 bytes, before SQLite does: some faults there it takes as orders, such
    as to write nothing.

    Raises
    ------
    LibraryDamagedError
    OSError
        The file cannot be read.
    """
    with open_regular(path, _NO_LIMIT) as file:
        header = file.read(HEADER_BYTES)
    if not header:
        return  # SQLite makes the file empty first
    fault = _fault_of_header(header)
    if fault is not None:
        raise damaged(f"{path}: {fault}.")


def _fault_of_header(header: bytes) -> str | None:
    if len(header) < HEADER_BYTES:
        return "it is cut off"
    if header[:16] != MAGIC:
        return "it is not a database"
    if page_size(header) is None:
        return "its header names no page size"
    # Ways of writing and reading; reserved bytes a page; shares of a page; as `mending` sets them.
    if not {*header[18:20]} <= {1, 2} or header[20] != 0 or header[21:24] != b"\x40\x20\x20":
        return "its header is damaged"
    if header[44:48] not in (b"\0\0\0\0", b"\0\0\0\4") or any(header[52:56] + header[72:92]):
        return "its header is damaged"
    return "its header is damaged" if header[56:60] not in (b"\0\0\0\0", b"\0\0\0\1") else None


def page_size(header: bytes) -> int | None:
    """The page size that a header names, None if there is none of that size."""
    said = int.from_bytes(header[16:18], "big")
    size = 65536 if said == 1 else said
    return size if size in PAGE_SIZES else None


def check(db: sqlite3.Connection, path: Path) -> bool:
    """Check an open file as a whole; a moment for a small one, seconds for a large.

    Returns
    -------
    bool
        Whether the index of words is sound too, which can be made anew from the faces.

    Raises
    ------
    LibraryDamagedError
    LibraryError
        It is from a newer facelab.
    """
    found = [str(row[0]) for row in db.execute("PRAGMA integrity_check(3)")]
    words = [said for said in found if "face_text" in said]
    if found != ["ok"] and found != words:
        raise damaged(f"{path}: {'; '.join(found)}.")
    version = schema.settled_version(db, path)
    fault = _fault_of_cells(db, {0: {}, 1: _CELLS_OF_1}.get(version, _CELLS))
    if fault is None and version == schema.SCHEMA_VERSION:
        fault = _fault_of_faces(db)
    if fault is not None:
        raise damaged(f"{path}: {fault}.")
    return not words and text_index.is_sound(db)


def _fault_of_cells(db: sqlite3.Connection, cells: dict[str, dict[str, str]]) -> str | None:
    for table, columns in cells.items():
        wrong = " OR ".join(f"({fault.format(column)})" for column, fault in columns.items())
        if db.execute(f"SELECT 1 FROM {table} WHERE {wrong} LIMIT 1").fetchone() is not None:
            return f"its table {table} contains a value that facelab does not write"
        texts = [column for column, fault in columns.items() if fault == _TEXT]
        if texts and not _are_text(db, f"SELECT {', '.join(texts)} FROM {table}"):
            return f"its table {table} contains text that is not UTF-8"
    return None


def _are_text(db: sqlite3.Connection, statement: str) -> bool:
    try:
        for row in _raw(db, statement):
            for value in row:
                value.decode()
    except UnicodeDecodeError:
        return False
    return True


class _Head(msgspec.Struct):
    """A quick look at a recipe: all of it is JSON, and it has a format."""

    format: str


def _fault_of_faces(db: sqlite3.Connection) -> str | None:
    for alone, other in (
        ("face WHERE id NOT IN (SELECT face_id FROM recipe)", "a face has no recipe"),
        ("recipe WHERE face_id NOT IN (SELECT id FROM face)", "a recipe has no face"),
    ):
        if db.execute(f"SELECT 1 FROM {alone} LIMIT 1").fetchone() is not None:
            return other
    return None if _are_recipes(db) else "a recipe that used to be readable no longer is"


def _are_recipes(db: sqlite3.Connection) -> bool:
    decoder = msgspec.json.Decoder(_Head)
    statement = "SELECT json FROM recipe JOIN face ON face.id = face_id WHERE readable = 1"
    try:
        for (raw,) in _raw(db, statement):
            decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True


def _raw(db: sqlite3.Connection, statement: str) -> Iterator[tuple[bytes, ...]]:
    """Rows whose texts come as bytes."""
    factory, db.text_factory = db.text_factory, bytes
    try:
        yield from db.execute(statement)
    finally:
        db.text_factory = factory


def is_sound(path: Path) -> bool:
    """Whether a file is a library without a fault; it is not changed."""
    try:
        check_header(path)
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    except (sqlite3.Error, OSError, LibraryDamagedError):
        return False
    try:
        check(db, path)
        return schema.version_of(db) > 0
    except (sqlite3.Error, UnicodeDecodeError, LibraryError):
        return False
    finally:
        db.close()
