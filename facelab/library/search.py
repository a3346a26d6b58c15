"""Which faces, in which order: a Query to numbers.

The columns that filters and orders need are read once into arrays and read again when the
file has changed; a question over 100,000 faces is then a few milliseconds of numpy.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from facelab.library import cells, text_index
from facelab.library.similar import nearest
from facelab.library.values import Query
from facelab.progress import Stop

SIMILAR_LIMIT = 500


@dataclass(frozen=True, eq=False)
class Columns:
    """The faces in the bin or out of it, the newest first; arrays [faces].

    Attributes
    ----------
    created : int64
        Milliseconds since 1970.
    """

    ids: NDArray[np.int64]
    created: NDArray[np.int64]
    rating: NDArray[np.int64]
    model: NDArray[np.int64]
    _ranks: list[NDArray[np.int64]] = field(default_factory=list)

    def name_ranks(self, db: sqlite3.Connection) -> NDArray[np.int64]:
        """Place of each face by name, without regard to case; those without one come last.

        Made when it is asked for first: half a second for 100,000 names.
        """
        if not self._ranks:
            named = db.execute("SELECT id, name FROM face WHERE name <> ''").fetchall()
            named.sort(key=lambda row: (cells.text(row[1]).casefold(), row[0]))
            ranks = dict.fromkeys(self.ids.tolist(), len(named))
            ranks.update((number, rank) for rank, (number, _) in enumerate(named))
            of_ids = (ranks[number] for number in self.ids.tolist())
            self._ranks.append(np.fromiter(of_ids, dtype=np.int64, count=len(self.ids)))
        return self._ranks[0]


def read_columns(db: sqlite3.Connection, binned: bool) -> Columns:
    """Read the columns; one index answers it all."""
    where = "IS NOT NULL" if binned else "IS NULL"
    row = db.execute(
        "SELECT group_concat(id), group_concat(CAST(created * 1000 AS INTEGER)),"
        " group_concat(CAST(rating AS INTEGER)), group_concat(CAST(coalesce(model_id, -1) AS"
        " INTEGER))"
        f" FROM face WHERE readable = 1 AND deleted_at {where}"
    ).fetchone()
    ids, created, rating, model = (text_index.parse_numbers(joined) for joined in row)
    order = np.lexsort((ids, created))[::-1]
    return Columns(ids[order], created[order], rating[order], model[order])


def find(db: sqlite3.Connection, query: Query, columns: Columns, stop: Stop) -> NDArray[np.int64]:
    """Numbers of the faces that a query asks for, in its order, int64 [found].

    Raises
    ------
    Stopped
        `stop` said so.
    """
    keep = np.ones(len(columns.ids), dtype=bool)
    if query.rating > 0:
        keep &= columns.rating >= query.rating
    if query.model is not None:
        found = db.execute("SELECT id FROM model WHERE sha256 = ?", (query.model,)).fetchone()
        keep &= columns.model == (-1 if found is None else found[0])
    if query.since is not None:
        keep &= columns.created >= int(query.since * 1000)
    if query.until is not None:
        keep &= columns.created < int(query.until * 1000)
    for wanted in _sets(db, query):
        keep &= np.isin(columns.ids, wanted)
    ids = columns.ids[keep]
    if query.sort == "similar":
        return _similar(db, query, columns, keep, stop)
    ids = _ordered(db, query, columns, keep)
    return ids if query.limit is None else ids[: max(0, query.limit)]


def _sets(db: sqlite3.Connection, query: Query) -> list[NDArray[np.int64]]:
    """The faces of each condition that is not a column."""
    sets = []
    words = text_index.find(db, query.text)
    if words is not None:
        sets.append(words)
    for tag in query.tags:
        tagged = "SELECT group_concat(face_id) FROM face_tag WHERE tag = ?"
        sets.append(text_index.numbers(db, tagged, (tag,)))
    if query.cast is not None:
        chosen = "SELECT group_concat(face_id) FROM cast_face WHERE cast_id = ?"
        sets.append(text_index.numbers(db, chosen, (query.cast,)))
    return sets


def _ordered(
    db: sqlite3.Connection, query: Query, columns: Columns, keep: NDArray[np.bool_]
) -> NDArray[np.int64]:
    ids = columns.ids[keep]
    match query.sort:
        case "oldest":
            return ids[::-1]
        case "rating":
            return ids[np.argsort(-columns.rating[keep], kind="stable")]
        case "random":
            return ids[np.argsort(_shuffled(ids, query.shuffle), kind="stable")]
        case "name":
            return ids[np.argsort(columns.name_ranks(db)[keep], kind="stable")]
        case _:
            return ids


def _shuffled(ids: NDArray[np.int64], seed: int) -> NDArray[np.uint64]:
    """A number a face that depends on nothing but its own and the seed (splitmix64)."""
    mixed = ids.astype(np.uint64) + np.uint64((seed * 0x9E3779B97F4A7C15) & (2**64 - 1))
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return mixed ^ (mixed >> np.uint64(31))


def _similar(
    db: sqlite3.Connection,
    query: Query,
    columns: Columns,
    keep: NDArray[np.bool_],
    stop: Stop,
) -> NDArray[np.int64]:
    row = db.execute("SELECT model_id FROM face WHERE id = ?", (query.like,)).fetchone()
    if row is None or query.like is None:
        return columns.ids[:0]
    among = columns.ids[keep & (columns.model == row[0])]
    limit = SIMILAR_LIMIT if query.limit is None else max(0, query.limit)
    return nearest(db, query.like, among, limit, stop)[0]
