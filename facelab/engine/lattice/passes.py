"""The arithmetic over rows of cells, as ONNX graphs: each goes over some rows in the processor's
cache, on one thread, and numpy's calls would hold the other threads up.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facelab.engine.lattice.sizes import POOL
from facelab.engine.onnx.file import OnnxGraph
from facelab.engine.onnx.runner import held, run, session_of

Array = NDArray[np.float32]

LIMIT = 12.0  # of 255, what is taken off at most
_CLIP = 24.0  # of 255: beyond it is an edge
_CLIP_FAR = 12.0
_BUSY = 8.0  # of 255, on average: a cell that counts half
_BGRA = 4  # bytes of a pixel
_BGR = np.array([0.114, 0.587, 0.299, 0.0], np.float32)  # brightness, ITU-R BT.601


class Pass:
    """A graph, run on the thread of the caller.

    Parameters
    ----------
    graph : OnnxGraph
    side : int
        Of the picture that it works on, in pixels.
    """

    def __init__(self, graph: OnnxGraph, side: int) -> None:
        self._session, self._side = session_of(graph.serialise(), threads=1), side

    def run(self, given: Mapping[str, NDArray[Any]], into: Mapping[str, NDArray[Any]]) -> None:
        """Compute outputs, by name, into arrays; all of them are C-contiguous.

        Raises
        ------
        OutOfMemoryError
            There is no room for what lies between.
        """
        binding = self._session.io_binding()
        for name, array in given.items():
            binding.bind_ortvalue_input(name, held(array).value)
        for name, array in into.items():
            binding.bind_ortvalue_output(name, held(array).value)
        run(self._session, binding, self._side)


class Passes:
    """All of them, for so many rows of so many cells.

    Parameters
    ----------
    rows : int
        That are worked on together, a multiple of `POOL`.
    columns : int
    patterns : float32 [K, cell * cell]
    far_rows : int
        Means over rows of cells that say what is far around the rows.

    Attributes
    ----------
    brightness : Pass
        "pixels" uint8 [rows * cell, columns * cell, 4] to "cells" [rows, columns, cell * cell] and
        their "means" [rows, columns].
    detail : Pass
        "cells", and of each cell the means "around" it [rows, columns, 9], to "fine", brightness
        less what is smooth in it, clipped, and its "shares" of the patterns [rows, columns, K].
        "fine" may be where "cells" was.
    rest : Pass
        "fine" and the "amounts" of the patterns [rows, columns, K] to what is left, "pooled"
        [rows / POOL, columns, cell * cell], and to how much that counts, "counts"
        [rows / POOL, columns, 1], both spread over the columns.
    clean : Pass
        "pixels", "amounts", `far_rows` of "pooled" and "counts" and "between", how much of each of
        them is in each row [rows, far_rows], to "clean" pixels.
    clean_and_lattice : Pass
        The same and "lattice" [rows * cell, columns * cell].
    """

    def __init__(self, rows: int, columns: int, patterns: Array, far_rows: int) -> None:
        self._rows, self._columns, self._far_rows = rows, columns, far_rows
        self._patterns = patterns
        self._cell = round(patterns.shape[1] ** 0.5)

    @functools.cached_property
    def brightness(self) -> Pass:
        graph, cell = OnnxGraph(), self._cell
        pixels = self._pixels_of_cells(graph)
        weights = np.kron(np.eye(cell, dtype=np.float32), _BGR[:, None])
        y = graph.node("MatMul", pixels, graph.constant(weights))
        y = graph.reshape(y, self._rows, cell, self._columns, cell)
        y = graph.reshape(graph.node("Transpose", y, perm=[0, 2, 1, 3]), self._count, cell * cell)
        means = graph.node("MatMul", y, graph.constant(self._mean()))
        self._hand_out(graph, y, "cells", cell * cell)
        graph.output(graph.reshape(means, self._rows, self._columns), "means", self._shape())
        return Pass(graph, self._columns * self._cell)

    @functools.cached_property
    def detail(self) -> Pass:
        graph, wide = OnnxGraph(), self._cell**2
        x = self._take(graph, "cells", wide)
        around = self._take(graph, "around", 9)
        smooth = graph.node("MatMul", around, graph.constant(_smooth_weights(self._cell)))
        x = self._clip(graph, graph.node("Sub", x, smooth), _CLIP)
        shares = graph.node("MatMul", x, graph.constant(np.ascontiguousarray(self._patterns.T)))
        self._hand_out(graph, x, "fine", wide)
        self._hand_out(graph, shares, "shares", len(self._patterns))
        return Pass(graph, self._columns * self._cell)

    @functools.cached_property
    def rest(self) -> Pass:
        graph, wide = OnnxGraph(), self._cell**2
        few = self._rows // POOL
        x = graph.node("Sub", self._take(graph, "fine", wide), self._near(graph))
        x = self._clip(graph, x, _CLIP_FAR)
        busy = graph.node("MatMul", graph.node("Abs", x), graph.constant(self._mean() / _BUSY))
        one = _number(graph, 1)
        counts = graph.node("Div", one, graph.node("Add", one, graph.node("Mul", busy, busy)))
        x = graph.node("Mul", x, counts)
        across = graph.constant(_far_across(self._columns))
        for value, name, width in ((x, "pooled", wide), (counts, "counts", 1)):
            parts = graph.split(
                graph.reshape(value, few, POOL, self._columns, width), 1, [1] * POOL
            )
            total = functools.reduce(lambda a, b: graph.node("Add", a, b), parts)
            total = graph.reshape(total, few, self._columns, width)
            graph.output(graph.node("MatMul", across, total), name, (few, self._columns, width))
        return Pass(graph, self._columns * self._cell)

    @functools.cached_property
    def clean(self) -> Pass:
        return self._clean(with_lattice=False)

    @functools.cached_property
    def clean_and_lattice(self) -> Pass:
        return self._clean(with_lattice=True)

    def _clean(self, with_lattice: bool) -> Pass:
        graph, cell, columns = OnnxGraph(), self._cell, self._columns
        pixels = self._pixels_of_cells(graph)
        between = graph.input("between", (self._rows, self._far_rows))

        def far(name: str, width: int) -> str:
            x = graph.input(name, (self._far_rows, columns, width))
            x = graph.reshape(x, self._far_rows, columns * width)
            return graph.reshape(graph.node("MatMul", between, x), self._count, width)

        lattice = graph.node("Div", far("pooled", cell * cell), far("counts", 1))
        lattice = self._clip(graph, graph.node("Add", lattice, self._near(graph)), LIMIT)
        lattice = graph.reshape(lattice, self._rows, columns, cell, cell)
        lattice = graph.node("Transpose", lattice, perm=[0, 2, 1, 3])
        if with_lattice:
            shape = (self._rows * cell, columns * cell)
            graph.output(graph.reshape(lattice, *shape), "lattice", shape)
        colours = np.kron(np.eye(cell, dtype=np.float32), np.array([[1, 1, 1, 0]], np.float32))
        lattice = graph.reshape(lattice, self._count * cell, cell)
        off = graph.node("MatMul", lattice, graph.constant(colours))
        clean = graph.node("Sub", pixels, off)
        # rounds to the nearest, and to 0..255
        one, zero = _number(graph, 1), graph.constant(np.array(0, np.uint8))
        clean = graph.node("QuantizeLinear", clean, one, zero)
        clean = graph.reshape(clean, *self._pixels_shape())
        graph.output(clean, "clean", self._pixels_shape(), np.uint8)
        return Pass(graph, self._columns * self._cell)

    # -- what they have in common -----------------------------------------------------------

    @property
    def _count(self) -> int:
        return self._rows * self._columns

    def _shape(self, *width: int) -> tuple[int, ...]:
        return (self._rows, self._columns, *width)

    def _pixels_shape(self) -> tuple[int, ...]:
        return (self._rows * self._cell, self._columns * self._cell, _BGRA)

    def _take(self, graph: OnnxGraph, name: str, width: int) -> str:
        x = graph.input(name, self._shape(width))
        return graph.reshape(x, self._count, width)

    def _hand_out(self, graph: OnnxGraph, x: str, name: str, width: int) -> None:
        shape = self._shape(width)
        graph.output(graph.reshape(x, *shape), name, shape)

    def _pixels_of_cells(self, graph: OnnxGraph) -> str:
        """Of each row of a cell its pixels, as numbers: [rows cell columns, 4 cell]."""
        pixels = graph.input("pixels", self._pixels_shape(), np.uint8)
        x = graph.node("Cast", pixels, to=1)  # float32
        return graph.reshape(x, self._count * self._cell, _BGRA * self._cell)

    def _near(self, graph: OnnxGraph) -> str:
        amounts = self._take(graph, "amounts", len(self._patterns))
        return graph.node("MatMul", amounts, graph.constant(self._patterns))

    def _mean(self) -> Array:
        """Of the pixels of a cell."""
        return np.full((self._cell**2, 1), self._cell**-2, np.float32)

    @staticmethod
    def _clip(graph: OnnxGraph, x: str, limit: float) -> str:
        return graph.node("Clip", x, _number(graph, -limit), _number(graph, limit))


def _number(graph: OnnxGraph, value: float) -> str:
    return graph.constant(np.array(value, np.float32))


@functools.cache
def _smooth_weights(cell: int) -> Array:
    """[9, cell * cell]: a cell's pixels as a bilinear picture of the means of 3 x 3 cells."""
    t = (np.arange(cell) + 0.5) / cell - 0.5
    one = np.stack([np.maximum(-t, 0), 1 - np.abs(t), np.maximum(t, 0)])  # [3, cell]
    both: Array = (one[:, None, :, None] * one[None, :, None, :]).astype(np.float32)
    return both.reshape(9, cell * cell)


def _far_across(columns: int) -> Array:
    """[columns, columns]: what lies far around each, from sums of `POOL` rows."""
    few = columns // POOL
    means = np.repeat(np.eye(few), POOL, axis=1) / POOL**2
    across: Array = (_lines(few) @ _blur(few) @ means).astype(np.float32)
    return across


def far_between(count: int) -> Array:
    """[count, count / POOL]: what lies far around each row, from means over `POOL` of them."""
    few = count // POOL
    between: Array = (_lines(few) @ _blur(few)).astype(np.float32)
    return between


def _blur(few: int) -> NDArray[np.float64]:
    """Spread binomially over three: [few, few]."""
    means = np.eye(few)
    padded = np.concatenate([means[1:2], means, means[-2:-1]])  # mirrored
    spread: NDArray[np.float64] = (padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4
    return spread


def _lines(few: int) -> NDArray[np.float64]:
    """Straight lines between them: [POOL few, few]."""
    at = np.clip((np.arange(POOL * few) + 0.5) / POOL - 0.5, 0, few - 1)
    lines: NDArray[np.float64] = np.maximum(0, 1 - np.abs(at[:, None] - np.arange(few)))
    return lines
