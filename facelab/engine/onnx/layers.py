"""Builds the ONNX graph of one segment of a frame, layer by layer (see `onnx_graph`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facelab.engine.onnx.blocks import HAAR, band_order, blocked, pack_dense, pack_depthwise
from facelab.engine.onnx.file import BLOCKED, OnnxGraph
from facelab.engine.onnx.segment import Segment, Weights
from facelab.networks.families.mobilestylegan_plan import BANDS

Array = NDArray[np.float32]
Tensors = Mapping[str, Array]
Limits = tuple[float, float]

SLOPE = 0.2
PIXEL = 4  # bytes: blue, green, red, 255
BYTE: Limits = (0.0, 255.0)
_BGR = [2, 1, 0]
_FLOAT: np.dtype[Any] = np.dtype(np.float32)


class Part:
    """Builds the graph of one segment.

    Parameters
    ----------
    tensors : mapping
    block : int
        Channels in a block.
    weights_apart : bool
        Compute weights that depend on styles in a model of their own (`Segment.weights`): where
        the segment is run many times for one face.
    """

    def __init__(self, tensors: Tensors, block: int, weights_apart: bool = False) -> None:
        self.graph = OnnxGraph()
        self._styling = OnnxGraph() if weights_apart else self.graph  # what becomes of styles
        self._shapes: dict[str, tuple[int, ...]] = {}  # of weights that come from there
        self._tensors = tensors
        self._block = block
        self._rows: dict[int, str] = {}
        self._noises: list[int] = []

    # -- ends ---------------------------------------------------------------------------

    def begin(self, *shape: int) -> str:
        return self.graph.input("x", shape)

    def end(self, x: str, size: int, *shape: int) -> Segment:
        return self._segment([x], size, shape)

    def end_with_four(self, four: Sequence[str], size: int, *shape: int) -> Segment:
        """Four pixels of each group [4, C / 4, h, w], as `upsample` gives them."""
        return self._segment(four, size, shape)

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
        return self._segment([graph.reshape(x, *shape)], 2 * size, shape, kind)

    def _segment(
        self,
        values: Sequence[str],
        size: int,
        shape: tuple[int, ...],
        dtype: np.dtype[Any] = _FLOAT,
    ) -> Segment:
        names = ("y",) if len(values) == 1 else tuple(f"y{k}" for k in range(len(values)))
        its = shape if len(values) == 1 else (1, *shape[1:])
        for value, name in zip(values, names, strict=True):
            self.graph.output(value, name, its, dtype)
        apart = self._styling is not self.graph
        return Segment(
            model=self.graph.serialise(),
            rows=tuple(sorted(self._rows)),
            noises=tuple(self._noises),
            resolution=size,
            shape=shape,
            dtype=dtype,
            outputs=names,
            weights=Weights(self._styling.serialise(), self._shapes) if apart else None,
        )

    # -- the network --------------------------------------------------------------------

    def first(self, channels: int) -> str:
        """The learned constant at 4x4 and its convolution."""
        graph, styling, block = self.graph, self._styling, self._block
        name = "synthesis.first"
        style = self._style(f"{name}.affine", 0)
        start = styling.constant(blocked(self._tensors[f"{name}.input"], block))
        x = styling.node("Mul", start, styling.reshape(style, channels // block, 1, 1, block))
        x = self._styled(x, 1, channels, 4, 4)
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

    def upsample(self, i: int, x: str, channels: int, high: int, wide: int) -> list[str]:
        """Before block i: four pixels in place of four bands, still to be dealt out."""
        return self._four_pixels(f"synthesis.blocks.{i}.up", 3 * i + 1, x, channels, high, wide)

    def transform(self, name: str, row: int, x: str, channels: int, size: int) -> str:
        """Inverse Haar transform with the style that `name` makes of a row, dealt out:
        [C / 4 B, size / 2, 2, size / 2, 2, B], B the channels of a block.
        """
        groups, half = channels // (BANDS * self._block), size // 2
        four = self._four_pixels(name, row, x, channels, half, half)
        x = self.graph.node("Concat", *four, axis=1)
        x = self.graph.reshape(x, 2, 2, groups, half, half, self._block)
        return self.graph.node("Transpose", x, perm=[2, 3, 0, 4, 1, 5])

    def _four_pixels(
        self, name: str, row: int, x: str, channels: int, high: int, wide: int
    ) -> list[str]:
        """[1, C, h, w] of four bands to [1, C / 4, h, w] of each of four pixels.

        The bands of a block of channels lie one after another. Taken as one picture of four times
        as many rows, a pixel is a convolution in depth of four taps, h rows apart.
        """
        styling, block = self._styling, self._block
        own = channels // BANDS
        style = self._style(name, row, band_order(channels, block))
        style = styling.reshape(style, own // block, BANDS, 1, block)
        x = self.graph.reshape(x, 1, own, BANDS * high, wide)
        pixels = []
        for signs in HAAR:
            weight = styling.node("Mul", styling.constant(signs.reshape(1, BANDS, 1, 1)), style)
            pixels.append(
                self.graph.node(
                    "Conv",
                    x,
                    self._styled(weight, own, 1, BANDS, 1),
                    domain=BLOCKED,
                    group=own,
                    kernel_shape=[BANDS, 1],
                    dilations=[high, 1],
                )
            )
        return pixels

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
        bands: bool = False,
    ) -> str:
        """One `Layer` of the head; `order`: how the channels of x are arranged; `bands`: an inverse
        Haar transform follows.
        """
        graph = self.graph
        weight, bias = self._tensors[f"{name}.weight"], self._tensors[f"{name}.bias"]
        if bands:
            made = band_order(len(bias), self._block)
            weight, bias = weight[made], bias[made]
        if pixels:
            # the guess comes first and brings no offset of its own
            weight, bias = self._pixels(weight, bias, offset=bool(add))
        if order is not None:
            weight = weight[:, order]
        style = self._style(f"{name}.gains.0", row, order)
        if f"{name}.gains.1.weight" in self._tensors:
            style = self._styling.node("Mul", style, self._style(f"{name}.gains.1", row, order))
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
        styling, channels = self._styling, len(kernel)
        packed = styling.constant(pack_depthwise(kernel, self._block))
        scale = styling.reshape(style, channels // self._block, 1, 1, self._block)
        weight = self._styled(styling.node("Mul", packed, scale), channels, 1, 3, 3)
        return self.graph.node(
            "Conv", x, weight,
            domain=BLOCKED, group=channels, kernel_shape=[3, 3], pads=[above, 1, below, 1],
        )  # fmt: skip

    def _scaled(self, weight: Array, style: str) -> str:
        """1x1 weights [O, I] in blocks, their inputs scaled by a style [1, I]."""
        styling, block = self._styling, self._block
        outputs, inputs = weight.shape
        packed = pack_dense(weight[:, :, None, None], block)
        packed = packed.reshape(outputs // block, inputs // block, block, block)
        scale = styling.reshape(style, 1, inputs // block, block, 1)
        scaled = styling.node("Mul", styling.constant(packed), scale)
        return self._styled(scaled, outputs, inputs, 1, 1)

    def _styled(self, value: str, *shape: int) -> str:
        """What becomes of styles, in the shape that the segment's graph wants."""
        value = self._styling.reshape(value, *shape)
        if self._styling is self.graph:
            return value
        name = f"weight{len(self._shapes)}"
        self._shapes[name] = shape
        self._styling.output(value, name, shape)
        return self.graph.input(name, shape)

    def _style(self, name: str, row: int, order: NDArray[np.intp] | None = None) -> str:
        """Scales of channels, [1, C]."""
        weight, bias = self._tensors[f"{name}.weight"], self._tensors[f"{name}.bias"]
        if order is not None:
            weight, bias = weight[order], bias[order]
        styling = self._styling
        if row not in self._rows:
            self._rows[row] = styling.input(f"w{row}", [1, weight.shape[1]])
        return styling.node(
            "Gemm", self._rows[row], styling.constant(weight), styling.constant(bias), transB=1
        )

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
