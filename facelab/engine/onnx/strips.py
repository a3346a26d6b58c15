"""Runs a block of the network as strips of rows, each on one thread.

The activations of the last blocks are as large as all of a processor's cache, or larger. A few
rows of them are not: what one layer hands to the next is still there. And threads that each have
strips of their own need not wait for one another after every layer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facelab.engine.onnx.crew import Crew
from facelab.engine.onnx.network import MARGIN
from facelab.engine.onnx.runner import (
    Array,
    Held,
    Keeping,
    NoiseMap,
    bind_outputs,
    room,
    run,
    session_of,
    styles,
)
from facelab.engine.onnx.segment import Place, StripBlock
from facelab.engine.onnx_runtime import ort
from facelab.progress import Stop


class StripRunner(Keeping):
    """One block as strips.

    Parameters
    ----------
    block : StripBlock
    crew : Crew
        Who works on it.
    """

    def __init__(self, block: StripBlock, crew: Crew) -> None:
        self._block, self._crew = block, crew
        middle = block.models["middle"]
        high, *rest = middle.shape
        self._is_picture = middle.resolution > block.size
        super().__init__(
            middle,
            (high * block.size // block.rows, *rest)
            if self._is_picture
            else (high, rest[0], block.size, block.size),
        )
        self._sessions = {
            place: session_of(segment.model, threads=1) for place, segment in block.models.items()
        }
        self._weights = _Weights(block)
        self._strips: list[dict[Place, _Strip]] = [{} for _ in range(crew.count)]  # by thread

    def _strip(self, number: int, place: Place) -> _Strip:
        """A thread's own for strips that lie there, made when the first of them comes to it."""
        strips = self._strips[number]
        if place not in strips:
            strips[place] = _Strip(self._block, place, self._sessions[place], self._weights.values)
        return strips[place]

    def _compute(
        self, x: Held | None, ws: Array, maps: Sequence[NoiseMap], y: Held, stop: Stop | None
    ) -> None:
        assert x is not None, "no network begins with a large layer"
        size, rows, half = self._block.size, self._block.rows, self._block.size // 2
        four = _groups(x.array, self._block.block).reshape(2, 2, -1, half, half)
        noises = [maps[number].map.array[0, 0] for number in self._segment.noises]
        into = y.array if self._is_picture else _groups(y.array, self._block.block)
        self._weights.compute(ws)

        def work(number: int, top: int) -> None:
            place: Place = "top" if top == 0 else "middle" if top + rows < size else "bottom"
            self._strip(number, place).run(four, noises, top, into)

        self._crew.share(range(0, size, rows), work, stop)


class _Weights:
    """What all strips of a face have in common: the weights that depend on its styles."""

    def __init__(self, block: StripBlock) -> None:
        segment = block.models["middle"]  # as those of the others
        assert segment.weights is not None
        self._rows, self._resolution = segment.rows, segment.resolution
        self._session = session_of(segment.weights.model, threads=1)
        self._binding = self._session.io_binding()
        self.values = {
            name: room(shape, np.dtype(np.float32), block.size)
            for name, shape in segment.weights.shapes.items()
        }
        for name, value in self.values.items():
            self._binding.bind_ortvalue_output(name, value.value)

    def compute(self, ws: Array) -> None:
        """Those of w+ [num_ws, w_dim]."""
        for name, each in styles(self._rows, ws).items():
            self._binding.bind_ortvalue_input(name, each.value)
        run(self._session, self._binding, self._resolution)


class _Strip:
    """What one thread needs for strips that lie alike: memory for what goes in and comes out."""

    def __init__(
        self,
        block: StripBlock,
        place: Place,
        session: ort.InferenceSession,
        weights: Mapping[str, Held],
    ) -> None:
        segment = block.models[place]
        self._session, self._resolution = session, segment.resolution
        self._rows = block.rows
        self._above = 0 if place == "top" else 1  # whether there are rows
        self._below = 0 if place == "bottom" else 1
        outer, inner = self._around(1), self._around(MARGIN)

        def numbers(*shape: int) -> Held:
            return room(shape, np.dtype(np.float32), block.size)

        self._x = numbers(1, block.channels, inner, block.size)
        self._noises = [numbers(1, 1, high, block.size) for high in (outer, block.rows)]
        self._y = room(segment.shape, segment.dtype, segment.resolution)
        self._dealt = _groups(self._x.array, block.block).reshape(
            -1, inner // 2, 2, block.size // 2, 2
        )
        picture = segment.resolution > block.size
        self._out = self._y.array if picture else _groups(self._y.array, block.block)
        self._is_picture = picture
        self._binding = binding = session.io_binding()
        binding.bind_ortvalue_input("x", self._x.value)
        for number, each in zip(segment.noises, self._noises, strict=True):
            binding.bind_ortvalue_input(f"noise{number}", each.value)
        for name, weight in weights.items():
            binding.bind_ortvalue_input(name, weight.value)
        bind_outputs(binding, segment, self._y)

    def _around(self, margin: int) -> int:
        return self._rows + margin * (self._above + self._below)

    def run(
        self,
        four: NDArray[Any],
        noises: Sequence[Array],
        top: int,
        into: NDArray[Any],
    ) -> None:
        """Compute the strip that begins with a row.

        Parameters
        ----------
        four : [2, 2, G, size / 2, size / 2]
            Blocks of channels, each as one number: of all pixels those of one place in a square
            of 2 x 2 together.
        noises : sequence of float32 [size, size]
        top : int
        into : [2 size, 2 size, 4], or blocks of channels [G, size, size]
            Where it goes.
        """
        start, end = self._between(top, MARGIN)
        self._dealt[...] = four[:, :, :, start // 2 : end // 2].transpose(2, 3, 0, 4, 1)
        for noise, its, margin in zip(noises, self._noises, (1, 0), strict=True):
            start, end = self._between(top, margin)
            its.array[0, 0] = noise[start:end]
        run(self._session, self._binding, self._resolution)
        if self._is_picture:
            into[2 * top : 2 * (top + self._rows)] = self._out
        else:
            into[:, top : top + self._rows] = self._out

    def _between(self, top: int, margin: int) -> tuple[int, int]:
        return top - margin * self._above, top + self._rows + margin * self._below


def _groups(array: NDArray[Any], block: int) -> NDArray[Any]:
    """Activations [N, C, h, w] whose numbers lie in blocks, each block as one number: [N C / B, h,
    w]. To copy whole blocks is several times as fast as to copy what is in them.
    """
    *_, high, wide = array.shape
    blocks = array.reshape(-1, high, wide, block)
    return blocks.view(np.dtype((np.void, block * array.itemsize)))[..., 0]
