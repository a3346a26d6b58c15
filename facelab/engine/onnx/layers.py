"""Builds the ONNX graph of one segment of a frame, layer by layer (see `onnx_graph`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facelab.engine.onnx.blocks import BANDS, HAAR, band_order, blocked, pack_dense, pack_depthwise
from facelab.engine.onnx.file import BLOCKED, OnnxGraph

Array = NDArray[np.float32]
Tensors = Mapping[str, Array]
Limits = tuple[float, float]

SLOPE = 0.2
PIXEL = 4  # bytes: blue, green, red, 255
BYTE: Limits = (0.0, 255.0)
_BGR = [2, 1, 0]
_FLOAT: np.dtype[Any] = np.dtype(np.float32)


@dataclass(frozen=True, eq=False)
class Segment:
    """A part of the network, a model of its own.

    Attributes
    ----------
    model : bytes
        Inputs: "x" (what the segment before hands out; the first has none), "w{row}"
        [1, w_dim] and "noise{k}" [1, 1, r, r]. Output: "y".
    rows : tuple of int
        Style rows that it reads.
    noises : tuple of int
        Noise maps that it reads, numbered from the lowest resolution.
    resolution : int
        Side of the picture, or of the features, of which "y" is all or some rows.
    shape : tuple of int
        Of "y".
    dtype : dtype
        Of "y".
    """

    model: bytes
    rows: tuple[int, ...]
    noises: tuple[int, ...]
    resolution: int
    shape: tuple[int, ...]
    dtype: np.dtype[Any]


class Part:
    """Builds the graph of one segment."""

    def __init__(self, tensors: Tensors, block: int) -> None:
        self.graph = OnnxGraph()
        self._tensors = tensors
        self._block = block
        self._rows: dict[int, str] = {}
        self._noises: list[int] = []

    # -- ends ---------------------------------------------------------------------------

    def begin(self, *shape: int) -> str:
        return self.graph.input("x", shape)

    def end(self, x: str, size: int, *shape: int) -> Segment:
        return self._segment(x, size, shape)

    def end_with_pixels(
        self, x: str, size: int, rounded: bool = True, rows: int | None = None
    ) -> Segment:
        """`x` has four pixels [1, 16, rows, size] in blocks, of all rows or so many; deal them out
        as bytes, or as they are before they are rounded.
        """
        high = rows or size
        graph, block = self.graph, self._block
        if rounded:
            x = graph.node("Cast", x, to=2)  # to uint8, truncated as the field does
        outer = [2, 2, PIXEL][: {4: 2, 8: 1, 16: 0}[block]]  # what numbers the blocks
        inner = [2, 2, PIXEL][len(outer) :]
        x = graph.reshape(x, *outer, high, size, *inner)
        n = len(outer)
        y_axis, x_axis = n, n + 1
        axes = [*range(n), *range(n + 2, n + 2 + len(inner))]  # row, column, byte
        x = graph.node("Transpose", x, perm=[y_axis, axes[0], x_axis, axes[1], axes[2]])
        shape = (2 * high, 2 * size, PIXEL)
        kind = np.dtype(np.uint8 if rounded else np.float32)
        return self._segment(graph.reshape(x, *shape), 2 * size, shape, kind)

    def _segment(
        self,
        x: str,
        size: int,
        shape: tuple[int, ...],
        dtype: np.dtype[Any] = _FLOAT,
    ) -> Segment:
        self.graph.output(x, "y", shape, dtype)
        model = self.graph.serialise()
        return Segment(model, tuple(sorted(self._rows)), tuple(self._noises), size, shape, dtype)

    # -- the network --------------------------------------------------------------------

    def first(self, channels: int) -> str:
        """The learned constant at 4x4 and its convolution."""
        graph, block = self.graph, self._block
        name = "synthesis.first"
        style = self._style(f"{name}.affine", 0)
        start = graph.constant(blocked(self._tensors[f"{name}.input"], block))
        x = graph.node("Mul", start, graph.reshape(style, channels // block, 1, 1, block))
        x = graph.reshape(x, 1, channels, 4, 4)
        order = band_order(channels, block)
        weight = self._tensors[f"{name}.weight"][order]
        return self._conv(
            x,
            graph.constant(pack_dense(weight, block).reshape(weight.shape)),
            graph.constant(self._tensors[f"{name}.bias"][order]),
            self._noise(f"{name}.noise", 0, channels),
            kernel=3,
        )

    def block(self, i: int, x: str, inputs: int, size: int) -> str:
        """Block i without the second half of its last convolution."""
        x = self.transform(f"synthesis.blocks.{i}.up", 3 * i + 1, x, inputs, size)
        x = self.graph.reshape(x, 1, inputs // BANDS, size, size)
        x = self.pointwise(i, 1, self.depthwise(i, 1, x))
        return self.depthwise(i, 2, x)

    def upsample(self, i: int, x: str, channels: int) -> str:
        """Before block i: four pixels in place of four bands, still to be dealt out."""
        return self._four_pixels(f"synthesis.blocks.{i}.up", 3 * i + 1, x, channels)

    def transform(self, name: str, row: int, x: str, channels: int, size: int) -> str:
        """Inverse Haar transform with the style that `name` makes of a row, dealt out:
        [C / 4 B, size / 2, 2, size / 2, 2, B], B the channels of a block.
        """
        groups, half = channels // (BANDS * self._block), size // 2
        x = self._four_pixels(name, row, x, channels)
        x = self.graph.reshape(x, groups, 2, 2, half, half, self._block)
        return self.graph.node("Transpose", x, perm=[0, 3, 1, 4, 2, 5])

    def _four_pixels(self, name: str, row: int, x: str, channels: int) -> str:
        """[1, C, h, w]: of each group of four blocks one block a pixel."""
        graph, block = self.graph, self._block
        groups = channels // (BANDS * block)
        style = self._style(name, row, band_order(channels, block))
        # [1, pixel, band, B of in, B of out]: bands mix, the channels of a block do not
        pattern = np.einsum("pb,io->pbio", HAAR, np.eye(block, dtype=np.float32))[None]
        weight = graph.node(
            "Mul",
            graph.constant(pattern),
            graph.reshape(style, groups, 1, BANDS, block, 1),
        )
        weight = graph.reshape(weight, channels, BANDS * block, 1, 1)
        return graph.node("Conv", x, weight, domain=BLOCKED, group=groups, kernel_shape=[1, 1])

    def depthwise(self, i: int, k: int, x: str, above: int = 1, below: int = 1) -> str:
        """The depthwise half of convolution k (1 or 2) of block i, with its style; `above` and
        `below` say how many rows of zeros lie around what is given.
        """
        name = f"synthesis.blocks.{i}.conv{k}"
        style = self._style(f"{name}.affine", 3 * i + k)
        return self._depthwise(x, self._tensors[f"{name}.depthwise"], style, above, below)

    def pointwise(
        self, i: int, k: int, x: str, bands: bool = False, rows: int | None = None
    ) -> str:
        """The 1x1 half, with noise and activation, of all rows or so many; `bands`: an
        `upsample` follows.
        """
        name = f"synthesis.blocks.{i}.conv{k}"
        weight, bias = self._tensors[f"{name}.pointwise"], self._tensors[f"{name}.bias"]
        if bands:
            order = band_order(len(bias), self._block)
            weight, bias = weight[order], bias[order]
        noise = self._noise(f"{name}.noise", 2 * i + k, len(bias), rows)
        return self._conv(x, self._dense(weight), self.graph.constant(bias), noise)

    def to_image(self, x: str, row: int, limits: Limits = BYTE) -> str:
        """The picture's wavelet bands, at once as four pixels of bytes."""
        graph = self.graph
        weight, bias = self._pixels(
            self._tensors["synthesis.to_image.weight"], self._tensors["synthesis.to_image.bias"]
        )
        scaled = self._scaled(weight, self._style("synthesis.to_image.affine", row))
        return self._conv(x, scaled, graph.constant(bias), clip=limits)

    # -- the preview head ---------------------------------------------------------------

    def head_layer(
        self,
        name: str,
        x: str,
        row: int,
        *,
        activate: bool = False,
        add: str = "",
        order: NDArray[np.intp] | None = None,
        pixels: bool = False,
    ) -> str:
        """One `Layer` of the head; `order`: how the channels of x are arranged."""
        graph = self.graph
        weight, bias = self._tensors[f"{name}.weight"], self._tensors[f"{name}.bias"]
        if pixels:
            # the guess comes first and brings no offset of its own
            weight, bias = self._pixels(weight, bias, offset=bool(add))
        if order is not None:
            weight = weight[:, order]
        style = self._style(f"{name}.gains.0", row, order)
        if f"{name}.gains.1.weight" in self._tensors:
            style = graph.node("Mul", style, self._style(f"{name}.gains.1", row, order))
        kernel = self._tensors.get(f"{name}.depthwise")
        if kernel is None:
            packed = self._scaled(weight, style)
        else:
            x = self._depthwise(x, kernel, style)
            packed = self._dense(weight)
        return self._conv(
            x,
            packed,
            graph.constant(bias),
            add,
            activate=activate,
            clip=BYTE if pixels and add else None,
        )

    # -- shared -------------------------------------------------------------------------

    def _conv(
        self,
        x: str,
        weight: str,
        bias: str,
        add: str = "",
        *,
        kernel: int = 1,
        activate: bool = True,
        clip: Limits | None = None,
    ) -> str:
        attributes: dict[str, str | list[float]] = {}
        if clip is not None:
            attributes = {"activation": "Clip", "activation_params": [*clip]}
        elif activate:
            attributes = {"activation": "LeakyRelu", "activation_params": [SLOPE]}
        return self.graph.node(
            "Conv",
            *(x, weight, bias, *([add] if add else [])),
            domain=BLOCKED,
            kernel_shape=[kernel, kernel],
            pads=[kernel // 2] * 4,
            **attributes,
        )

    def _dense(self, weight: Array) -> str:
        """1x1 weights [O, I] in blocks."""
        packed = pack_dense(weight[:, :, None, None], self._block)
        return self.graph.constant(packed.reshape(*weight.shape, 1, 1))

    def _depthwise(self, x: str, kernel: Array, style: str, above: int = 1, below: int = 1) -> str:
        """Depthwise 3x3 convolution, scaled by a style [1, C]."""
        graph, channels = self.graph, len(kernel)
        packed = graph.constant(pack_depthwise(kernel, self._block))
        scale = graph.reshape(style, channels // self._block, 1, 1, self._block)
        weight = graph.reshape(graph.node("Mul", packed, scale), channels, 1, 3, 3)
        return graph.node(
            "Conv", x, weight,
            domain=BLOCKED, group=channels, kernel_shape=[3, 3], pads=[above, 1, below, 1],
        )  # fmt: skip

    def _scaled(self, weight: Array, style: str) -> str:
        """1x1 weights [O, I] in blocks, their inputs scaled by a style [1, I]."""
        graph, block = self.graph, self._block
        outputs, inputs = weight.shape
        packed = pack_dense(weight[:, :, None, None], block)
        packed = packed.reshape(outputs // block, inputs // block, block, block)
        scale = graph.reshape(style, 1, inputs // block, block, 1)
        scaled = graph.node("Mul", graph.constant(packed), scale)
        return graph.reshape(scaled, outputs, inputs, 1, 1)

    def _style(self, name: str, row: int, order: NDArray[np.intp] | None = None) -> str:
        """Scales of channels, [1, C]."""
        weight, bias = self._tensors[f"{name}.weight"], self._tensors[f"{name}.bias"]
        if order is not None:
            weight, bias = weight[order], bias[order]
        if row not in self._rows:
            self._rows[row] = self.graph.input(f"w{row}", [1, weight.shape[1]])
        return self.graph.node(
            "Gemm", self._rows[row], self.graph.constant(weight), self.graph.constant(bias),
            transB=1,
        )  # fmt: skip

    def _noise(self, name: str, number: int, channels: int, rows: int | None = None) -> str:
        """One noise map, or rows of it, the same for all channels: [1, C, r, r]."""
        size = self._tensors[name].shape[1]
        noise = self.graph.input(f"noise{number}", [1, 1, rows or size, size])
        self._noises.append(number)
        ones = self.graph.constant(np.ones((channels, 1, 1, 1), np.float32))
        return self.graph.node("Conv", noise, ones, domain=BLOCKED, kernel_shape=[1, 1])

    def _pixels(self, weight: Array, bias: Array, offset: bool = True) -> tuple[Array, Array]:
        """Weights of bands [12, I] as those of pixels [16, I]: row, column, byte."""
        scale = np.float32(127.5)
        weight = scale * np.einsum("pb,bci->pci", HAAR, weight.reshape(BANDS, 3, -1))[:, _BGR]
        bias = scale * np.einsum("pb,bc->pc", HAAR, bias.reshape(BANDS, 3))[:, _BGR]
        bias = bias + np.float32(128 if offset else 0)
        weight = np.pad(weight, ((0, 0), (0, 1), (0, 0)))
        bias = np.pad(bias, ((0, 0), (0, 1)), constant_values=255 if offset else 0)
        return weight.reshape(PIXEL * BANDS, -1), bias.reshape(-1)
