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
import math
from collections.abc import Callable, Mapping, Sequence
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
    """Finds the lattice in pictures of one size of one network.

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

    def take_off(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
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
        clean = np.empty_like(pixels)

        def subtract(rows: slice, lattice: Array) -> None:
            clean[rows] = subtracted(pixels[rows], lattice)

        self._find(pixels, subtract)
        return clean

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
        found = np.empty(pixels.shape[:2], np.float32)

        def keep(rows: slice, lattice: Array) -> None:
            found[rows] = lattice

        self._find(pixels, keep)
        return found

    def _find(self, pixels: NDArray[np.uint8], use: Callable[[slice, Array], None]) -> None:
        """Find the lattice, and hand it on in strips of rows: memory that has left
        the processor's cache costs more than the arithmetic.
        """
        x = detail(pixels, self.cell)  # [rows, columns, cell * cell]
        few, columns = x.shape[0] // _POOL, x.shape[1]
        shares = np.empty((*x.shape[:2], len(self.patterns)), np.float32)

        strips = _strips(x.shape[0])
        for strip in strips:
            shares[strip] = x[strip] @ self.patterns.T
        amounts = median_around(shares, _REACH)
        counts = np.empty((*x.shape[:2], 1), np.float32)
        pooled = np.empty((few, columns, x.shape[2]), np.float32)

        for strip in strips:
            rest = x[strip]
            rest -= amounts[strip] @ self.patterns
            np.clip(rest, -_CLIP_FAR, _CLIP_FAR, out=rest)
            busy = np.abs(rest).mean(axis=2, keepdims=True)
            counts[strip] = 1 / (1 + np.square(busy / _BUSY))
            rest *= counts[strip]
            rest.mean(axis=0, out=pooled[strip.start // _POOL])

        far = _spread(pooled)
        far_counts = _spread(counts.reshape(few, _POOL, columns, 1).mean(axis=1))

        for strip in strips:
            lattice = _between(far, strip)
            lattice /= _between(far_counts, strip)
            lattice += amounts[strip] @ self.patterns
            np.clip(lattice, -LIMIT, LIMIT, out=lattice)
            rows = slice(strip.start * self.cell, strip.stop * self.cell)
            use(rows, _from_cells(lattice))


def preview_cell(size: int, resolution: int) -> int | None:
    """Width of the lattice's cells in previews of a size; None where it cannot be told there."""
    cell, rest = divmod(CELL * size, resolution)
    return cell if fits(resolution) and rest == 0 and 2 <= cell < CELL else None


def _strips(rows: int) -> list[slice]:
    """Rows of cells that are worked on together."""
    return [slice(top, top + _POOL) for top in range(0, rows, _POOL)]


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


def detail(pixels: NDArray[np.uint8], cell: int = CELL) -> Array:
    """Brightness less what is smooth, clipped, in cells: uint8 [H, W, 4] to [H/16, W/16, 256]."""
    rows, columns = pixels.shape[0] // cell, pixels.shape[1] // cell
    x = np.empty((rows, columns, cell * cell), np.float32)
    means = np.empty((rows, columns), np.float32)

    for strip in _strips(rows):
        y = pixels[strip.start * cell : strip.stop * cell].astype(np.float32) @ _BGR
        cells = y.reshape(-1, cell, columns, cell).transpose(0, 2, 1, 3)
        x[strip].reshape(-1, columns, cell, cell)[:] = cells
        x[strip].mean(axis=2, out=means[strip])

    padded = np.pad(means, 1, mode="edge")
    around = np.stack(
        [padded[i : i + rows, j : j + columns] for i in range(3) for j in range(3)], axis=2
    )

    for strip in _strips(rows):
        fine = x[strip]
        fine -= around[strip] @ _smooth_weights(cell)
        np.clip(fine, -_CLIP, _CLIP, out=fine)

    return x


@functools.cache
def _smooth_weights(cell: int) -> Array:
    """[9, cell * cell]: a cell's pixels as a bilinear picture of the means of 3 x 3 cells."""
    t = (np.arange(cell) + 0.5) / cell - 0.5
    one = np.stack([np.maximum(-t, 0), 1 - np.abs(t), np.maximum(t, 0)])  # [3, cell]
    both: Array = (one[:, None, :, None] * one[None, :, None, :]).astype(np.float32)
    return both.reshape(9, cell * cell)


def _from_cells(x: Array) -> Array:
    rows, columns, pixels = x.shape
    cell = math.isqrt(pixels)
    cells = x.reshape(rows, columns, cell, cell).transpose(0, 2, 1, 3)
    return np.ascontiguousarray(cells).reshape(rows * cell, columns * cell)


def _spread(pooled: Array) -> Array:
    """Means of four rows of cells [rows / 4, columns, F], spread over some 12 rows and columns: a
    smooth mean of each column, of every fourth row.
    """
    few, columns, width = pooled.shape
    (blurred, _), (left, right) = _far(few * _POOL), _far(columns)
    across = left @ np.repeat(np.eye(columns // _POOL, dtype=np.float32), _POOL, axis=1) / _POOL
    y = (blurred @ pooled.reshape(few, -1)).reshape(few, columns, width)
    far: Array = right @ (across.astype(np.float32) @ y)
    return far


@functools.cache
def _far(count: int) -> tuple[Array, Array]:
    """How means over four cells are spread binomially over three of them [count / 4, count / 4],
    and straight lines between these [count, count / 4].
    """
    few = count // _POOL
    means = np.eye(few)
    padded = np.concatenate([means[1:2], means, means[-2:-1]])  # mirrored
    blurred = (padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4
    edged = np.pad(np.eye(few), ((1, 1), (0, 0)), mode="edge")
    t = (np.arange(_POOL) + 0.5) / _POOL - 0.5
    lines = [(1 - abs(s)) * edged[1:-1] + abs(s) * (edged[2:] if s > 0 else edged[:-2]) for s in t]
    between = np.stack(lines, axis=1).reshape(count, few)
    return blurred.astype(np.float32), between.astype(np.float32)


def _between(far: Array, strip: slice) -> Array:
    """The rows of a strip [4, columns, F] on straight lines between every fourth row."""
    at = (np.arange(strip.start, strip.stop) + 0.5) / _POOL - 0.5
    at = np.clip(at, 0, len(far) - 1)
    low = np.minimum(at.astype(np.intp), len(far) - 2)
    share = (at - low).astype(np.float32)[:, None, None]
    rows: Array = far[low + 1] - far[low]
    rows *= share
    rows += far[low]
    return rows


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


def counted(pixels: NDArray[np.uint8], cell: int = CELL) -> Array:
    """The median around of each pixel of the cells of a frame: the lattice before it is known what
    it consists of, [cells, cell * cell].
    """
    steps = np.rint(detail(pixels, cell) * _INT8_STEPS).astype(np.int8)
    found = median_around(steps, _REACH).astype(np.float32)
    found /= _INT8_STEPS
    return found.reshape(-1, cell * cell)
