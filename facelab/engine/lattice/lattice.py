"""Finds the lattice in pictures, and takes it off."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facelab.engine.lattice.medians import median_around
from facelab.engine.lattice.passes import POOL, Pass, Passes, far_between
from facelab.engine.onnx.crew import Crew
from facelab.engine.onnx.runner import no_room
from facelab.processors import processors

Array = NDArray[np.float32]
Pixels = NDArray[np.uint8]
Arrays = Mapping[str, NDArray[Any]]

CELL = 16  # pixels
_REACH = 4  # cells to each side
_BELOW_HALF = np.float32(0.5 - 2.0**-12)  # stays on its side when it is rounded in float32
_AT_ONCE = 2**17  # numbers in the rows that are worked on together


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
        self._finder: _Finder | None = None  # for pictures of the last size

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

    def _of(self, pixels: Pixels) -> _Finder:
        high, wide, _ = pixels.shape
        shape = (high // self.cell, wide // self.cell)
        if self._finder is None or self._finder.shape != shape:
            self._finder = _Finder(self.patterns, *shape)
        return self._finder


@contextlib.contextmanager
def _room_told(picture: NDArray[Any]) -> Iterator[None]:
    """Numpy's want of memory as that of an engine."""
    try:
        yield
    except MemoryError as error:
        raise no_room(picture.shape[1]) from error


class _Finder:
    """Goes over the cells of pictures of one size, some rows at a time, on all threads."""

    def __init__(self, patterns: Array, rows: int, columns: int) -> None:
        self.shape = (rows, columns)
        count, self._wide = patterns.shape
        self._cell = math.isqrt(self._wide)
        some = max(POOL, _AT_ONCE // (columns * self._wide) // POOL * POOL)
        while rows % some:
            some -= POOL
        self._rows, self._patterns = some, count
        few = rows // POOL
        far_rows = min(few, some // POOL + 4)
        self._passes = Passes(some, columns, patterns, far_rows)
        self._near = Pass(median_around((rows, columns, count), _REACH), columns * self._cell)
        between = far_between(rows)
        self._far = []  # by the first of the rows: which means are far around them, how much
        for top in range(0, rows, some):
            first = min(max(top // POOL - 2, 0), few - far_rows)
            far = slice(first, first + far_rows)
            self._far.append((far, np.ascontiguousarray(between[top : top + some, far])))
        self._cells = self._numbers(self._wide)  # memory that is used again for the next
        self._crew = Crew(min(processors(), rows // some))

    def take_off(self, pixels: Pixels) -> Pixels:
        amounts, pooled, counts = self._measure(pixels)
        clean = np.empty_like(pixels)

        def subtract(rows: slice) -> None:
            into = {"clean": clean[self._pixels(rows)]}
            self._passes.clean.run(self._found(pixels, rows, amounts, pooled, counts), into)

        self._each(subtract)
        return clean

    def find(self, pixels: Pixels) -> tuple[Pixels, Array]:
        """The clean frame, and the lattice."""
        amounts, pooled, counts = self._measure(pixels)
        clean = np.empty_like(pixels)
        lattice = np.empty(pixels.shape[:2], np.float32)

        def subtract(rows: slice) -> None:
            its = self._pixels(rows)
            into: Arrays = {"clean": clean[its], "lattice": lattice[its]}
            given = self._found(pixels, rows, amounts, pooled, counts)
            self._passes.clean_and_lattice.run(given, into)

        self._each(subtract)
        return clean, lattice

    def detail(self, pixels: Pixels) -> tuple[Array, Array]:
        """Brightness less what is smooth in it, clipped, in cells [rows, columns, cell * cell];
        and its shares of the patterns [rows, columns, K]. The former is there until the next call.
        """
        x, means = self._cells, np.empty(self.shape, np.float32)

        def measure(rows: slice) -> None:
            into = {"cells": x[rows], "means": means[rows]}
            self._passes.brightness.run({"pixels": pixels[self._pixels(rows)]}, into)

        self._each(measure)
        padded = np.pad(means, 1, mode="edge")
        high, wide = self.shape
        around = [padded[i : i + high, j : j + wide] for i in range(3) for j in range(3)]
        beside = np.stack(around, axis=2)
        shares = self._numbers(self._patterns)

        def smooth(rows: slice) -> None:
            given = {"cells": x[rows], "around": beside[rows]}
            self._passes.detail.run(given, {"fine": x[rows], "shares": shares[rows]})

        self._each(smooth)
        return x, shares

    def _measure(self, pixels: Pixels) -> tuple[Array, Array, Array]:
        """How much of each pattern there is near by, and what else is far around."""
        fine, shares = self.detail(pixels)
        amounts = np.empty_like(shares)
        self._near.run({"x": shares}, {"y": amounts})
        few = self.shape[0] // POOL
        pooled, counts = (self._numbers(width)[:few] for width in (self._wide, 1))

        def rest(rows: slice) -> None:
            its = slice(rows.start // POOL, rows.stop // POOL)
            given = {"fine": fine[rows], "amounts": amounts[rows]}
            self._passes.rest.run(given, {"pooled": pooled[its], "counts": counts[its]})

        self._each(rest)
        return amounts, pooled, counts

    def _found(
        self, pixels: Pixels, rows: slice, amounts: Array, pooled: Array, counts: Array
    ) -> Arrays:
        far, between = self._far[rows.start // self._rows]
        return {
            "pixels": pixels[self._pixels(rows)],
            "amounts": amounts[rows],
            "pooled": pooled[far],
            "counts": counts[far],
            "between": between,
        }

    def _each(self, work: Callable[[slice], None]) -> None:
        tops = range(0, self.shape[0], self._rows)
        self._crew.share(tops, lambda _, top: work(slice(top, top + self._rows)))

    def _pixels(self, rows: slice) -> slice:
        return slice(rows.start * self._cell, rows.stop * self._cell)

    def _numbers(self, width: int) -> Array:
        return np.empty((*self.shape, width), np.float32)


def preview_cell(size: int, resolution: int) -> int | None:
    """Width of the lattice's cells in previews of a size; None where it cannot be told there."""
    cell, rest = divmod(CELL * size, resolution)
    return cell if fits(resolution) and rest == 0 and 2 <= cell < CELL else None


def fits(resolution: int) -> bool:
    """Whether pictures of this size can be cleaned."""
    return resolution % (CELL * POOL) == 0 and resolution >= 4 * CELL * POOL


def counted(pixels: Pixels, cell: int = CELL) -> Array:
    """The median around of each pixel of the cells of a frame: the lattice before it is known what
    it consists of, [cells, cell * cell].
    """
    nothing = np.zeros((1, cell * cell), np.float32)
    finder = _Finder(nothing, pixels.shape[0] // cell, pixels.shape[1] // cell)
    fine, _ = finder.detail(np.ascontiguousarray(pixels))
    found = np.empty_like(fine)
    Pass(median_around(fine.shape, _REACH), pixels.shape[1]).run({"x": fine}, {"y": found})
    return found.reshape(-1, cell * cell)
