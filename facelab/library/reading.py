"""The library as a reader sees it: a connection of its own, on a thread of its own."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from facelab.errors import LibraryError
from facelab.library import cells, faults, rows, search
from facelab.library.casts import list_casts
from facelab.library.database import Database
from facelab.library.faults import damaged, told
from facelab.library.packing import fingerprint
from facelab.library.schema import FILE_NAME, SCHEMA_VERSION, settled_version
from facelab.library.values import Card, Facets, KeptFace, Query
from facelab.progress import Stop, go_on
from facelab.recipe import Recipe

# Numbers in one SELECT; SQLite before 3.32 takes 999.
BATCH = 900


class Reading:
    """Answers questions; never writes. One thread uses an object of this class, except
    for `interrupt`.

    Raises
    ------
    LibraryError
        There is no library in the folder, or it cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        path = folder / FILE_NAME
        with told("The library of kept faces cannot be opened.", path):
            faults.check_is_file(path)
        if not path.is_file():
            raise LibraryError(
                "There is no library here.",
                f"{path} does not exist.",
                "Keep a face first, or name the folder with --library.",
            )
        self._database = Database(path, query_only=True)
        try:
            with self._database.reading("The library cannot be opened.") as db:
                version = settled_version(db, path)
            if version < SCHEMA_VERSION:
                raise LibraryError(
                    "The library cannot be read.",
                    f"{path} has the old version {version} and has not been updated yet.",
                    "Open it once in facelab from a place where it is writable.",
                )
        except BaseException:
            self._database.close()
            raise
        self._seen: tuple[int, int] | None = None
        self._told: tuple[int, int] | None = None
        self._opened = 0
        self._columns: dict[bool, search.Columns] = {}
        self._moment: sqlite3.Connection | None = None  # while all that is read is of one

    def has_changed(self) -> bool:
        """Whether anyone has written since this was asked last (the first time: yes).

        Asks SQLite's `data_version`, a few microseconds; and whether a recovery has put
        another file in place.
        """
        with self._reading("The kept faces cannot be read."):
            pass
        changed = self._told != self._seen
        self._told = self._seen
        return changed

    @contextlib.contextmanager
    def one_moment(self) -> Iterator[None]:
        """All that is asked in the block is of one moment, whoever writes meanwhile.

        Raises
        ------
        LibraryError
        """
        with self._reading("The kept faces cannot be read.") as self._moment:
            try:
                yield
            finally:
                self._moment = None

    @contextlib.contextmanager
    def _reading(self, what: str) -> Iterator[sqlite3.Connection]:
        """All that the block reads is of one moment, the columns as well: they are forgotten if
        the file has changed since they were read.
        """
        if self._moment is not None:
            yield self._moment
            return
        if not self._database.is_in_place():
            self._database.reopen()
            self._opened += 1
        with self._database.reading(what) as db:
            # The moment begins here.
            now = (self._opened, int(db.execute("PRAGMA data_version").fetchone()[0]))
            if now != self._seen:
                self._seen = now
                self._columns.clear()
            yield db

    def ids(self, query: Query, stop: Stop = go_on) -> NDArray[np.int64]:
        """Numbers of the faces that a query asks for, in its order.

        Raises
        ------
        LibraryError, Stopped
        """
        with self._reading("The library cannot be searched.") as db:
            return search.find(db, query, self._columns_of(db, query.binned), stop)

    def cards(self, ids: Sequence[int]) -> list[Card]:
        """What a gallery shows of these faces, in this order; those that are gone left out."""
        found: dict[int, Card] = {}
        with self._reading("The kept faces cannot be read.") as db:
            for part in _batches(ids):
                marks = ",".join("?" * len(part))
                tags: dict[int, list[str]] = {}
                casts: dict[int, list[str]] = {}
                for number, tag in db.execute(
                    f"SELECT face_id, tag FROM face_tag WHERE face_id IN ({marks}) ORDER BY tag",
                    part,
                ):
                    tags.setdefault(number, []).append(cells.text(tag))
                for number, cast in db.execute(
                    "SELECT face_id, name FROM cast_face JOIN cast_list ON id = cast_id"
                    f" WHERE face_id IN ({marks}) ORDER BY name",
                    part,
                ):
                    casts.setdefault(number, []).append(cells.text(cast))
                for row in db.execute(
                    "SELECT face.id, face.name, rating, note, created, seed, source, edits,"
                    " coalesce(sha256, ''), coalesce(model.name, ''), deleted_at,"
                    " EXISTS (SELECT 1 FROM thumbnail WHERE face_id = face.id)"
                    " FROM face LEFT JOIN model ON model.id = model_id"
                    f" WHERE face.id IN ({marks})",
                    part,
                ):
                    its = (tuple(there.get(row[0], ())) for there in (tags, casts))
                    found[row[0]] = _card(row, *its)
        return [found[int(number)] for number in ids if int(number) in found]

    def thumbnails(self, ids: Sequence[int]) -> dict[int, bytes]:
        """The pictures (JPEG) of these faces; those that have none are left out."""
        found: dict[int, bytes] = {}
        with self._reading("The kept faces cannot be read.") as db:
            for part in _batches(ids):
                marks = ",".join("?" * len(part))
                for number, jpeg in db.execute(
                    f"SELECT face_id, jpeg FROM thumbnail WHERE face_id IN ({marks})", part
                ):
                    found[number] = cells.blob(jpeg)
        return found

    def face(self, number: int) -> KeptFace:
        """All of a face.

        Raises
        ------
        LibraryError
            There is none of this number, or the file cannot be read.
        RecipeError
            Its recipe is damaged or from a newer facelab.
        """
        with self._reading("The face cannot be read.") as db:
            return rows.get(db, number)

    def find(self, recipe: Recipe) -> int | None:
        """Number of the face of this very recipe, None if there is none outside the bin."""
        with self._reading("The kept faces cannot be read.") as db:
            row = db.execute(
                "SELECT id FROM face WHERE fingerprint = ? AND deleted_at IS NULL LIMIT 1",
                (fingerprint(recipe),),
            ).fetchone()
        return None if row is None else int(row[0])

    def facets(self) -> Facets:
        """What there is to filter by."""
        with self._reading("The kept faces cannot be read.") as db:
            live, binned = self._columns_of(db, False), self._columns_of(db, True)
            grouped = db.execute("SELECT tag, count(*) FROM face_tag GROUP BY tag")
            counts = {cells.text(tag): count for tag, count in grouped}
            # Few are in the bin: counting them apart spares a look at every face.
            for tag, count in db.execute(
                "SELECT tag, count(*) FROM face JOIN face_tag ON face_id = id"
                " WHERE readable = 1 AND deleted_at IS NOT NULL GROUP BY tag"
            ):
                counts[tag] = counts.get(tag, 0) - count
            models = []
            for number, count in zip(*np.unique(live.model, return_counts=True), strict=True):
                model = db.execute(
                    "SELECT sha256, name FROM model WHERE id = ?", (int(number),)
                ).fetchone()
                if model is None:
                    raise damaged(f"A face belongs to network {number}, which is missing from it.")
                models.append((cells.text(model[0]), cells.text(model[1]), int(count)))
            (unreadable,) = db.execute("SELECT count(*) FROM face WHERE readable = 0").fetchone()
            casts = list_casts(db)
        return Facets(
            tuple((tag, counts[tag]) for tag in sorted(counts, key=str.casefold) if counts[tag]),
            tuple(sorted(models, key=lambda model: -model[2])),
            casts,
            len(live.ids),
            len(binned.ids),
            unreadable,
        )

    def _columns_of(self, db: sqlite3.Connection, binned: bool) -> search.Columns:
        if binned not in self._columns:
            self._columns[binned] = search.read_columns(db, binned)
        return self._columns[binned]

    def interrupt(self) -> None:
        """Break off what runs now, from any thread; it raises."""
        self._database.db.interrupt()

    def close(self) -> None:
        """Close the connection."""
        self._database.close()


def _card(row: tuple[object, ...], tags: tuple[str, ...], casts: tuple[str, ...]) -> Card:
    number, name, rating, note, created, seed, source, edits, sha256, model, binned, has = row
    return Card(
        cells.whole(number),
        cells.text(name),
        cells.whole(rating),
        tags,
        cells.text(note),
        cells.second(created),
        cells.whole_or_none(seed),
        cells.text(source),
        cells.whole(edits),
        cells.text(sha256),
        cells.text(model),
        cells.second_or_none(binned),
        bool(has),
        casts,
    )


def _batches(ids: Sequence[int]) -> list[list[int]]:
    plain = [int(number) for number in ids]
    return [plain[start : start + BATCH] for start in range(0, len(plain), BATCH)]
