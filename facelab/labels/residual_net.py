"""dlib's residual network that tells faces apart, as a graph for ONNX Runtime.

The network is that of He et al., "Deep Residual Learning for Image Recognition", arXiv 1512.03385,
with 29 convolutions and half the filters, as dlib's author published it (http://dlib.net).
"""

from __future__ import annotations

import itertools
import math

import numpy as np

from facelab.checkpoints.formats.dlib import (
    ADD,
    AFFINE,
    CONVOLUTION,
    FULL,
    MAX_POOL,
    MEAN_POOL,
    RELU,
    DlibLayer,
    DlibNetwork,
    damaged,
)
from facelab.engine.onnx.file import OnnxGraph

INPUT, OUTPUT = "rgb", "described"
_MAX_VALUES = 1 << 24  # that a picture has on its way

Shape = tuple[int, int, int]  # channels, rows, columns


def to_onnx(network: DlibNetwork, batch: int) -> bytes:
    """The bytes of an .onnx file: float32 [batch, 3, rows, columns], 0..255 -> [batch, numbers].

    Raises
    ------
    WeightsError
        Its layers do not fit each other.
    """
    return _Writer(network, batch).write()


class _Writer:
    """Turns the chain into a graph; what is added at the end of a block stands at its beginning."""

    def __init__(self, network: DlibNetwork, batch: int) -> None:
        self._network = network
        self._batch = batch
        self._graph = OnnxGraph()
        self._shape: Shape = (3, *network.size)
        self._value = ""
        self._kept: tuple[str, Shape] | None = None  # of the block that is being written
        self._straight: tuple[str, Shape] | None = None  # its end, while the other way is pooled

    def write(self) -> bytes:
        graph = self._graph
        value = graph.input(INPUT, (self._batch, *self._shape))
        means = np.array(self._network.means, np.float32).reshape(1, 3, 1, 1)
        value = graph.node("Sub", value, graph.constant(means))
        self._value = graph.node("Mul", value, graph.constant(np.array(1 / 256, np.float32)))
        layers = self._network.layers
        for before, layer in itertools.pairwise((None, *layers)):
            assert layer is not None
            self._add(layer, before)
        channels, rows, columns = self._shape
        if (rows, columns) != (1, 1) or layers[-1].kind != FULL:
            raise damaged("It does not end in numbers that describe a face.")
        graph.output(self._value, OUTPUT, (self._batch, channels))
        return graph.serialise()

    def _add(self, layer: DlibLayer, before: DlibLayer | None) -> None:
        if layer.kind == CONVOLUTION:
            if before is not None and before.kind in (RELU, MAX_POOL) and not self._open():
                self._kept = self._value, self._shape
            self._convolution(layer)
        elif layer.kind == AFFINE:
            self._affine(layer)
        elif layer.kind == RELU:
            self._value = self._graph.node("Relu", self._value)
        elif layer.kind == ADD:
            self._sum()
        elif layer.kind == FULL:
            self._full(layer)
        elif layer.kind == MEAN_POOL and self._kept is not None:
            self._straight = self._value, self._shape
            self._value, self._shape = self._kept
            self._pool(layer, "AveragePool")
        else:
            self._pool(layer, "MaxPool" if layer.kind == MAX_POOL else "AveragePool")

    def _open(self) -> bool:
        return self._kept is not None

    def _convolution(self, layer: DlibLayer) -> None:
        filters, rows, columns, down, across, above, beside = layer.numbers
        channels = self._shape[0]
        size = filters * channels * rows * columns
        if not size or len(layer.weights) != size + filters:
            raise damaged("A convolution has weights of another shape than it says.")
        weight = layer.weights[:size].reshape(filters, channels, rows, columns)
        self._value = self._graph.node(
            "Conv",
            self._value,
            self._graph.constant(weight),
            self._graph.constant(layer.weights[size:]),
            kernel_shape=[rows, columns],
            strides=[down, across],
            pads=[above, beside, above, beside],
        )
        self._shape = self._after(filters, layer.numbers[1:])

    def _affine(self, layer: DlibLayer) -> None:
        channels = self._shape[0]
        if len(layer.weights) != 2 * channels:
            raise damaged("An affine layer has another number of factors than there are channels.")
        factors, offsets = layer.weights.reshape(2, 1, channels, 1, 1)
        value = self._graph.node("Mul", self._value, self._graph.constant(factors))
        self._value = self._graph.node("Add", value, self._graph.constant(offsets))

    def _pool(self, layer: DlibLayer, kind: str) -> None:
        rows, columns, down, across, above, beside = layer.numbers
        if (rows, columns) == (0, 0):
            self._value = self._graph.node("GlobalAveragePool", self._value)
            self._shape = (self._shape[0], 1, 1)
            return
        self._shape = self._after(self._shape[0], layer.numbers)
        self._value = self._graph.node(
            kind,
            self._value,
            kernel_shape=[rows, columns],
            strides=[down, across],
            pads=[above, beside, above, beside],
        )

    def _sum(self) -> None:
        """What a block made and what it was given; the smaller one is filled up with zeros."""
        if self._kept is None:
            raise damaged("It adds what no block was given.")
        here = self._value, self._shape
        ways = [here, self._straight or self._kept]
        whole: Shape = tuple(max(sizes) for sizes in zip(*(s for _, s in ways), strict=True))
        if math.prod(whole) > _MAX_VALUES:
            raise damaged("It has impossible sizes.")
        self._value = self._graph.node("Add", *(self._filled(v, s, whole) for v, s in ways))
        self._shape = whole
        self._kept = self._straight = None

    def _filled(self, value: str, shape: Shape, whole: Shape) -> str:
        if shape == whole:
            return value
        more = [large - small for large, small in zip(whole, shape, strict=True)]
        return self._graph.node(
            "Pad", value, self._graph.constant(np.array([0, 0, 0, 0, 0, *more], np.int64))
        )

    def _full(self, layer: DlibLayer) -> None:
        outputs, inputs, without_bias = layer.numbers
        if without_bias != 1 or inputs != math.prod(self._shape):
            raise damaged("Its last layer does not fit what comes before.")
        if len(layer.weights) != inputs * outputs or not outputs:
            raise damaged("Its last layer has weights of another shape than it says.")
        flat = self._graph.reshape(self._value, self._batch, inputs)
        weight = self._graph.constant(layer.weights.reshape(inputs, outputs))
        self._value = self._graph.node("MatMul", flat, weight)
        self._shape = (outputs, 1, 1)

    def _after(self, channels: int, window: tuple[int, ...]) -> Shape:
        """The shape behind a window: rows and columns of it, strides, padding."""
        _, rows, columns = self._shape
        if not (window[0] and window[1] and window[2] and window[3]):
            raise damaged("It has impossible sizes.")
        sides = [
            (side + 2 * padding - kernel) // stride + 1
            for side, kernel, stride, padding in zip(
                (rows, columns), window[:2], window[2:4], window[4:6], strict=True
            )
        ]
        if min(sides) < 1 or channels * sides[0] * sides[1] > _MAX_VALUES:
            raise damaged("It has impossible sizes.")
        return channels, sides[0], sides[1]
