"""More like this: faces by their distance in w.

w is the space in which distances mean likeness best of those a StyleGAN has (Karras et al.,
arXiv 1812.04948, section 4); a w+ counts as the mean of its rows.
"""

from __future__ import annotations

import sqlite3

import numpy as np
from numpy.typing import NDArray

from facelab.errors import Stopped
from facelab.library import cells
from facelab.library.faults import damaged
from facelab.progress import Stop, go_on

CHUNK = 8192


def nearest(
    db: sqlite3.Connection,
    like: int,
    among: NDArray[np.int64],
    limit: int,
    stop: Stop = go_on,
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The faces nearest to one of them, itself first if it is among them.

    Parameters
    ----------
    like : int
        Number of the face; without a w of its own nothing is near it.
    among : int64 [n]
        Faces to look at; the caller leaves out those of other models, whose w means something
        else.

    Returns
    -------
    ids : int64 [found], distances : float32 [found]
        Euclidean in w, ascending.

    Raises
    ------
    Stopped
        `stop` said so; it is asked every 8,192 faces.
    """
    row = db.execute("SELECT w FROM place WHERE face_id = ?", (like,)).fetchone()
    if row is None:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
    here = _place(row[0])
    sorted_among = np.sort(among)
    cursor = db.execute("SELECT face_id, w FROM place")
    ids = [np.empty(0, dtype=np.int64)]
    distances = [np.empty(0, dtype=np.float32)]
    while rows := cursor.fetchmany(CHUNK):
        if stop():
            raise Stopped
        numbers = np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))
        places = np.minimum(np.searchsorted(sorted_among, numbers), max(0, among.size - 1))
        wanted = (sorted_among[places] == numbers).tolist() if among.size else [False] * len(rows)
        rows = [
            row
            for row, is_wanted in zip(rows, wanted, strict=True)
            if is_wanted and len(cells.blob(row[1])) == 2 * here.size
        ]
        joined = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f2")
        # [chunk, w_dim]; float32 keeps the sum of squares exact enough
        away = joined.reshape(len(rows), here.size).astype(np.float32) - here
        ids.append(np.array([row[0] for row in rows], dtype=np.int64))
        distances.append(np.sqrt(np.einsum("nd,nd->n", away, away)))
    all_ids, all_distances = np.concatenate(ids), np.concatenate(distances)
    # Of two at the same distance the face itself comes first, then the older.
    order = np.lexsort((all_ids, all_ids != like, all_distances))[:limit]
    return all_ids[order], all_distances[order]


def _place(raw: object) -> NDArray[np.float32]:
    place = cells.blob(raw)
    if len(place) % 2:
        raise damaged("A face's position in w is cut off.")
    return np.frombuffer(place, dtype="<f2").astype(np.float32)
