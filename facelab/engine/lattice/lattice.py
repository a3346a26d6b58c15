"""The lattice of a network, and how it is taken off its pictures."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from facelab.engine.lattice.finder import Finder

Array = NDArray[np.float32]
Pixels = NDArray[np.uint8]

_BELOW_HALF = np.float32(0.5 - 2.0**-12)  # stays on its side when it is rounded in float32


class Lattice:
    """Finds the lattice in pictures of one size of one network. Owned by one thread.

    Parameters
    ----------
    patterns : float32 [K, cell * cell]
        What the lattice consists of in this network, orthonormal, each a cell row by row. Cells
        are `CELL` pixels wide in full frames, and as much less in previews as these are smaller.
    previews : mapping, optional
        Those of its previews, by their side in pixels.
    """

    def __init__(self, patterns: Array, previews: Mapping[int, Lattice] | None = None) -> None:
        self.previews = previews or {}
        self.patterns = np.ascontiguousarray(patterns, np.float32)
        self.cell = math.isqrt(patterns.shape[1])
        self._finder: Finder | None = None  # for pictures of the last size

    def take_off(self, pixels: Pixels) -> Pixels:
        """A full frame without its lattice.

        Parameters
        ----------
        pixels : uint8 [H, W, 4]
            Blue, green, red, 255; sides a multiple of four cells.

        Returns
        -------
        uint8 [H, W, 4]
            An array of its own.
        """
        with _room_told(pixels):
            return self._of(pixels).take_off(np.ascontiguousarray(pixels))

    def take_off_float(self, picture: Array) -> Array:
        """The same for a picture in floating point, of which the frame is the rounding: the clean
        frame is then exactly the rounding of what this returns.

        Parameters
        ----------
        picture : float32 [H, W, 3]
            Red, green, blue in 0..1.

        Returns
        -------
        float32 [H, W, 3]
        """
        with _room_told(picture):
            pixels = np.full((*picture.shape[:2], 4), 255, np.uint8)
            pixels[..., 2::-1] = np.rint(picture * np.float32(255))
            frame, lattice = self._of(pixels).find(pixels)
            steps = frame[..., 2::-1].astype(np.float32)
            clean = picture * np.float32(255) - lattice[..., None]
            np.clip(clean, steps - _BELOW_HALF, steps + _BELOW_HALF, out=clean)
            clean /= np.float32(255)
            return np.clip(clean, 0, 1, out=clean)

    def find(self, pixels: Pixels) -> Array:
        """The lattice in a full frame, float32 [H, W] of 255, the same for each colour."""
        with _room_told(pixels):
            return self._of(pixels).find(np.ascontiguousarray(pixels))[1]

    def _of(self, pixels: Pixels) -> Finder:
        high, wide, _ = pixels.shape
        shape = (high // self.cell, wide // self.cell)
        if self._finder is None or self._finder.shape != shape:
            from facelab.engine.lattice.finder import Finder  # ONNX Runtime: not for all commands

            self._finder = Finder(self.patterns, *shape)
        return self._finder


@contextlib.contextmanager
def _room_told(picture: NDArray[Any]) -> Iterator[None]:
    """Numpy's want of memory as that of an engine."""
    try:
        yield
    except MemoryError as error:
        from facelab.engine.onnx.runner import no_room

        raise no_room(picture.shape[1]) from error
