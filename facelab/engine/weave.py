"""How much of a regular lattice is in pictures, from their mean power spectrum.

A lattice of 16 px is a sharp peak at each multiple of 1/16 cycles a pixel. Its excess is the
logarithm to base 10 (decades) of the greatest of 3 x 3 neighbours over the median of 17 x 17;
where there is none it is some 0.1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facelab.engine.lattice import CELL

Array = NDArray[np.float32]

_BRIGHTNESS = np.array([0.299, 0.587, 0.114], np.float32)
_LOWEST = 40 / 1024  # cycles a pixel: below it faces have their own peaks
_NEAR = 6  # bins of 1024 beside a peak that count as the lattice's
# cycles a pixel of what is compared away from the lattice
RINGS = ((1 / 128, 1 / 32), (1 / 32, 1 / 16), (1 / 16, 1 / 8), (1 / 8, 1 / 4), (1 / 4, 1 / 2))


@dataclass(frozen=True)
class Excess:
    """At the lattice, in decades."""

    mean: float
    largest: float


class Spectrum:
    """The mean power spectrum of the brightness of pictures of one size, whose lattice has cells
    of `cell` pixels.
    """

    def __init__(self, size: int, cell: int = CELL) -> None:
        self._size, self._cell = size, cell
        window = np.hanning(size).astype(np.float32)
        self._window = window[:, None] * window
        self._power = np.zeros((size, size))

    def add(self, rgb: NDArray[np.uint8]) -> None:
        """Count a picture, uint8 [size, size, 3] red, green, blue."""
        y = rgb.astype(np.float32) @ _BRIGHTNESS
        self._power += np.abs(np.fft.fft2((y - y.mean()) * self._window)) ** 2

    def excess(self) -> Excess:
        """How far the lattice rises above its surroundings."""
        power = np.log10(np.fft.fftshift(self._power) + 1e-12)
        step, half = self._size // self._cell, self._size // 2
        found = []
        for y in range(step, self._size, step):
            for x in range(step, self._size, step):
                if np.hypot(y - half, x - half) <= _LOWEST * self._size:
                    continue
                around = power[max(0, y - 8) : y + 9, max(0, x - 8) : x + 9]
                peak = power[max(0, y - 1) : y + 2, max(0, x - 1) : x + 2].max()
                found.append(peak - np.median(around))
        return Excess(float(np.mean(found)), float(np.max(found)))

    def change_away(self, before: Spectrum) -> tuple[float, ...]:
        """By which share the power away from the lattice differs from another's, in each of
        `RINGS`.
        """
        bins = np.fft.fftfreq(self._size) * self._size
        # peaks at multiples of half of it are weaker, and left out too
        step = self._size // (2 * self._cell)
        near = np.abs((bins + step / 2) % step - step / 2) <= _NEAR * self._size / 1024
        away = ~(near[:, None] & near)
        radius = np.hypot(bins[:, None], bins) / self._size
        changes = []
        for low, high in RINGS:
            ring = away & (radius >= low) & (radius < high)
            changes.append(float(self._power[ring].sum() / before._power[ring].sum() - 1))
        return tuple(changes)
