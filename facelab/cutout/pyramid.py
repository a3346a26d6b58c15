"""Pictures of half and of twice the size, and colours spread to where none are known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


def halved(values: Array) -> Array:
    """Half as large: the mean of every 2 x 2 pixels [H, W, ...]; sides must be even."""
    total = values[::2, ::2] + values[1::2, ::2] + values[::2, 1::2] + values[1::2, 1::2]
    return np.asarray(total * np.float32(0.25), np.float32)


def doubled(values: Array) -> Array:
    """Twice as large, linear between the middles of the pixels [H, W, ...]."""
    for axis in (0, 1):
        values = _doubled_along(values, axis)
    return values


def resized(values: Array, side: int) -> Array:
    """As large as `side`, which is a power of two times or part of what it is: [S, S, ...]."""
    while values.shape[0] < side:
        values = doubled(values)
    while values.shape[0] > side:
        values = halved(values)
    return values


def spread(values: Array, weight: Array) -> Array:
    """Values where the weight is 1, and smoothly what is around where it is 0.

    Gortler et al., "The Lumigraph", 1996: push and pull.

    Parameters
    ----------
    values : float32 [H, W, C]
    weight : float32 [H, W]
        0 to 1.
    """
    weights, sums = [weight[..., None]], [values * weight[..., None]]
    while min(weights[-1].shape[:2]) > 1 and not any(n % 2 for n in weights[-1].shape[:2]):
        weights.append(halved(weights[-1]))
        sums.append(halved(sums[-1]))
    out = np.asarray(sums[-1] / np.maximum(weights[-1], np.float32(1e-6)), np.float32)
    for total, share in zip(sums[-2::-1], weights[-2::-1], strict=True):
        # a full pixel is itself; of an empty one the level below says what is around
        full = np.minimum(share, 1)
        near = total / np.maximum(share, np.float32(1e-6))
        out = np.asarray(near * full + doubled(out) * (1 - full), np.float32)
    return out


def _doubled_along(values: Array, axis: int) -> Array:
    lines = np.moveaxis(values, axis, 0)
    padded = np.concatenate((lines[:1], lines, lines[-1:]))
    out = np.empty((2 * lines.shape[0], *lines.shape[1:]), np.float32)
    out[::2] = np.float32(0.75) * lines + np.float32(0.25) * padded[:-2]
    out[1::2] = np.float32(0.75) * lines + np.float32(0.25) * padded[2:]
    return np.moveaxis(out, 0, axis)
