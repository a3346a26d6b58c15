"""Reading what can still be read from a damaged library."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from facelab.library import rows, schema
from facelab.library.packing import fingerprint, unpack_ws
from facelab.library.values import Record
from facelab.recipe import RecipeError, recipe_from_json

# More faces than anyone keeps; a damaged counter must not make it count for hours.
HIGHEST = 5_000_000


def salvage(damaged: Path, db: sqlite3.Connection) -> int:
    """Take over every face that is readable and new, or changed since, in a damaged file.

    Parameters
    ----------
    db : sqlite3.Connection
        The sound library, in a write transaction.

    Returns
    -------
    int
        Number of faces taken over or brought up to date.
    """
    with contextlib.closing(sqlite3.connect(damaged, isolation_level=None)) as source:
        try:
            source.execute("PRAGMA query_only=ON")
            version = schema.version_of(source)
        except sqlite3.Error:
            return 0  # not even its first page can be read
        return _take_all_of_1(source, db) if version == 1 else _take_all(source, db)


def _take_all(source: sqlite3.Connection, db: sqlite3.Connection) -> int:
    return sum(_take(source, db, number) for number in _numbers(source))


def _take(source: sqlite3.Connection, db: sqlite3.Connection, number: int) -> bool:
    raw = _value(source, "SELECT json FROM recipe WHERE face_id = ?", number)
    if not isinstance(raw, str):
        return False
    face = _row(
        source,
        "SELECT name, note, rating, created, changed, deleted_at FROM face WHERE id = ?",
        number,
    )
    name, note, rating, created, changed, deleted_at = _plausible(face)
    jpeg = _value(source, "SELECT jpeg FROM thumbnail WHERE face_id = ?", number)
    thumbnail = jpeg if isinstance(jpeg, bytes) else b""
    try:
        recipe = recipe_from_json(raw)
    except RecipeError:
        if not _has(db, number):
            rows.insert_unreadable(db, number, raw, thumbnail, name, created)
            return True
        return False
    tags = tuple(_column(source, "SELECT tag FROM face_tag WHERE face_id = ?", number))
    casts = tuple(
        _column(
            source,
            "SELECT name FROM cast_list JOIN cast_face ON cast_id = id WHERE face_id = ?",
            number,
        )
    )
    packed = _value(source, "SELECT ws FROM latent WHERE face_id = ?", number)
    try:
        ws = unpack_ws(packed) if isinstance(packed, bytes) else None
    except ValueError:
        ws = None
    record = Record(
        recipe, ws, thumbnail, name, note, rating, tags, casts, created, changed, deleted_at
    )
    known = db.execute(
        "SELECT id, changed FROM face WHERE fingerprint = ? ORDER BY id <> ? LIMIT 1",
        (fingerprint(recipe), number),
    ).fetchone()
    if known is None:
        rows.insert(db, record, None if _has(db, number) else number)
        return True
    rows.fill(db, known[0], ws, thumbnail)
    if face is None or changed <= known[1]:
        return False
    db.execute(
        "UPDATE face SET name = ?, note = ?, rating = ?, changed = ?, deleted_at = ? WHERE id = ?",
        (name, note, rating, changed, deleted_at, known[0]),
    )
    db.execute("DELETE FROM face_tag WHERE face_id = ?", (known[0],))
    rows.add_tags(db, known[0], tags)
    return True


def _plausible(
    face: Sequence[Any] | None,
) -> tuple[str, str, int, float, float, float | None]:
    """The columns of a face, each replaced if damage has given it another type."""
    name, note, rating, created, changed, deleted_at = face or ("", "", 0, None, None, None)
    now = time.time()
    return (
        name if isinstance(name, str) else "",
        note if isinstance(note, str) else "",
        rating if isinstance(rating, int) and 0 <= rating <= 5 else 0,
        created if isinstance(created, float) else now,
        changed if isinstance(changed, float) else now,
        deleted_at if isinstance(deleted_at, float) else None,
    )


def _take_all_of_1(source: sqlite3.Connection, db: sqlite3.Connection) -> int:
    count = 0
    for number in _numbers(source):
        row = _row(
            source,
            "SELECT recipe, ws, ws_rows, thumbnail, name, created FROM face WHERE id = ?",
            number,
        )
        if row is None or not isinstance(row[0], str) or _has(db, number):
            continue
        with contextlib.suppress(TypeError, ValueError):
            schema.insert_of_1(db, number, *row)
            count += 1
    return count


def _numbers(source: sqlite3.Connection) -> range:
    """Every number that a face may have."""
    top = 0
    for statement in (
        "SELECT seq FROM sqlite_sequence WHERE name = 'face'",
        "SELECT max(id) FROM face",
        "SELECT max(face_id) FROM recipe",
        "SELECT max(face_id) FROM thumbnail",
    ):
        row = _row(source, statement)
        if row is not None and isinstance(row[0], int):
            top = max(top, row[0])
    return range(1, min(top, HIGHEST) + 1)


def _has(db: sqlite3.Connection, number: int) -> bool:
    return db.execute("SELECT 1 FROM face WHERE id = ?", (number,)).fetchone() is not None


def _row(source: sqlite3.Connection, statement: str, *values: object) -> tuple[Any, ...] | None:
    """The first row; None if there is none, or damage is in the way."""
    try:
        row: tuple[Any, ...] | None = source.execute(statement, values).fetchone()
    except sqlite3.Error:
        return None
    return row


def _value(source: sqlite3.Connection, statement: str, *values: object) -> object:
    row = _row(source, statement, *values)
    return None if row is None else row[0]


def _column(source: sqlite3.Connection, statement: str, *values: object) -> list[str]:
    try:
        found = source.execute(statement, values).fetchall()
    except sqlite3.Error:
        return []
    return [value for (value,) in found if isinstance(value, str)]
