"""Only the one whose face is in the middle: other heads are told from it.

Above the nose heads stand apart from each other, or their outline has a valley between two tops.
Below it each pixel goes to the one that is nearer, where a way across an edge is long.
"""

from __future__ import annotations

from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from facelab.cutout.person import SIDE
from facelab.cutout.regions import connected, grown, shrunk

Array = NDArray[np.float32]
Mask = NDArray[np.bool_]

# The square of FFHQ puts every face at the same place; of the picture's side.
_FACE = (0.5, 0.55)  # column and row of the face's middle
_NOSE = 0.62  # row
_CHEST = (0.35, 0.65)  # columns
_BRIDGE = 6  # half as wide as what may join two heads
_HEAD = 250  # least area of another's head
_RISE = 20  # by how much a second top is higher than the valley before it
_BROW = 20  # how far above the face a valley may be; higher ones are of hats
_TOUCH = 16  # how far inside this one the other's hair may lie over it
_EDGE = 80  # steps that it takes to cross from black to white


def without_others(person: Mask, heads: Mask, face: Mask, picture: Array) -> Mask:
    """Of what belongs to persons, what belongs to this one.

    Parameters
    ----------
    person : bool [SIDE, SIDE]
    heads : bool [SIDE, SIDE]
        Where the network by itself sees persons: what was added may join two heads.
    face : bool [SIDE, SIDE]
        Forehead to chin; nowhere if no face was found.
    picture : float32 [SIDE, SIDE, 3]
        0 to 1.
    """
    centre = face if face.any() else middle()
    nose = int(_NOSE * SIDE)
    beyond, doubtful = _beyond_valleys(heads, centre)
    above = shrunk(heads, _BRIDGE)
    above[nose:] = False
    mine = connected(above & ~doubtful, centre)
    border = np.zeros_like(person)
    border[:, 0] = border[:, -1] = True
    theirs = beyond | connected(above & ~doubtful & ~mine, border)
    if theirs.sum() < _HEAD or not mine.any():
        return person
    chest = np.zeros_like(person)
    chest[nose:, int(_CHEST[0] * SIDE) : int(_CHEST[1] * SIDE)] = True
    mine = (mine | chest) & person & ~theirs
    return _nearer(person, mine, theirs & person, picture)


def middle() -> Mask:
    """Where the middle of a face is."""
    found = np.zeros((SIDE, SIDE), np.bool_)
    found[int(_FACE[1] * SIDE), int(_FACE[0] * SIDE)] = True
    return found


def _beyond_valleys(person: Mask, face: Mask) -> tuple[Mask, Mask]:
    """Heads that stand beside this one and touch it: where they surely are, and all columns that
    they may be in.
    """
    beyond, columns_of = np.zeros_like(person), np.zeros_like(person)
    rows, columns = np.nonzero(face)
    first = rows.min() - _BROW
    tops = np.where(person.any(axis=0), person.argmax(axis=0), SIDE)
    for start, end in ((int(columns.max()), SIDE), (int(columns.min()), -1)):
        step = 1 if end > start else -1
        way = np.arange(start, end, step)
        lowest = np.maximum.accumulate(tops[way])
        risen = (lowest - tops[way] > _RISE) & (lowest > first) & (lowest < _NOSE * SIDE)
        if risen.any():
            valley = lowest[risen.argmax()]
            place = int(np.flatnonzero(tops[way] == valley)[0])
            their_columns = way[place + 1 :]
            beyond[:valley, their_columns] = person[:valley, their_columns]
            touching = way[max(place + 1 - _TOUCH, 0) :]
            columns_of[:, touching] = True
            outer = their_columns[len(their_columns) // 2 :]  # their faces, too
            beyond[: int(_NOSE * SIDE), outer] = person[: int(_NOSE * SIDE), outer]
    return beyond, columns_of


def _nearer(person: Mask, mine: Mask, theirs: Mask, picture: Array) -> Mask:
    """What is nearer to mine (Dijkstra, 1959)."""
    owner = np.where(mine, 1, np.where(theirs, 2, 0)).astype(np.int8)
    far = np.where(owner > 0, 0.0, np.inf)
    queue = [(0.0, int(y), int(x)) for y, x in np.argwhere(_rim(mine) | _rim(theirs))]
    while queue:
        way, y, x = heappop(queue)
        if way > far[y, x]:
            continue
        for v, u in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)):
            if not (0 <= v < SIDE and 0 <= u < SIDE) or not person[v, u] or far[v, u] == 0:
                continue
            there = way + 1 + _EDGE * float(np.abs(picture[v, u] - picture[y, x]).max())
            if there < far[v, u]:
                far[v, u], owner[v, u] = there, owner[y, x]
                heappush(queue, (there, v, u))
    return np.asarray(owner == 1)


def _rim(mask: Mask) -> Mask:
    return mask & grown(~mask, 1)
