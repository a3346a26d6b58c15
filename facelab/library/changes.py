"""What an edit of kept faces has changed, and how that is taken back or done again.

An edit is looked at from outside: the values before it and those after it. Nothing is written
over that is not as the edit left it. The caller holds the transaction.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from facelab.library import text_index

# Numbers in one SELECT; SQLite before 3.32 takes 999.
BATCH = 900
NUMBER_BYTES = 40  # of a number in a tuple
CHANGE_BYTES = 400

Field = Literal["name", "note", "rating", "deleted_at", "tag", "member", "cast"]
Value = str | float | None
# A field and what it is of: which tag, or which cast a face is a member of.
What = tuple[Field, str | int]
Seen = dict[What, dict[int, Value]]

NAME: What = ("name", "")
NOTE: What = ("note", "")
RATING: What = ("rating", "")
DELETED: What = ("deleted_at", "")
CAST: What = ("cast", "")


@dataclass(frozen=True)
class Change:
    """A value of some faces before an edit and after it.

    Attributes
    ----------
    what : Field and what it is of
        ("tag", "hero"): the value is the tag as it is written, None without it. ("member", 7):
        1 in the cast 7, else None. ("cast", ""): a cast's name, None while there is none.
    ids : tuple of int
        Numbers of the faces; of casts where `what` is of a cast.
    """

    what: What
    ids: tuple[int, ...]
    before: Value
    after: Value


@dataclass(frozen=True)
class Edit:
    """All that an edit has changed, in the order in which it is done again."""

    changes: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes)

    @property
    def flipped(self) -> Edit:
        """The edit that takes it back."""
        back = (
            Change(each.what, each.ids, each.after, each.before) for each in reversed(self.changes)
        )
        return Edit(tuple(back))

    @property
    def bytes(self) -> int:
        """About how much memory it takes."""
        return sum(
            CHANGE_BYTES
            + NUMBER_BYTES * len(each.ids)
            + sum(4 * len(value) for value in (each.before, each.after) if isinstance(value, str))
            for each in self.changes
        )

    def then(self, later: Edit) -> Edit:
        """Both as one; what comes back to where it was is no change."""
        values: dict[tuple[What, int], tuple[Value, Value]] = {}
        for edit in (self, later):
            for what, number, before, after in edit.values():
                first = values.get((what, number), (before, after))[0]
                values[what, number] = (first, after)
        return _grouped((what, number, *pair) for (what, number), pair in values.items())

    def without(self, faces: frozenset[int]) -> Edit:
        """What it changes of other faces than these."""
        return _grouped(
            value for value in self.values() if value[0] == CAST or value[1] not in faces
        )

    def values(self) -> Iterator[tuple[What, int, Value, Value]]:
        """Each value: what of which face it is, before, after."""
        for each in self.changes:
            for number in each.ids:
                yield each.what, number, each.before, each.after

    def ids_of(self, what: What, after: Value) -> tuple[int, ...]:
        """Numbers of those to which it gave a value."""
        its = (each.ids for each in self.changes if each.what == what and each.after == after)
        return tuple(number for ids in its for number in ids)

    @property
    def faces(self) -> tuple[int, ...]:
        """Numbers of all faces of which it changes something."""
        return tuple(dict.fromkeys(n for what, n, _, _ in self.values() if what != CAST))


@dataclass(frozen=True)
class Outcome:
    """What came of taking an edit back, or of doing it again.

    Attributes
    ----------
    done : Edit
        What was written.
    left : frozenset of int
        Faces that have been given something else since: they stay so.
    gone : frozenset of int
        Faces that are no longer in the library.
    casts_left : bool
        A cast stays as it is.
    """

    done: Edit
    left: frozenset[int] = frozenset()
    gone: frozenset[int] = frozenset()
    casts_left: bool = False


def look(db: sqlite3.Connection, whats: Sequence[What], ids: Iterable[int]) -> Seen:
    """What these faces have, or casts where a cast is meant; those that are gone are left out."""
    numbers = tuple(dict.fromkeys(ids))
    return {what: _read(db, what, numbers) for what in whats}


def made_by(
    write: Callable[[], object], db: sqlite3.Connection, whats: Sequence[What], ids: Iterable[int]
) -> Edit:
    """What a write changes of these things."""
    numbers = tuple(ids)
    before = look(db, whats, numbers)
    write()
    return between(before, look(db, whats, numbers))


def between(before: Seen, after: Seen) -> Edit:
    """What has changed from one look to the next at the same things."""
    return _grouped(
        (what, number, before[what].get(number), value)
        for what, values in after.items()
        for number, value in values.items()
    )


def carry_out(db: sqlite3.Connection, edit: Edit) -> Outcome:
    """Do an edit again, where all is as it was before it."""
    done: list[Change] = []
    left: set[int] = set()
    gone: set[int] = set()
    casts_left = False
    for each in edit.changes:
        now = _read(db, each.what, each.ids)
        gone.update(number for number in each.ids if number not in now)
        fits = tuple(n for n in each.ids if n in now and now[n] == each.before)
        other = {n for n in now if now[n] not in (each.before, each.after)}
        if each.what == CAST:
            may = tuple(n for n in fits if _may_name(db, n, each.after))
            casts_left |= bool(other) or len(may) < len(fits)
            fits = may
        else:
            left |= other
        if fits and each.what[0] == "member" and not _is_cast(db, int(each.what[1])):
            casts_left, fits = True, ()
        if fits:
            _write(db, each.what, fits, each.after)
            done.append(Change(each.what, fits, each.before, each.after))
    return Outcome(Edit(tuple(done)), frozenset(left), frozenset(gone), casts_left)


def _grouped(values: Iterable[tuple[What, int, Value, Value]]) -> Edit:
    """Those that change alike in one, in the order in which they come."""
    groups: dict[tuple[What, Value, Value], list[int]] = {}
    for what, number, before, after in values:
        if before != after:
            groups.setdefault((what, before, after), []).append(number)
    return Edit(
        tuple(
            Change(what, tuple(ids), before, after) for (what, before, after), ids in groups.items()
        )
    )


def _is_cast(db: sqlite3.Connection, number: int) -> bool:
    return db.execute("SELECT 1 FROM cast_list WHERE id = ?", (number,)).fetchone() is not None


def _may_name(db: sqlite3.Connection, cast: int, name: Value) -> bool:
    """Whether a cast may have this name, or go: others may have put faces into it."""
    if name is None:
        held = db.execute("SELECT 1 FROM cast_face WHERE cast_id = ? LIMIT 1", (cast,))
        return held.fetchone() is None
    taken = db.execute("SELECT 1 FROM cast_list WHERE name = ? AND id <> ?", (name, cast))
    return taken.fetchone() is None


# -- values in the tables ----------------------------------------------------------------------

_READS: dict[Field, str] = {
    "name": "SELECT id, name FROM face WHERE id IN ({})",
    "note": "SELECT id, note FROM face WHERE id IN ({})",
    "rating": "SELECT id, rating FROM face WHERE id IN ({})",
    "deleted_at": "SELECT id, deleted_at FROM face WHERE id IN ({})",
    "tag": "SELECT id, tag FROM face LEFT JOIN face_tag ON face_id = id AND tag = ?"
    " WHERE id IN ({})",
    "member": "SELECT id, iif(cast_id IS NULL, NULL, 1) FROM face LEFT JOIN cast_face"
    " ON face_id = id AND cast_id = ? WHERE id IN ({})",
    "cast": "SELECT id, name FROM cast_list WHERE id IN ({})",
}


def _read(db: sqlite3.Connection, what: What, ids: Sequence[int]) -> dict[int, Value]:
    field, of = what
    found: dict[int, Value] = dict.fromkeys(ids) if field == "cast" else {}
    first = (of,) if field in ("tag", "member") else ()
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        marks = ",".join("?" * len(part))
        found.update(db.execute(_READS[field].format(marks), (*first, *part)).fetchall())
    return found


def _write(db: sqlite3.Connection, what: What, ids: Sequence[int], value: Value) -> None:
    field, of = what
    if field == "cast":
        _write_cast(db, ids, value)
        return
    if field == "tag":
        db.executemany(
            "DELETE FROM face_tag WHERE face_id = ? AND tag = ?", [(number, of) for number in ids]
        )
        if value is not None:
            db.executemany(
                "INSERT INTO face_tag VALUES (?, ?)", [(number, value) for number in ids]
            )
    elif field == "member":
        statement = "DELETE FROM cast_face WHERE cast_id = ? AND face_id = ?"
        if value is not None:
            statement = "INSERT OR IGNORE INTO cast_face VALUES (?, ?)"
        db.executemany(statement, [(of, number) for number in ids])
        return
    else:
        db.executemany(
            f"UPDATE face SET {field} = ? WHERE id = ?", [(value, number) for number in ids]
        )
    now = time.time()
    db.executemany("UPDATE face SET changed = ? WHERE id = ?", [(now, number) for number in ids])
    if field in ("name", "note", "tag"):
        for number in ids:
            text_index.put(db, number)


def _write_cast(db: sqlite3.Connection, ids: Sequence[int], name: Value) -> None:
    for number in ids:
        if name is None:
            db.execute("DELETE FROM cast_list WHERE id = ?", (number,))
        elif _is_cast(db, number):
            db.execute("UPDATE cast_list SET name = ? WHERE id = ?", (name, number))
        else:
            db.execute(
                "INSERT INTO cast_list (id, name, created) VALUES (?, ?, ?)",
                (number, name, time.time()),
            )
