"""What of a picture differs from the one before it: a file need hold no more."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Part:
    """A part of a picture.

    Attributes
    ----------
    left, top, width, height : int
    """

    left: int
    top: int
    width: int
    height: int

    def of(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """That part of pixels [H, W, ...]."""
        rows = slice(self.top, self.top + self.height)
        return np.ascontiguousarray(pixels[rows, self.left : self.left + self.width])


def changed(before: NDArray[np.uint8] | None, now: NDArray[np.uint8], step: int = 1) -> Part:
    """The smallest rectangle in which two pictures [H, W, ...] differ.

    Parameters
    ----------
    before, now : uint8 arrays
        None: all of it differs.
    step : int
        Its corner lies on a multiple of that.

    Returns
    -------
    Part
        At least one pixel, for a file must hold something of each picture.
    """
    height, width = now.shape[:2]
    if before is None:
        return Part(0, 0, width, height)
    apart = before != now
    if apart.ndim == 3:
        apart = apart.any(axis=2)
    rows, columns = apart.any(axis=1).nonzero()[0], apart.any(axis=0).nonzero()[0]
    if not rows.size:
        return Part(0, 0, 1, 1)
    top, left = int(rows[0]) // step * step, int(columns[0]) // step * step
    return Part(left, top, int(columns[-1]) + 1 - left, int(rows[-1]) + 1 - top)
