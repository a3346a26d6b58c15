"""Medians over cells near by, as an ONNX graph: a hundred small steps of numpy would each wait
until no other thread is in Python.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from facelab.engine.onnx.file import OnnxGraph


def median_around(shape: tuple[int, ...], reach: int) -> OnnxGraph:
    """From "x" of a shape to "y": the median of rows of medians over (2 reach + 1) cells squared,
    mirrored at the edges.

    A line that runs along the cells, down or across, is in too few of them to pass.
    """
    graph = OnnxGraph()
    x = graph.input("x", shape)
    for axis in (1, 0):
        beside = np.zeros(len(shape), np.int64)
        beside[axis] = reach
        pads = graph.constant(np.concatenate([beside, beside]))
        padded = graph.node("Pad", x, pads, mode="reflect")
        windows = []
        for start in range(2 * reach + 1):
            between = [np.array([each], np.int64) for each in (start, start + shape[axis], axis)]
            windows.append(graph.node("Slice", padded, *map(graph.constant, between)))
        x = _median(graph, windows)
    graph.output(x, "y", shape)
    return graph


def _median(graph: OnnxGraph, arrays: Sequence[str]) -> str:
    """Median of an odd number of arrays: whatever is least or greatest of more than half of them
    cannot be it.
    """
    waiting = list(arrays)
    count = len(waiting) // 2 + 2
    held, waiting = waiting[:count], waiting[count:]
    while True:
        last = len(held) - 1
        for i in range(last):
            _order(graph, held, i, last)
        for i in range(1, last):
            _order(graph, held, 0, i)
        held = held[1:-1]
        if not waiting:
            break
        held.append(waiting.pop())
    if len(held) == 1:
        return held[0]
    return _median(graph, held)


def _order(graph: OnnxGraph, arrays: list[str], low: int, high: int) -> None:
    both = (arrays[low], arrays[high])
    arrays[low], arrays[high] = graph.node("Min", *both), graph.node("Max", *both)
