"""Full-text search over name, tags, note and seed: FTS5, or LIKE where SQLite lacks it."""

from __future__ import annotations

import contextlib
import functools
import sqlite3
import unicodedata
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from facelab.library.faults import code, damaged
from facelab.plain_text import plain

# What SQLite says of an index that it can neither use nor take away.
_UNREACHABLE = "vtable constructor failed"
_STALE = "text index is stale"
_COLUMNS = "name, tags, note, seed"
_TEXT = """SELECT face.id, face.name,
    coalesce((SELECT group_concat(tag, ' ') FROM face_tag WHERE face_id = face.id), ''),
    face.note, coalesce('seed ' || face.seed, '') FROM face"""


def has_fts5(db: sqlite3.Connection) -> bool:
    """Whether this build of SQLite can search by words."""
    return bool(db.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')").fetchone()[0])


def create(db: sqlite3.Connection) -> None:
    """Make the index of an empty library."""
    if has_fts5(db):
        db.execute(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS face_text USING fts5({_COLUMNS}, prefix='1 2 3',"
            " tokenize='unicode61 remove_diacritics 2')"
        )
    else:
        _mark_stale(db)


@contextlib.contextmanager
def _usable() -> Iterator[None]:
    """Its statements fit the table: where SQLite says that they do not, the table is damaged."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if code(error) == sqlite3.SQLITE_ERROR or _UNREACHABLE in str(error):
            raise damaged(f"Its search index cannot be used: {error}.") from error
        raise


def is_sound(db: sqlite3.Connection) -> bool:
    """Whether the index can be searched and written, as far as a look at it tells; if not, it can
    be made anew. One that is missing is `is_stale`.

    Raises
    ------
    LibraryDamagedError
        It cannot even be taken away.
    """
    made = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'face_text'").fetchone()
    if not has_fts5(db) or made is None:
        return True
    try:
        with _usable():
            db.execute("SELECT count(*) FROM face_text WHERE face_text MATCH 'a*'").fetchone()
            db.execute(f"SELECT max(rowid), {_COLUMNS} FROM face_text").fetchone()
    except sqlite3.DatabaseError:
        return False
    return True


def put(db: sqlite3.Connection, number: int) -> None:
    """A face is new, or its words have changed."""
    if not has_fts5(db):
        _mark_stale(db)
        return
    drop(db, number)
    row = db.execute(f"{_TEXT} WHERE face.id = ?", (number,)).fetchone()
    if row is not None:
        with _usable():
            db.execute(f"INSERT INTO face_text (rowid, {_COLUMNS}) VALUES (?, ?, ?, ?, ?)", row)


def drop(db: sqlite3.Connection, number: int) -> None:
    """A face has gone."""
    if has_fts5(db):
        with _usable():
            db.execute("DELETE FROM face_text WHERE rowid = ?", (number,))
    else:
        _mark_stale(db)


def is_stale(db: sqlite3.Connection) -> bool:
    """Whether the index must be built anew: it is missing, or faces were written without it."""
    if not has_fts5(db):
        return False
    marked = db.execute("SELECT 1 FROM note_to_self WHERE key = ?", (_STALE,)).fetchone()
    made = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'face_text'").fetchone()
    return marked is not None or made is None


def rebuild(db: sqlite3.Connection) -> None:
    """Index all faces anew; the caller holds a write transaction."""
    with _usable():
        db.execute("DROP TABLE IF EXISTS face_text")
    create(db)
    db.execute(f"INSERT INTO face_text (rowid, {_COLUMNS}) {_TEXT}")
    db.execute("DELETE FROM note_to_self WHERE key = ?", (_STALE,))


def find(db: sqlite3.Connection, text: str) -> NDArray[np.int64] | None:
    """Numbers of the faces that have all words of `text`, and all its emoji and other symbols;
    None if `text` has none. Punctuation does not count.
    """
    parts = plain(text).split()
    words = [part for part in parts if any(letter.isalnum() for letter in part)]
    # An index of words has none of these.
    symbols = [part for part in parts if part not in words and any(map(_is_symbol, part))]
    found = [_with_symbol(db, symbol) for symbol in symbols]
    if words:
        found.append(_with_words(db, words))
    return functools.reduce(np.intersect1d, found) if found else None


def _is_symbol(letter: str) -> bool:
    return unicodedata.category(letter) == "So"


def _with_symbol(db: sqlite3.Connection, symbol: str) -> NDArray[np.int64]:
    return numbers(
        db,
        """SELECT group_concat(id) FROM face WHERE instr(name, ?1) OR instr(note, ?1) OR EXISTS
            (SELECT 1 FROM face_tag WHERE face_id = id AND instr(tag, ?1))""",
        (symbol,),
    )


def _with_words(db: sqlite3.Connection, words: list[str]) -> NDArray[np.int64]:
    if has_fts5(db):
        wanted = " ".join('"' + word.replace('"', '""') + '"*' for word in words)
        return numbers(
            db, "SELECT group_concat(rowid) FROM face_text WHERE face_text MATCH ?", (wanted,)
        )
    where = " AND ".join(["words LIKE ? ESCAPE '\\'"] * len(words))
    # Without an index: half a second for 100,000 faces, but it finds the same.
    return numbers(
        db,
        f"""SELECT group_concat(id) FROM (SELECT id, ' ' || name || ' ' || coalesce(
            (SELECT group_concat(tag, ' ') FROM face_tag WHERE face_id = face.id), '')
            || ' ' || note || ' ' || coalesce('seed ' || seed, '') AS words FROM face)
            WHERE {where}""",
        tuple(f"% {_escaped(word)}%" for word in words),
    )


def numbers(
    db: sqlite3.Connection, statement: str, values: tuple[object, ...] = ()
) -> NDArray[np.int64]:
    """The numbers of a `SELECT group_concat(...)`: four times faster than a row each."""
    joined = db.execute(statement, values).fetchone()[0]
    return parse_numbers(joined)


def parse_numbers(joined: str | int | None) -> NDArray[np.int64]:
    """The text `3,1,2` as an array."""
    if joined is None:
        return np.empty(0, dtype=np.int64)
    return np.fromstring(str(joined), dtype=np.int64, sep=",")


def _escaped(word: str) -> str:
    for special in "\\%_":
        word = word.replace(special, "\\" + special)
    return word


def _mark_stale(db: sqlite3.Connection) -> None:
    db.execute("INSERT OR IGNORE INTO note_to_self (key, value) VALUES (?, '1')", (_STALE,))
