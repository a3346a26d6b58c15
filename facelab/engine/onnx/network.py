"""MobileStyleGAN as ONNX graphs on blocks of channels, and its preview heads likewise.

What `facelab.networks.mobilestylegan` computes, arranged so that little data is moved:

- styles scale the small depthwise weights, never activations;
- the inverse Haar transform with its style is four convolutions in depth, one a pixel: the four
  bands of a block of channels lie one after another, so they are four taps as far apart; one
  transposition deals the pixels out;
- noise, bias and activation are part of the 1x1 convolution;
- the last convolution gives the four pixels of a wavelet group at once, as blue, green, red,
  255, so that bytes and their order cost nothing.

A frame is a chain of segments. What one hands to the next can be kept for the next frame, and
between two of them a frame can be abandoned. The last blocks, whose activations are large, are
computed a few rows at a time (`StripBlock`): what one layer hands to the next is then still in the
processor's cache, and no thread waits for the others after each layer. To the bit it is what all
rows at once would give.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from facelab.engine.backend import Head
from facelab.engine.onnx.blocks import band_order
from facelab.engine.onnx.layers import BYTE, PIXEL, Part, Tensors
from facelab.engine.onnx.segment import Place, Segment, StripBlock
from facelab.engine.unit_picture import HIGHEST, LOWEST
from facelab.errors import ModelError
from facelab.networks.families.mobilestylegan_plan import BANDS
from facelab.networks.preview_head_plan import PER_BLOCK, head_config

End = Literal["features", "four", "picture", "floats"]
ROWS = 8  # of a strip: fewer, and what lies around them costs more than the cache gains
MARGIN = 2  # rows around a strip, on which two convolutions of 3 x 3 depend


def check(channels: Sequence[int], block: int) -> None:
    """Raise ModelError unless the network's channels fill blocks."""
    for width in channels[:-1]:
        if width % (BANDS * block):
            raise _unfit(f"{width} channels are not a multiple of {BANDS * block}.")
    if channels[-1] % block or PIXEL * BANDS % block:
        raise _unfit(f"{channels[-1]} channels are not a multiple of {block}.")


def network_segments(
    channels: Sequence[int], tensors: Tensors, block: int, cuts: Sequence[int]
) -> list[Segment]:
    """The network from w+ to the features at the last of the cuts.

    Parameters
    ----------
    channels : sequence of int
        At 4, 8, 16 ... pixels.
    tensors : mapping
        Weights by name, as facelab.checkpoints converts them.
    block : int
        Channels in a block.
    cuts : sequence of int
        Resolutions after whose last layer a segment ends, ascending.

    Raises
    ------
    ModelError
        The channels of this network do not fill blocks.
    """
    check(channels, block)
    segments = []
    part = Part(tensors, block)
    x = part.first(channels[0])
    for i, inputs in enumerate(channels[:-1]):
        size = 2 ** (i + 2)  # of what comes into the block
        if size in cuts:
            segments.append(part.end(x, size, 1, inputs, size, size))
            if size == cuts[-1]:
                break
            part = Part(tensors, block)
            x = part.begin(1, inputs, size, size)
        x = part.block(i, x, inputs, 2 * size)
        x = part.pointwise(i, 2, x, bands=True)
    return segments


def upsampling_segment(channels: Sequence[int], tensors: Tensors, block: int, size: int) -> Segment:
    """From features at a size, as `network_segments` and a `StripBlock` hand them out, to what the
    `StripBlock` of the next size takes.
    """
    i = size.bit_length() - 3
    part = Part(tensors, block)
    x = part.begin(1, channels[i], size, size)
    four = part.upsample(i, x, channels[i], size, size)
    return part.end_with_four(four, size, BANDS, channels[i] // BANDS, size, size)


def strip_block(
    channels: Sequence[int], tensors: Tensors, block: int, size: int, end: End
) -> StripBlock:
    """The block whose layers are of a size.

    Parameters
    ----------
    channels, tensors, block
        As for `network_segments`.
    size : int
    end : str
        What it hands out: "features", as `network_segments` does; "four", what the next block
        takes; "picture", in bytes; or "floats", which is the picture before it is rounded: rows
        of [R, R, 4] float32, steps of 255 within the limits of `facelab.engine.unit_picture`.
    """
    i = size.bit_length() - 4
    rows = min(ROWS, size // 2)

    def model(place: Place) -> Segment:
        above, below = int(place != "top"), int(place != "bottom")
        zeros = (1 - above, 1 - below)
        part = Part(tensors, block, weights_apart=True)
        held = rows + MARGIN * (above + below)
        x = part.begin(1, channels[i] // BANDS, held, size)
        held -= above + below
        x = part.pointwise(i, 1, part.depthwise(i, 1, x, *zeros), rows=held)
        bands = end in ("features", "four")
        x = part.pointwise(i, 2, part.depthwise(i, 2, x, *zeros), bands=bands, rows=rows)
        if end == "features":
            return part.end(x, size, 1, channels[i + 1], rows, size)
        if end == "four":
            four = part.upsample(i + 1, x, channels[i + 1], rows, size)
            return part.end_with_four(four, size, BANDS, channels[i + 1] // BANDS, rows, size)
        rounded = end == "picture"
        x = part.to_image(x, 3 * len(channels) - 3, BYTE if rounded else (LOWEST, HIGHEST))
        return part.end_with_pixels(x, size, rounded, rows)

    return StripBlock(
        models={place: model(place) for place in ("top", "middle", "bottom")},
        size=size,
        rows=rows,
        channels=channels[i] // BANDS,
        block=block,
    )


def head_segment(channels: Sequence[int], tensors: Tensors, head: Head, block: int) -> Segment:
    """A preview head: from the features at its resolution to pixels.

    Parameters
    ----------
    channels, tensors, block
        Of the network, as for `network_segments`.
    head : Head

    Raises
    ------
    KeyError, ValueError
        The head's tensors do not fit its configuration, or the network.
    ModelError
        Its channels do not fill blocks.
    """
    config = head_config(head.config)
    size, width = config.resolution, config.channels
    i = size.bit_length() - 4  # the block whose layers are at this resolution
    if not 0 <= i < len(channels) - 2 or width != channels[i + 1]:
        raise ValueError(f"the network has no {width} channels at {size} pixels")
    layers = [f"layers.{k}" for k in range(len(config.widths))]
    for name, shape in zip(layers, zip(config.widths, config.inputs, strict=True), strict=True):
        if head.tensors[f"{name}.weight"].shape != shape:
            raise ValueError(f"{name} should be {shape[0]} x {shape[1]}")
        if any(side % block for side in shape):
            raise _unfit("The layers of its preview head are not multiples of a block.")
    part = Part({**tensors, **head.tensors}, block)
    x = part.begin(1, width, size, size)
    y, order = x, None
    if not config.grows:
        bands = part.graph.reshape(x, width // (BANDS * block), BANDS, size * size * block)
        first = part.graph.constant(np.array([0], np.int64))
        low = part.graph.node("Gather", bands, first, axis=1)
        y = part.graph.reshape(low, 1, width // BANDS, size, size)
        order = band_order(width, block)
    for k, (name, row) in enumerate(zip(layers, config.rows[:-1], strict=True)):
        if k % PER_BLOCK == 0 and k // PER_BLOCK < config.grows:
            if width % (BANDS * block):
                raise _unfit("The bands of its preview head are not multiples of a block.")
            size *= 2
            y = part.transform("grow_again" if k else "grow", row, y, width, size)
            x = y = part.graph.reshape(y, 1, width // BANDS, size, size)
        again = k % PER_BLOCK == 1 and (k + 1) // PER_BLOCK < config.grows
        width = config.widths[k]
        y = part.head_layer(name, y, row, activate=True, bands=again)
    guess = part.head_layer("guess", x, config.guess_row, order=order, pixels=True)
    pixels = part.head_layer("bands", y, config.rows[-1], add=guess, pixels=True)
    return part.end_with_pixels(pixels, size)


def _unfit(why: str) -> ModelError:
    return ModelError(
        "The fast CPU back end cannot draw with this network.", why, "facelab uses torch instead."
    )
