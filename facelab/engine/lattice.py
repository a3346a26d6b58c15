"""The lattice that a network weaves over its pictures, and how it is taken off.

Networks that grow a picture by wavelets or transposed convolutions leave marks that depend on
where a pixel lies in a cell of 16 x 16 (Odena et al., "Deconvolution and Checkerboard Artifacts",
distill.pub 2016): a regular lattice, seen as dots and weave on skin. It is part of the network,
whatever the noise. What a face has at one place in every cell far and wide is the lattice's, what
it has in single cells is the face's:

1. The brightness less what is smooth in it, cell by cell, clipped so that edges count little.
2. Near by: how much of each of the network's own patterns a cell has, as the median over 9 x 9
   cells. A lash, a rim or a catchlight is in too few of them to matter.
3. Far around: what is left, averaged over some 12 x 12 cells; those that are full of edges count
   less, or a long rim would leave a row of faint lines.

Both together are the lattice there; it is the same in all colours, and never taken to be more
than `LIMIT`.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
T = TypeVar("T", np.float32, np.int8)

CELL = 16  # pixels
LIMIT = 12.0  # of 255
_CLIP = 24.0  # of 255: beyond it is an edge
_CLIP_FAR = 12.0
_BUSY = 8.0  # of 255, on average: a cell that counts half
_REACH = 4  # cells to each side
_POOL = 4  # cells in the first step of the mean far around
_BGR = np.array([0.114, 0.587, 0.299, 0.0], np.float32)  # brightness, ITU-R BT.601
_BELOW_HALF = np.float32(0.5 - 2.0**-12)  # stays on its side when it is rounded in float32
_INT8_STEPS = 5  # of 1/255, in which medians of all pixels are counted


class Lattice:
    """Finds the lattice in pictures of one network.

    Parameters
    ----------
    patterns : float32 [K, 256]
        What the lattice consists of in this network, orthonormal, each a cell row by row.
    """

    def __init__(self, patterns: Array) -> None:
        self.patterns = np.ascontiguousarray(patterns, np.float32)

    def take_off(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """A full frame without its lattice.

        Parameters
        ----------
        pixels : uint8 [H, W, 4]
            Blue, green, red, 255; sides a multiple of 64.

        Returns
        -------
        uint8 [H, W, 4]
            An array of its own.
        """
        return subtracted(pixels, self.find(pixels))

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
        pixels = np.full((*picture.shape[:2], 4), 255, np.uint8)
        pixels[..., 2::-1] = np.rint(picture * np.float32(255))
        lattice = self.find(pixels)
        steps = subtracted(pixels, lattice)[..., 2::-1].astype(np.float32)
        clean = picture * np.float32(255) - lattice[..., None]
        np.clip(clean, steps - _BELOW_HALF, steps + _BELOW_HALF, out=clean)
        clean /= np.float32(255)
        return np.clip(clean, 0, 1, out=clean)

    def find(self, pixels: NDArray[np.uint8]) -> Array:
        """The lattice in a full frame, float32 [H, W] of 255, the same for each colour."""
        x = detail(pixels)
        amounts = median_around(x @ self.patterns.T, _REACH)
        near = amounts @ self.patterns
        x -= near
        np.clip(x, -_CLIP_FAR, _CLIP_FAR, out=x)
        counts = 1 / (1 + np.square(np.abs(x).mean(axis=2, keepdims=True) / _BUSY))
        x *= counts
        near += _mean_far_around(x) / _mean_far_around(counts)
        np.clip(near, -LIMIT, LIMIT, out=near)
        return _from_cells(near)


def fits(resolution: int) -> bool:
    """Whether pictures of this size can be cleaned."""
    return resolution % (CELL * _POOL) == 0 and resolution >= 4 * CELL * _POOL


def subtracted(pixels: NDArray[np.uint8], lattice: Array) -> NDArray[np.uint8]:
    """Pixels [H, W, 4] less a lattice [H, W], rounded and clamped; their fourth byte stays."""
    steps = np.rint(lattice).astype(np.int8)
    down, up = _in_colours(np.maximum(steps, 0)), _in_colours(-np.minimum(steps, 0))
    clean = pixels - np.minimum(pixels, down)
    np.minimum(up, 255 - clean, out=up)
    clean += up
    return clean


def _in_colours(steps: NDArray[np.int8]) -> NDArray[np.uint8]:
    """Steps [H, W] that are not negative as [H, W, 4]: the same three times, then 0."""
    words = steps.astype("<u4")
    words *= np.uint32(0x010101)
    return words.view(np.uint8).reshape(*steps.shape, 4)


def detail(pixels: NDArray[np.uint8]) -> Array:
    """Brightness less what is smooth, clipped, in cells: uint8 [H, W, 4] to [H/16, W/16, 256]."""
    y: Array = pixels.astype(np.float32) @ _BGR
    rows, columns = y.shape[0] // CELL, y.shape[1] // CELL
    x = np.ascontiguousarray(y.reshape(rows, CELL, columns, CELL).transpose(0, 2, 1, 3))
    x = x.reshape(rows, columns, CELL * CELL)
    means = np.pad(x.mean(axis=2), 1, mode="edge")
    around = np.stack(
        [means[i : i + rows, j : j + columns] for i in range(3) for j in range(3)], axis=2
    )
    x -= around @ _smooth_weights()
    return np.clip(x, -_CLIP, _CLIP, out=x)


@functools.cache
def _smooth_weights() -> Array:
    """[9, 256]: a cell's pixels as a bilinear picture of the means of 3 x 3 cells."""
    t = (np.arange(CELL) + 0.5) / CELL - 0.5
    one = np.stack([np.maximum(-t, 0), 1 - np.abs(t), np.maximum(t, 0)])  # [3, 16]
    both: Array = (one[:, None, :, None] * one[None, :, None, :]).astype(np.float32)
    return both.reshape(9, CELL * CELL)


def _from_cells(x: Array) -> Array:
    rows, columns, _ = x.shape
    cells = x.reshape(rows, columns, CELL, CELL).transpose(0, 2, 1, 3)
    return np.ascontiguousarray(cells).reshape(rows * CELL, columns * CELL)


def _mean_far_around(x: Array) -> Array:
    """A smooth mean over some 12 x 12 cells, of cells [rows, columns, F]."""
    rows, columns, width = x.shape
    (down, up), (left, right) = _far(rows), _far(columns)
    y = (down @ x.reshape(rows, -1)).reshape(len(down), columns, width)
    y = right @ (left @ y)
    return (up @ y.reshape(len(down), -1)).reshape(rows, columns, width)


@functools.cache
def _far(count: int) -> tuple[Array, Array]:
    """Means over four cells, spread binomially over three of them [count / 4, count], and
    straight lines between these [count, count / 4].
    """
    few = count // _POOL
    means = np.repeat(np.eye(few), _POOL, axis=1) / _POOL
    padded = np.concatenate([means[1:2], means, means[-2:-1]])  # mirrored
    blurred = (padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4
    edged = np.pad(np.eye(few), ((1, 1), (0, 0)), mode="edge")
    t = (np.arange(_POOL) + 0.5) / _POOL - 0.5
    lines = [(1 - abs(s)) * edged[1:-1] + abs(s) * (edged[2:] if s > 0 else edged[:-2]) for s in t]
    between = np.stack(lines, axis=1).reshape(count, few)
    return blurred.astype(np.float32), between.astype(np.float32)


# -- medians ---------------------------------------------------------------------------------


def median_around(x: NDArray[T], reach: int) -> NDArray[T]:
    """Median of rows of medians over (2 reach + 1) cells squared, mirrored at the edges.

    A line that runs along the cells, down or across, is in too few of them to pass.
    """
    for axis in (1, 0):
        pad = [(0, 0)] * x.ndim
        pad[axis] = (reach, reach)
        padded = np.pad(x, pad, mode="reflect")
        count = x.shape[axis]
        window = [np.take(padded, range(k, k + count), axis) for k in range(2 * reach + 1)]
        x = _median(window)
    return x


def _median(arrays: Sequence[NDArray[T]]) -> NDArray[T]:
    """Median of an odd number of arrays that may be written to: whatever is least or greatest of
    more than half of them cannot be it.
    """
    waiting = list(arrays)
    count = len(waiting) // 2 + 2
    held, waiting = waiting[:count], waiting[count:]
    while True:
        last = len(held) - 1
        for i in range(last):
            _order(held, i, last)
        for i in range(1, last):
            _order(held, 0, i)
        held = held[1:-1]
        if not waiting:
            break
        held.append(waiting.pop())
    if len(held) == 1:
        return held[0]
    return _median(held)


def _order(arrays: list[NDArray[T]], low: int, high: int) -> None:
    smaller = np.minimum(arrays[low], arrays[high])
    np.maximum(arrays[low], arrays[high], out=arrays[high])
    arrays[low] = smaller


# -- what a network's lattice consists of ------------------------------------------------------


def counted(pixels: NDArray[np.uint8]) -> Array:
    """The median around of each pixel of the cells of a frame: the lattice before it is known what
    it consists of, [cells, 256].
    """
    steps = np.rint(detail(pixels) * _INT8_STEPS).astype(np.int8)
    found = median_around(steps, _REACH).astype(np.float32)
    found /= _INT8_STEPS
    return found.reshape(-1, CELL * CELL)
