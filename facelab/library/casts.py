"""Collections of faces, "casts": a face may be in several. The caller holds the transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from facelab.errors import LibraryError
from facelab.library import cells, rows
from facelab.library.values import Cast, clean_name


def list_casts(db: sqlite3.Connection) -> tuple[Cast, ...]:
    """All casts by name, each with how many of its faces are not in the bin."""
    found = db.execute(
        "SELECT cast_list.id, cast_list.name, count(face.id) FROM cast_list"
        " LEFT JOIN cast_face ON cast_id = cast_list.id"
        " LEFT JOIN face ON face.id = face_id AND deleted_at IS NULL"
        " GROUP BY cast_list.id ORDER BY cast_list.name"
    )
    return tuple(Cast(number, cells.text(name), count) for number, name, count in found.fetchall())


def find(db: sqlite3.Connection, name: str) -> int | None:
    """The cast of this name, None if there is none."""
    found = db.execute("SELECT id FROM cast_list WHERE name = ?", (clean_name(name),)).fetchone()
    return None if found is None else int(found[0])


def members(db: sqlite3.Connection, number: int) -> tuple[int, ...]:
    """Numbers of the faces of a cast, those in the bin as well."""
    found = db.execute("SELECT face_id FROM cast_face WHERE cast_id = ?", (number,))
    return tuple(face for (face,) in found.fetchall())


def add(db: sqlite3.Connection, name: str) -> int:
    """Make a cast; one of this name that is there already is taken. Returns its number."""
    _check_name(name)
    return rows.cast_number(db, name)


def rename(db: sqlite3.Connection, number: int, name: str) -> None:
    """Give a cast another name.

    Raises
    ------
    LibraryError
        The name is empty or taken, or there is no such cast.
    """
    _check_name(name)
    tidy = clean_name(name)
    taken = db.execute(
        "SELECT 1 FROM cast_list WHERE name = ? AND id <> ?", (tidy, number)
    ).fetchone()
    if taken is not None:
        raise LibraryError(
            "The cast was not renamed.",
            f"There is already a cast called {tidy!r}.",
            "Choose another name.",
        )
    _need(db, number)
    db.execute("UPDATE cast_list SET name = ? WHERE id = ?", (tidy, number))


def remove(db: sqlite3.Connection, number: int) -> None:
    """Take a cast away; its faces stay in the library."""
    db.execute("DELETE FROM cast_list WHERE id = ?", (number,))


def put(db: sqlite3.Connection, number: int, faces: Iterable[int]) -> None:
    """Put faces into a cast; those that are in it or gone are passed over."""
    _need(db, number)
    db.executemany(
        "INSERT OR IGNORE INTO cast_face SELECT ?, id FROM face WHERE id = ?",
        [(number, face) for face in faces],
    )


def take_out(db: sqlite3.Connection, number: int, faces: Iterable[int]) -> None:
    """Take faces out of a cast; they stay in the library."""
    db.executemany(
        "DELETE FROM cast_face WHERE cast_id = ? AND face_id = ?",
        [(number, face) for face in faces],
    )


def _check_name(name: str) -> None:
    if not clean_name(name):
        raise LibraryError("The cast was not named.", "Its name is empty.", "Type a name.")


def _need(db: sqlite3.Connection, number: int) -> None:
    if db.execute("SELECT 1 FROM cast_list WHERE id = ?", (number,)).fetchone() is None:
        raise LibraryError(
            "The cast was not changed.",
            "It no longer exists; perhaps it was removed in another window.",
            "",
        )
