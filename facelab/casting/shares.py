"""How many faces of which kind: shares such as "half of them smile, a third wear glasses".

A kind says of each share whether a face is so: 2^K kinds of K shares, as the bits of its number.
How many of each kind there are to be is as close to what the network makes as the shares allow:
iterative proportional fitting of how often kinds occur to the shares (Deming and Stephan, "On a
least squares adjustment of a sampled frequency table", 1940), then rounded to whole faces.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Counts = NDArray[np.int64]

_ROUNDS = 500
_NEVER = 1e-12  # share of a kind that was never seen
_FIRM = 1e3  # of the shares against what is natural


def kinds(shares: int) -> NDArray[np.bool_]:
    """Which shares each kind is of, [2^K, K]."""
    numbers = np.arange(2**shares)[:, None]
    found: NDArray[np.bool_] = (numbers >> np.arange(shares)[None]) & 1 > 0
    return found


def kind_of(holds: Sequence[bool]) -> int:
    """The kind of a face by what it is."""
    return sum(1 << k for k, each in enumerate(holds) if each)


def of_each_kind(count: int, parts: Sequence[float], natural: Array) -> Counts:
    """How many faces of each kind there are to be.

    Parameters
    ----------
    count : int
    parts : sequence of K floats
        Which part of all each share is.
    natural : [2^K]
        How often each kind occurs among faces that meet all wishes.

    Returns
    -------
    int [2^K]
        Their sum is `count`.
    """
    which = kinds(len(parts))
    wanted = np.array([round(part * count) for part in parts], np.float64)
    fitted = np.maximum(natural / max(float(natural.sum()), _NEVER), _NEVER)
    for _ in range(_ROUNDS):
        for k, yes in enumerate(wanted):
            for side, part in ((which[:, k], yes), (~which[:, k], count - yes)):
                fitted[side] *= part / max(float(fitted[side].sum()), _NEVER)
    fitted *= count / max(float(fitted.sum()), _NEVER)
    return _whole(fitted, which, wanted, count)


def _whole(fitted: Array, which: NDArray[np.bool_], wanted: Array, count: int) -> Counts:
    """Whole numbers close to `fitted` that keep to the shares: one face moved at a time."""
    found = np.floor(fitted).astype(np.int64)
    most_left = np.argsort(found - fitted, kind="stable")
    found[most_left[: count - int(found.sum())]] += 1
    n = len(found)
    move = np.eye(n, dtype=np.int64)[None] - np.eye(n, dtype=np.int64)[:, None]  # [from, to, n]

    def cost(counts: Counts) -> Array:
        amiss = np.abs(counts @ which - wanted).sum(axis=-1)
        unnatural = (np.square(counts - fitted) / (fitted + 0.1)).sum(axis=-1)
        total: Array = _FIRM * count * amiss + unnatural
        return np.where((counts < 0).any(axis=-1), np.inf, total)

    now = float(cost(found))
    while True:
        costs = cost(found + move)
        best = int(costs.argmin())
        if costs.flat[best] >= now - 1e-9:
            return found
        found = found + move.reshape(-1, n)[best]
        now = float(costs.flat[best])
