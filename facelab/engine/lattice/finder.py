"""Finds the lattice in pictures of one size, on all threads."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facelab.engine.lattice.medians import median_around
from facelab.engine.lattice.passes import Pass, Passes, far_between
from facelab.engine.lattice.sizes import CELL, POOL
from facelab.engine.onnx.crew import Crew
from facelab.processors import processors

Array = NDArray[np.float32]
Pixels = NDArray[np.uint8]
Arrays = Mapping[str, NDArray[Any]]

_REACH = 4  # cells to each side
_AT_ONCE = 2**17  # numbers in the rows that are worked on together


class Finder:
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


def counted(pixels: Pixels, cell: int = CELL) -> Array:
    """The median around of each pixel of the cells of a frame: the lattice before it is known what
    it consists of, [cells, cell * cell].
    """
    nothing = np.zeros((1, cell * cell), np.float32)
    finder = Finder(nothing, pixels.shape[0] // cell, pixels.shape[1] // cell)
    fine, _ = finder.detail(np.ascontiguousarray(pixels))
    found = np.empty_like(fine)
    Pass(median_around(fine.shape, _REACH), pixels.shape[1]).run({"x": fine}, {"y": found})
    return found.reshape(-1, cell * cell)
