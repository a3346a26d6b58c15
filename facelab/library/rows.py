"""A face to rows and back. The caller holds the transaction."""

from __future__ import annotations

import hashlib
import sqlite3
import time

import numpy as np
from numpy.typing import NDArray

from facelab.errors import LibraryError
from facelab.library import cells, text_index
from facelab.library.packing import fingerprint, pack_ws, place_in_w, unpack_ws
from facelab.library.values import MAX_NOTE, KeptFace, Record, clean_name, clean_tags
from facelab.recipe import ModelRef, Recipe, describe_source, recipe_from_json, recipe_to_json


def insert(db: sqlite3.Connection, record: Record, number: int | None = None) -> int:
    """Write a face, under `number` if one is given. Returns its number."""
    recipe = record.recipe
    created = time.time() if record.created is None else record.created
    cursor = db.execute(
        "INSERT INTO face (id, name, note, rating, seed, source, edits, model_id, fingerprint,"
        " created, changed, deleted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            clean_name(record.name),
            record.note[:MAX_NOTE],
            record.rating,
            recipe.seed,
            describe_source(recipe.source),
            len(recipe.directions) + len(recipe.mixing),
            _model_number(db, recipe.model),
            fingerprint(recipe),
            created,
            created if record.changed is None else record.changed,
            record.deleted_at,
        ),
    )
    number = int(cursor.lastrowid or 0)
    db.execute("INSERT INTO recipe VALUES (?, ?)", (number, recipe_to_json(recipe)))
    fill(db, number, record.ws, record.thumbnail)
    add_tags(db, number, record.tags)
    for cast in record.casts:
        db.execute("INSERT OR IGNORE INTO cast_face VALUES (?, ?)", (cast_number(db, cast), number))
    text_index.put(db, number)
    return number


def insert_unreadable(
    db: sqlite3.Connection,
    number: int | None,
    raw: str,
    thumbnail: bytes,
    name: str,
    created: float,
) -> None:
    """Keep a face whose recipe makes no sense to this facelab: a later one may read it."""
    mark = hashlib.sha256(str(raw).encode("utf-8", "surrogateescape")).digest()
    cursor = db.execute(
        "INSERT INTO face (id, name, fingerprint, readable, created, changed)"
        " VALUES (?, ?, ?, 0, ?, ?)",
        (number, name, mark, created, created),
    )
    number = int(cursor.lastrowid or 0)
    db.execute("INSERT INTO recipe VALUES (?, ?)", (number, raw))
    fill(db, number, None, thumbnail)


def fill(
    db: sqlite3.Connection, number: int, ws: NDArray[np.float32] | None, thumbnail: bytes
) -> None:
    """Add what a face lacks: its w+ and its picture. What is there stays."""
    if ws is not None:
        db.execute("INSERT OR IGNORE INTO latent VALUES (?, ?)", (number, pack_ws(ws)))
        db.execute("INSERT OR IGNORE INTO place VALUES (?, ?)", (number, place_in_w(ws)))
    if thumbnail:
        db.execute("INSERT OR IGNORE INTO thumbnail VALUES (?, ?)", (number, thumbnail))


def merge(db: sqlite3.Connection, number: int, record: Record) -> bool:
    """The same face comes once more: keep what is there, add what is missing. Returns whether
    it comes out of the bin.
    """
    binned = db.execute("SELECT deleted_at IS NOT NULL FROM face WHERE id = ?", (number,))
    restored = bool(binned.fetchone()[0])
    note = record.note[:MAX_NOTE]
    db.execute(
        "UPDATE face SET name = iif(name = '', ?1, name), note = iif(note = '', ?2, note),"
        " rating = iif(rating = 0, ?3, rating), deleted_at = NULL WHERE id = ?4",
        (clean_name(record.name), note, record.rating, number),
    )
    fill(db, number, record.ws, record.thumbnail)
    add_tags(db, number, record.tags)
    for cast in record.casts:
        db.execute("INSERT OR IGNORE INTO cast_face VALUES (?, ?)", (cast_number(db, cast), number))
    text_index.put(db, number)
    return restored


def add_tags(db: sqlite3.Connection, number: int, tags: tuple[str, ...]) -> None:
    """Give a face tags; those it has already stay as they are."""
    db.executemany(
        "INSERT OR IGNORE INTO face_tag VALUES (?, ?)",
        [(number, tag) for tag in clean_tags(tags)],
    )


def cast_number(db: sqlite3.Connection, name: str) -> int:
    """The collection of this name, made if there is none."""
    tidy = clean_name(name)
    found = db.execute("SELECT id FROM cast_list WHERE name = ?", (tidy,)).fetchone()
    if found is not None:
        return int(found[0])
    made = db.execute("INSERT INTO cast_list (name, created) VALUES (?, ?)", (tidy, time.time()))
    return int(made.lastrowid or 0)


def find(db: sqlite3.Connection, recipe: Recipe) -> int | None:
    """The face of this recipe, one in the bin only if there is no other."""
    row = db.execute(
        "SELECT id FROM face WHERE fingerprint = ? ORDER BY deleted_at IS NOT NULL, id LIMIT 1",
        (fingerprint(recipe),),
    ).fetchone()
    return None if row is None else int(row[0])


def get(db: sqlite3.Connection, number: int) -> KeptFace:
    """All of a face.

    Raises
    ------
    LibraryError
        There is none of this number.
    LibraryDamagedError
        Its row is not as facelab wrote it.
    RecipeError
        Its recipe is damaged or from a newer facelab.
    """
    row = db.execute(
        "SELECT json, ws, jpeg, face.name, created, rating, note, changed, deleted_at FROM face"
        " JOIN recipe ON recipe.face_id = face.id LEFT JOIN latent ON latent.face_id = face.id"
        " LEFT JOIN thumbnail ON thumbnail.face_id = face.id WHERE face.id = ?",
        (number,),
    ).fetchone()
    if row is None:
        raise LibraryError(
            f"There is no kept face {number}.",
            "It was removed or is in another library.",
            "Check the list again.",
        )
    raw, packed, jpeg, name, created, rating, note, changed, deleted_at = row
    try:
        ws = None if packed is None else unpack_ws(cells.blob(packed))
    except ValueError:
        ws = None  # it can be made from the recipe again
    tags = db.execute("SELECT tag FROM face_tag WHERE face_id = ? ORDER BY tag", (number,))
    casts = db.execute(
        "SELECT name FROM cast_list JOIN cast_face ON cast_id = id WHERE face_id = ? ORDER BY name",
        (number,),
    )
    return KeptFace(
        number,
        recipe_from_json(cells.text(raw)),
        ws,
        b"" if jpeg is None else cells.blob(jpeg),
        cells.text(name),
        cells.second(created),
        cells.whole(rating),
        tuple(cells.text(tag) for (tag,) in tags.fetchall()),
        cells.text(note),
        tuple(cells.text(cast) for (cast,) in casts.fetchall()),
        cells.second(changed),
        cells.second_or_none(deleted_at),
    )


def _model_number(db: sqlite3.Connection, model: ModelRef) -> int:
    found = db.execute("SELECT id FROM model WHERE sha256 = ?", (model.sha256,)).fetchone()
    if found is not None:
        return int(found[0])
    made = db.execute("INSERT INTO model (sha256, name) VALUES (?, ?)", (model.sha256, model.name))
    return int(made.lastrowid or 0)
