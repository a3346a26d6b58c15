"""How far one back end's pictures are from another's: nobody may see it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from facelab.engine.backend import Backend
from facelab.recipe import Noise

LARGEST_DIFFERENCE = 2  # of 255, from float32 in torch
CHECK_SEEDS = (1234, 1235)


class CannotDrawError(Exception):
    """The back end that is judged fails."""


def farthest_pixel(fast: Backend, exact: Backend, z_dim: int, num_ws: int) -> int:
    """The largest difference, of 255, between frames of each size that two back ends draw.

    Raises
    ------
    CannotDrawError
        `fast` fails.
    OutOfMemoryError
    """
    farthest = 0
    for seed in CHECK_SEEDS:
        w = exact.map(np.random.RandomState(seed).randn(1, z_dim))
        rows = np.repeat(w, num_ws, axis=0)
        for size in (None, *exact.preview_sizes):
            wanted = _draw(exact, rows, size)
            try:
                found = _draw(fast, rows, size)
            except RuntimeError as error:
                raise CannotDrawError(str(error)) from error
            farthest = max(farthest, int(np.abs(found.astype(np.int16) - wanted).max()))
    return farthest


def _draw(backend: Backend, rows: NDArray[np.float32], size: int | None) -> NDArray[np.uint8]:
    if size is None:
        return backend.full(rows, Noise())
    return backend.preview(rows, Noise(), size)
