"""Reading what can still be read from a damaged library.

All is read from a copy under a header that is known to be good (`mending`): first by SQLite,
row by row, then what it does not find from the pages themselves (`carving`).
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facelab.errors import RecipeError
from facelab.library import rows, schema
from facelab.library.carving import carve
from facelab.library.mending import mended_copy
from facelab.library.packing import fingerprint, unpack_ws
from facelab.library.values import LATEST_SECOND, MAX_RATING, Record
from facelab.recipe import recipe_from_json

COPY_NAME = "library.mending"
# No face takes less; a damaged counter must not make it count for hours.
_LEAST_BYTES = 64
_RECIPE = '"facelab-recipe"'
_JPEG = b"\xff\xd8\xff"
_FACE_COLUMNS = 13
# The second where SQLite would name something of the file that is no text.
UNREADABLE = (sqlite3.Error, UnicodeDecodeError)


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

    Raises
    ------
    OSError
        The file cannot be read at all, or there is no room for a copy.
    """
    copy = damaged.with_name(COPY_NAME)
    try:
        mended = mended_copy(damaged, copy)
        if mended is None:
            return 0
        uri = f"{copy.absolute().as_uri()}?mode=ro&immutable=1"
        with contextlib.closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as source:
            source.text_factory = _text
            salvaging = _Salvage(source, db)
            salvaging.take_numbers(_numbers(source, copy.stat().st_size))
            salvaging.take_carved(lambda: carve(copy, mended.page_size, mended.free))
        return salvaging.count
    finally:
        copy.unlink(missing_ok=True)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


@dataclass
class _Found:
    """What is known of a face so far."""

    raw: str | None = None
    face: Sequence[Any] | None = None


@dataclass
class _Salvage:
    source: sqlite3.Connection
    db: sqlite3.Connection
    count: int = 0
    _half: dict[int, _Found] = field(default_factory=dict)  # what SQLite did not find all of
    _done: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        try:
            columns = schema.tables_of(self.source).get("face", ())
        except UNREADABLE:
            columns = ()
        self._is_of_1 = "recipe" in columns

    def take_numbers(self, numbers: Iterable[int]) -> None:
        """Take the faces of these numbers, as far as SQLite finds them."""
        for number in numbers:
            if self._is_of_1:
                self._take_of_1(number)
                continue
            found = self._read(number)
            if found.raw is not None and found.face is not None:
                self._take(number, found)
            elif found.raw is not None or found.face is not None:
                self._half[number] = found

    def take_carved(self, carved: Any) -> None:
        """Take what lies in the pages and was not found by SQLite."""
        for number, columns in carved():
            if number not in self._done:
                self._add(number, columns)
        taken = {number: self._take(number, found) for number, found in self._half.items()}
        for number, columns in carved():
            kept = taken.get(number)
            if kept is not None and len(columns) == 2 and isinstance(columns[1], bytes):
                ws, jpeg = _unpacked(columns[1]), columns[1]
                rows.fill(self.db, kept, ws, jpeg if jpeg.startswith(_JPEG) else b"")

    def _add(self, number: int, columns: Sequence[Any]) -> None:
        if len(columns) == 2 and _is_recipe(columns[1]):
            found = self._half.setdefault(number, _Found())
            found.raw = found.raw or columns[1]
        elif len(columns) == len(schema.TABLES_OF_1["face"]) and _is_recipe(columns[1]):
            self._insert_of_1(number, columns[1:])
        elif len(columns) == _FACE_COLUMNS and isinstance(columns[8], bytes):
            found = self._half.setdefault(number, _Found())
            _, name, note, rating, *_, created, changed, deleted_at = columns
            face = (name, note, rating, created, changed, deleted_at)
            # The same face may lie in a page that was left; what was changed last is right.
            if found.face is None or _plausible(face)[4] > _plausible(found.face)[4]:
                found.face = face

    def _read(self, number: int) -> _Found:
        raw = _value(self.source, "SELECT json FROM recipe WHERE face_id = ?", number)
        face = _row(
            self.source,
            "SELECT name, note, rating, created, changed, deleted_at FROM face WHERE id = ?",
            number,
        )
        if isinstance(raw, bytes):
            raw = _text(raw)
        return _Found(raw if isinstance(raw, str) else None, face)

    def _take(self, number: int, found: _Found) -> int | None:
        """Take a face over. Returns its number in the sound library, None if it is not there."""
        if found.raw is None:
            return None
        self._done.add(number)
        source, db = self.source, self.db
        name, note, rating, created, changed, deleted_at = _plausible(found.face)
        jpeg = _value(source, "SELECT jpeg FROM thumbnail WHERE face_id = ?", number)
        thumbnail = jpeg if isinstance(jpeg, bytes) else b""
        try:
            recipe = recipe_from_json(found.raw)
        except RecipeError:
            if _has(db, number):
                return None
            rows.insert_unreadable(db, number, found.raw, thumbnail, name, created)
            self.count += 1
            return number
        tags = tuple(_column(source, "SELECT tag FROM face_tag WHERE face_id = ?", number))
        casts = _column(
            source,
            "SELECT name FROM cast_list JOIN cast_face ON cast_id = id WHERE face_id = ?",
            number,
        )
        ws = _unpacked(_value(source, "SELECT ws FROM latent WHERE face_id = ?", number))
        named_casts = tuple(cast for cast in casts if cast.strip())
        record = Record(
            *(recipe, ws, thumbnail, name, note, rating, tags, named_casts),
            *(created, changed, deleted_at),
        )
        known = db.execute(
            "SELECT id, changed FROM face WHERE fingerprint = ? ORDER BY id <> ? LIMIT 1",
            (fingerprint(recipe), number),
        ).fetchone()
        if known is None:
            self.count += 1
            return rows.insert(db, record, None if _has(db, number) else number)
        rows.fill(db, known[0], ws, thumbnail)
        if found.face is not None and changed > known[1]:
            db.execute(
                "UPDATE face SET name = ?, note = ?, rating = ?, changed = ?, deleted_at = ?"
                " WHERE id = ?",
                (name, note, rating, changed, deleted_at, known[0]),
            )
            db.execute("DELETE FROM face_tag WHERE face_id = ?", (known[0],))
            rows.add_tags(db, known[0], tags)
            self.count += 1
        return int(known[0])

    def _take_of_1(self, number: int) -> None:
        row = _row(
            self.source,
            "SELECT recipe, ws, ws_rows, thumbnail, name, created FROM face WHERE id = ?",
            number,
        )
        if row is not None:
            self._insert_of_1(number, row)

    def _insert_of_1(self, number: int, columns: Sequence[Any]) -> None:
        raw, ws, ws_rows, jpeg, name, created = columns
        raw = _text(raw) if isinstance(raw, bytes) else raw
        if number in self._done or not isinstance(raw, str) or _has(self.db, number):
            return
        name, _, _, created, *_ = _plausible((name, "", 0, created, created, None))
        schema.insert_of_1(
            self.db,
            number,
            raw,
            ws if isinstance(ws, bytes) else None,
            ws_rows if isinstance(ws_rows, int) else 0,
            jpeg if isinstance(jpeg, bytes) else None,
            name,
            created,
        )
        self._done.add(number)
        self.count += 1


def _is_recipe(value: object) -> bool:
    return isinstance(value, str) and value.startswith("{") and _RECIPE in value[:200]


def _unpacked(packed: object) -> NDArray[np.float32] | None:
    try:
        return unpack_ws(packed) if isinstance(packed, bytes) else None
    except ValueError:
        return None


def _plausible(
    face: Sequence[Any] | None,
) -> tuple[str, str, int, float, float, float | None]:
    """The columns of a face, each replaced if damage has given it another type."""
    name, note, rating, created, changed, deleted_at = face or ("", "", 0, None, None, None)
    now = time.time()
    return (
        _words(name),
        _words(note),
        rating if isinstance(rating, int) and 0 <= rating <= MAX_RATING else 0,
        now if (when := _second(created)) is None else when,
        now if (when := _second(changed)) is None else when,
        None if deleted_at is None else _second(deleted_at),
    )


def _words(value: object) -> str:
    if isinstance(value, bytes):
        return _text(value)
    return "" if value is None else str(value)


def _second(value: object) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 0 <= value <= LATEST_SECOND else None  # type: ignore[arg-type, operator]


def _numbers(source: sqlite3.Connection, size: int) -> list[int]:
    """Every number that a face may have; `size` is of the file, in bytes."""
    found: set[int] = set()
    is_whole = True
    for table, column in (("recipe", "face_id"), ("face", "id")):
        # Where the way is broken, from the other end.
        for order in ("ASC", "DESC"):
            try:
                for (number,) in source.execute(
                    f"SELECT {column} FROM {table} NOT INDEXED ORDER BY {column} {order}"
                ):
                    found.add(number)
                break
            except UNREADABLE:
                is_whole = False
    if not is_whole:
        counted = _value(source, "SELECT seq FROM sqlite_sequence WHERE name = 'face'")
        top = max([*found, counted if isinstance(counted, int) else 0], default=0)
        found.update(range(1, min(top, size // _LEAST_BYTES) + 1))
    return sorted(number for number in found if isinstance(number, int))


def _has(db: sqlite3.Connection, number: int) -> bool:
    return db.execute("SELECT 1 FROM face WHERE id = ?", (number,)).fetchone() is not None


def _row(source: sqlite3.Connection, statement: str, *values: object) -> tuple[Any, ...] | None:
    """The first row; None if there is none, or damage is in the way."""
    try:
        row: tuple[Any, ...] | None = source.execute(statement, values).fetchone()
    except UNREADABLE:
        return None
    return row


def _value(source: sqlite3.Connection, statement: str, *values: object) -> object:
    row = _row(source, statement, *values)
    return None if row is None else row[0]


def _column(source: sqlite3.Connection, statement: str, *values: object) -> list[str]:
    try:
        found = source.execute(statement, values).fetchall()
    except UNREADABLE:
        return []
    return [_words(value) for (value,) in found]
