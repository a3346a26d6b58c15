"""Areas of small masks: what hangs together, grown, shrunk, without holes."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]


def connected(mask: Mask, seeds: Mask) -> Mask:
    """The parts of a mask [H, W] that any of the seeds lies in; pixels hang together by an edge."""
    steps = np.diff(mask.astype(np.int8), axis=1, prepend=0, append=0)
    rows, starts = np.nonzero(steps == 1)
    ends = np.nonzero(steps == -1)[1]
    runs = list(zip(rows.tolist(), starts.tolist(), ends.tolist(), strict=True))
    of_row: dict[int, list[int]] = defaultdict(list)
    for number, (row, _, _) in enumerate(runs):
        of_row[row].append(number)
    out = np.zeros_like(mask)
    waiting = [k for k, (row, start, end) in enumerate(runs) if seeds[row, start:end].any()]
    taken = set(waiting)
    while waiting:
        row, start, end = runs[waiting.pop()]
        out[row, start:end] = True
        for other in (*of_row[row - 1], *of_row[row + 1]):
            if other not in taken and runs[other][1] < end and runs[other][2] > start:
                taken.add(other)
                waiting.append(other)
    return out


def filled(mask: Mask) -> Mask:
    """Without holes: what is outside hangs together with the top or the sides."""
    border = np.zeros_like(mask)
    border[0] = border[:, 0] = border[:, -1] = True
    return ~connected(~mask, border)


def grown(mask: Mask, by: int) -> Mask:
    """With all that is up to `by` pixels away, in rows and columns."""
    return _grown_along(_grown_along(mask, by, 0), by, 1)


def _grown_along(mask: Mask, by: int, axis: int) -> Mask:
    lines = np.moveaxis(mask, axis, 0)
    count = len(lines)
    sums = np.cumsum(lines, axis=0, dtype=np.int32)
    sums = np.concatenate((np.zeros_like(sums[:1]), sums))
    places = np.arange(count)
    after, before = np.minimum(places + by + 1, count), np.maximum(places - by, 0)
    return np.moveaxis(sums[after] > sums[before], 0, axis)


def shrunk(mask: Mask, by: int) -> Mask:
    """Without what is up to `by` pixels away from the outside; the picture's edge is not one."""
    return ~grown(~mask, by)
