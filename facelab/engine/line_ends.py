"""Where lines through whitened w leave a ball around the mean."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


def line_ends(
    start: Array, along: Array, allowed: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Amounts at which each row of start + amount * along is at its allowed mean square."""
    a = np.square(along, dtype=np.float64).mean(axis=1)
    b = np.multiply(start, along, dtype=np.float64).mean(axis=1)
    return quadratic_ends(a, b, np.square(start, dtype=np.float64).mean(axis=1) - allowed)


def quadratic_ends(
    a: NDArray[np.float64], b: NDArray[np.float64], c: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Both x at which a x^2 + 2 b x + c is 0; infinite where a is 0."""
    moves = a > 1e-12
    a = np.where(moves, a, 1.0)
    root = np.sqrt(np.maximum(b * b - a * c, 0.0))
    low = np.where(moves, (-b - root) / a, -np.inf)
    high = np.where(moves, (-b + root) / a, np.inf)
    return low, high
