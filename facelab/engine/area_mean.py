"""Pictures reduced by averaging areas: each pixel is the mean of what it covers, parts of pixels
included. It is what the canvas does with a full frame (Qt's smooth scaling), to within a step of
255; Pillow's box filter counts whole pixels only, which is sharper and not as even.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

_BITS = 8  # weights in 256ths: the sum of a pixel stays within 16 bits
_HALF = 1 << _BITS >> 1  # rounds


def area_mean(pixels: Pixels, side: int) -> Pixels:
    """Pixels [N, N, 4] reduced to [side, side, 4]; themselves if they have that side."""
    size = pixels.shape[0]
    if side == size:
        return pixels
    first, weights = _covered(size, side)
    rows = np.full((side, 4 * size), _HALF, np.uint16)
    lines = pixels.reshape(size, -1)
    for k, weight in enumerate(weights):
        rows += np.take(lines, first + k, 0, mode="clip") * weight[:, None]
    rows >>= _BITS
    words = rows.astype(np.uint8).view(np.uint32)  # a pixel each
    mean = np.zeros((side, 4 * side), np.uint16)  # rounded down at the end, as Qt does
    for k, weight in enumerate(weights):
        columns = np.take(words, first + k, 1, mode="clip").view(np.uint8)
        mean += columns * np.repeat(weight, 4)
    mean >>= _BITS
    return mean.astype(np.uint8).reshape(side, side, 4)


def _covered(size: int, side: int) -> tuple[NDArray[np.intp], NDArray[np.uint16]]:
    """Which pixels each of the reduced ones covers: the first [side], and how much of that and of
    those that follow, uint16 [K, side], 256 in all.
    """
    edges = np.arange(side + 1) * (size / side)
    low, high = edges[:-1], edges[1:]
    first = low.astype(np.intp)
    counts = np.arange(int(np.ceil(size / side)) + 1)[:, None]
    parts = np.minimum(high, first + counts + 1) - np.maximum(low, first + counts)
    ends = np.rint(np.cumsum(np.maximum(parts, 0), axis=0) * ((side / size) * (1 << _BITS)))
    return first, np.diff(ends, axis=0, prepend=0).astype(np.uint16)
