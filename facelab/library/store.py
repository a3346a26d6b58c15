"""The library as a writer uses it: every method is done, on the disk, when it returns."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from facelab.errors import LibraryError, RecipeError
from facelab.library import (
    backups,
    casts,
    changes,
    faults,
    recovery,
    rows,
    schema,
    soundness,
    text_index,
)
from facelab.library.changes import Edit, Outcome
from facelab.library.database import Database, identity, unfit_for
from facelab.library.faults import LibraryDamagedError, told
from facelab.library.schema import FILE_NAME
from facelab.library.values import MAX_NOTE, MAX_RATING, KeptFace, Record, clean_name, clean_tags
from facelab.recipe import Recipe, recipe_from_json

BIN_SECONDS = 30 * 86400.0


@dataclass(frozen=True)
class Kept:
    """What `Library.add` did: the face's number, and whether it is a new one."""

    id: int
    is_new: bool


class Library:
    """The file of kept faces. One thread uses an object of this class.

    A file that is damaged is kept aside and the newest good backup takes its place, with what
    can still be read from the damaged one; `recovered` then says so.

    Attributes
    ----------
    path : Path
    recovered : LibraryError or None
        What to tell the user if a damaged file was replaced when the library was opened.
    read_only : bool
        Faces can be looked at, but none kept.

    Raises
    ------
    LibraryError
        The library cannot be opened.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self.recovered: LibraryError | None = None
        with told("The library cannot be opened.", self.path):
            folder.mkdir(parents=True, exist_ok=True)
            recovery.finish(self.path)
        found = identity(self.path)
        try:
            self._open()
        except LibraryDamagedError:
            self.recovered = recovery.recover(self.path, found)
            self._open()

    def _open(self) -> None:
        what = "The library cannot be opened."
        with told(what, self.path):
            faults.check_is_file(self.path)
            if self.path.exists():
                soundness.check_header(self.path)
        database = Database(self.path)
        try:
            self._prepare(database)
        except BaseException:
            database.close()
            raise
        self._database = database
        self._writing = database.writing

    def _prepare(self, database: Database) -> None:
        what = "The library cannot be opened."
        with told(what, self.path, reading=True):
            version = schema.settled_version(database.db, self.path)
            words_are_sound = recovery.check_at_start(database)
            is_done = version == schema.SCHEMA_VERSION
            if is_done and words_are_sound and not text_index.is_stale(database.db):
                return
        if database.read_only and is_done:
            return
        if 0 < version < schema.SCHEMA_VERSION and not database.read_only:
            backups.copy_before_migration(database.db, self.path, version)
        with database.writing(what) as db:
            # Another process may have done it since the version was read.
            schema.migrate(db)
            if not words_are_sound or text_index.is_stale(db):
                text_index.rebuild(db)
        faults.unmark(self.path)

    @property
    def unfit(self) -> LibraryError | None:
        """What to tell the user, once, of the disk that it is on."""
        return unfit_for(self._database)

    @property
    def read_only(self) -> bool:
        """Whether the folder allows no writing."""
        return self._database.read_only

    # -- faces ------------------------------------------------------------------------------

    def keep(self, record: Record) -> Kept:
        """Keep a face. One that is in the library already is not kept twice: what the
        record has and the kept one lacks is added, and it comes out of the bin.

        Raises
        ------
        LibraryError
            The disk is full, or the file cannot be written.
        """
        with self._writing("This face was not kept.") as db:
            number = rows.find(db, record.recipe)
            if number is None:
                return Kept(rows.insert(db, record), True)
            rows.merge(db, number, record)
            return Kept(number, False)

    def add(
        self,
        recipe: Recipe,
        ws: NDArray[np.float32] | None = None,
        thumbnail: bytes = b"",
        name: str = "",
    ) -> int:
        """Keep a face. Returns its number."""
        return self.keep(Record(recipe, ws, thumbnail, name)).id

    def update(
        self,
        ids: Iterable[int],
        *,
        name: str | None = None,
        note: str | None = None,
        rating: int | None = None,
    ) -> Edit:
        """Change what is given, of all these faces. Returns what has changed.

        Raises
        ------
        LibraryError
            It could not be written.
        ValueError
            The rating is not 0 to 5.
        """
        if rating is not None and not 0 <= rating <= MAX_RATING:
            raise ValueError(f"the rating is {rating}; it must be 0 to {MAX_RATING}")
        ids = tuple(ids)
        given = ((changes.NAME, name), (changes.NOTE, note), (changes.RATING, rating))
        whats = [what for what, value in given if value is not None]
        with self._writing("The change was not saved.") as db:
            before = changes.look(db, whats, ids)
            for number in ids:
                db.execute(
                    "UPDATE face SET name = coalesce(?, name), note = coalesce(?, note),"
                    " rating = coalesce(?, rating), changed = ? WHERE id = ?",
                    (
                        None if name is None else clean_name(name),
                        None if note is None else note[:MAX_NOTE],
                        rating,
                        time.time(),
                        number,
                    ),
                )
                if name is not None or note is not None:
                    text_index.put(db, number)
            return changes.between(before, changes.look(db, whats, ids))

    def rename(self, number: int, name: str) -> None:
        """Give a face a name."""
        self.update([number], name=name)

    def tag(self, ids: Iterable[int], add: Iterable[str] = (), remove: Iterable[str] = ()) -> Edit:
        """Give these faces tags, and take tags from them; case does not matter. Returns what has
        changed.
        """
        ids = tuple(ids)
        new, old = clean_tags(add), clean_tags(remove)
        whats: list[changes.What] = [("tag", tag) for tag in clean_tags((*new, *old))]
        with self._writing("The tags were not saved.") as db:
            before = changes.look(db, whats, ids)
            for number in ids:
                if db.execute("SELECT 1 FROM face WHERE id = ?", (number,)).fetchone() is None:
                    continue  # gone, perhaps in another window
                db.executemany(
                    "DELETE FROM face_tag WHERE face_id = ? AND tag = ?",
                    [(number, tag) for tag in old],
                )
                rows.add_tags(db, number, new)
                db.execute("UPDATE face SET changed = ? WHERE id = ?", (time.time(), number))
                text_index.put(db, number)
            return changes.between(before, changes.look(db, whats, ids))

    def carry_out(self, edit: Edit) -> Outcome:
        """Do an edit, or with `edit.flipped` take it back, where nobody has changed it since."""
        with self._writing("The change was not saved.") as db:
            return changes.carry_out(db, edit)

    def fill(self, number: int, ws: NDArray[np.float32] | None, thumbnail: bytes) -> None:
        """Add the w+ and the picture that a face lacks; what is there stays."""
        with self._writing("The face's picture was not saved.") as db:
            if db.execute("SELECT 1 FROM face WHERE id = ?", (number,)).fetchone() is not None:
                rows.fill(db, number, ws, thumbnail)

    def get(self, number: int) -> KeptFace:
        """All of a face.

        Raises
        ------
        LibraryError, RecipeError
            There is none of this number; its recipe cannot be read.
        """
        with self._database.reading("The face cannot be read.") as db:
            return rows.get(db, number)

    # -- the bin ----------------------------------------------------------------------------

    def remove(self, ids: Iterable[int]) -> Edit:
        """Put faces in the bin; they stay there for 30 days. Returns what has changed."""
        return self._set_deleted(ids, time.time(), "The face was not removed.")

    def restore(self, ids: Iterable[int]) -> Edit:
        """Take faces out of the bin. Returns what has changed."""
        return self._set_deleted(ids, None, "The face was not restored.")

    def _set_deleted(self, ids: Iterable[int], when: float | None, what: str) -> Edit:
        ids = tuple(ids)
        with self._writing(what) as db:
            before = changes.look(db, [changes.DELETED], ids)
            db.executemany(
                "UPDATE face SET deleted_at = ?1, changed = ?2 WHERE id = ?3"
                " AND (deleted_at IS NULL) = (?1 IS NOT NULL)",
                [(when, time.time(), number) for number in ids],
            )
            return changes.between(before, changes.look(db, [changes.DELETED], ids))

    def purge(
        self,
        ids: Iterable[int] | None = None,
        older_than: float = 0.0,
        now: float | None = None,
    ) -> list[int]:
        """Delete faces of the bin for good: these, or all that were put there more than
        `older_than` seconds ago. Returns their numbers.
        """
        with self._writing("The bin was not emptied.") as db:
            if ids is None:
                gone = db.execute(
                    "SELECT id FROM face WHERE deleted_at <= ?",
                    ((time.time() if now is None else now) - older_than,),
                ).fetchall()
            else:
                gone = [(number,) for number in ids]
            purged: list[int] = []
            for (number,) in gone:
                done = db.execute(
                    "DELETE FROM face WHERE id = ? AND deleted_at IS NOT NULL", (number,)
                )
                if done.rowcount:
                    text_index.drop(db, number)
                    purged.append(number)
            return purged

    # -- casts ------------------------------------------------------------------------------

    def add_cast(self, name: str, faces: Sequence[int] = ()) -> int:
        """Make a collection, with faces in it; one of this name is taken. Its number."""
        return self.make_cast(name, faces)[0]

    def make_cast(self, name: str, faces: Sequence[int] = ()) -> tuple[int, Edit]:
        """Make a collection, with faces in it; one of this name is taken. Its number, and what
        has changed.
        """
        with self._writing("The cast was not created.") as db:
            found = casts.find(db, name)
            number = casts.add(db, name)
            cast = changes.look(db, [changes.CAST], [number])
            none: changes.Seen = {changes.CAST: {number: None}}
            made = changes.between(none if found is None else cast, cast)
            return number, made.then(_put(db, number, faces))

    def rename_cast(self, number: int, name: str) -> Edit:
        """Give a collection another name; a LibraryError if it is taken. Returns what has
        changed.
        """
        with self._writing("The cast was not renamed.") as db:
            rename = partial(casts.rename, db, number, name)
            return changes.made_by(rename, db, [changes.CAST], [number])

    def remove_cast(self, number: int) -> Edit:
        """Take a collection away; its faces stay. Returns what has changed."""
        with self._writing("The cast was not removed.") as db:
            emptied = _take_out(db, number, casts.members(db, number))
            remove = partial(casts.remove, db, number)
            return emptied.then(changes.made_by(remove, db, [changes.CAST], [number]))

    def put_in_cast(self, number: int, faces: Iterable[int]) -> Edit:
        """Put faces into a collection. Returns what has changed."""
        with self._writing("The faces were not added to the cast.") as db:
            return _put(db, number, faces)

    def take_out_of_cast(self, number: int, faces: Iterable[int]) -> Edit:
        """Take faces out of a collection; they stay in the library. Returns what has changed."""
        with self._writing("The faces were not removed from the cast.") as db:
            return _take_out(db, number, faces)

    # -- upkeep -----------------------------------------------------------------------------

    def tidy(self, now: float | None = None) -> None:
        """What is done once at a start: empty the bin of what is older than 30 days, and look
        again at the faces whose recipe an older facelab could not read.
        """
        if self.read_only:
            return
        with self._database.reading("The kept faces cannot be read.") as db:
            due = db.execute(
                "SELECT 1 FROM face WHERE deleted_at <= ?",
                ((time.time() if now is None else now) - BIN_SECONDS,),
            ).fetchone()
            odd = db.execute(
                "SELECT id, json, name, created FROM face JOIN recipe ON face_id = id"
                " WHERE readable = 0"
            ).fetchall()
        if due is not None:
            self.purge(older_than=BIN_SECONDS, now=now)
        for number, raw, name, created in odd:
            try:
                recipe = recipe_from_json(raw)
            except RecipeError:
                continue
            with self._writing("The kept faces were not updated.") as db:
                kept = db.execute(
                    "SELECT jpeg FROM thumbnail WHERE face_id = ?", (number,)
                ).fetchone()
                db.execute("DELETE FROM face WHERE id = ?", (number,))
                jpeg = b"" if kept is None else kept[0]
                rows.insert(db, Record(recipe, None, jpeg, name, created=created), number)

    @property
    def database(self) -> Database:
        """The connection, for `exchange`."""
        return self._database

    def close(self) -> None:
        """Close the file."""
        self._database.close()


def _put(db: sqlite3.Connection, number: int, faces: Iterable[int]) -> Edit:
    faces = tuple(faces)
    return changes.made_by(partial(casts.put, db, number, faces), db, [("member", number)], faces)


def _take_out(db: sqlite3.Connection, number: int, faces: Iterable[int]) -> Edit:
    faces = tuple(faces)
    return changes.made_by(
        partial(casts.take_out, db, number, faces), db, [("member", number)], faces
    )
