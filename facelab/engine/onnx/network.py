"""MobileStyleGAN as ONNX graphs on blocks of channels, and its preview heads likewise.

What `facelab.networks.mobilestylegan` computes, arranged so that little data is moved:

- styles scale the small depthwise weights, never activations;
- the inverse Haar transform with its style is a convolution in groups, four bands of a block
  of channels in, four pixels of them out; one transposition deals the pixels out;
- noise, bias and activation are part of the 1x1 convolution;
- the last convolution gives the four pixels of a wavelet group at once, as blue, green, red,
  255, so that bytes and their order cost nothing.

A frame is a chain of segments. What one hands to the next can be kept for the next frame, and
between two of them a frame can be abandoned.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from facelab.engine.backend import Head
from facelab.engine.onnx.blocks import BANDS, band_order
from facelab.engine.onnx.layers import BYTE, PIXEL, Part, Segment, Tensors
from facelab.engine.unit_picture import HIGHEST, LOWEST
from facelab.errors import ModelError

__all__ = ["Segment", "check", "float_segment", "head_segment", "network_segments"]


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
    """The network from w+ to pixels.

    Parameters
    ----------
    channels : sequence of int
        At 4, 8, 16 ... pixels.
    tensors : mapping
        Weights by name, as facelab.checkpoints converts them.
    block : int
        Channels in a block.
    cuts : sequence of int
        Resolutions after whose last layer a segment ends, ascending. Beyond the last of them
        layers are large, and a value that is handed out must not be one that noise was added
        to: ONNX Runtime adds in place, but never to what it hands out. There segments end
        before a 1x1 convolution, and after a transform.

    Raises
    ------
    ModelError
        The channels of this network do not fill blocks.
    """
    check(channels, block)
    segments = []
    part = Part(tensors, block)

    def cut(x: str, size: int, *shape: int) -> str:
        nonlocal part
        segments.append(part.end(x, size, *shape))
        part = Part(tensors, block)
        return part.begin(*shape)

    x = part.first(channels[0])
    for i, (inputs, outputs) in enumerate(itertools.pairwise(channels)):
        size = 2 ** (i + 3)
        large = size > cuts[-1]
        if size // 2 in cuts:
            x = cut(x, size // 2, 1, inputs, size // 2, size // 2)
        x = part.upsample(i, x, inputs, size)
        if large and size // 2 > cuts[-1]:
            # in the shape that it has: to give it another would copy what is handed out
            groups = inputs // (BANDS * block)
            x = cut(x, size, groups, size // 2, 2, size // 2, 2, block)
        x = part.graph.reshape(x, 1, inputs // BANDS, size, size)
        x = part.pointwise(i, 1, part.depthwise(i, 1, x))
        x = part.depthwise(i, 2, x)
        if large:
            x = cut(x, size, 1, outputs, size, size)
        if i < len(channels) - 2:
            x = part.pointwise(i, 2, x, bands=True)
    segments.append(_end_with_picture(part, x, channels))
    return segments


def float_segment(channels: Sequence[int], tensors: Tensors, block: int) -> Segment:
    """What the last of `network_segments` does, without rounding: [R, R, 4] float32.

    It takes the same "x", and hands out steps of 255 within the limits of
    `facelab.engine.unit_picture`.

    Parameters
    ----------
    channels, tensors, block
        As for `network_segments`. Its last block must be beyond the last of the cuts.
    """
    size = 2 ** (len(channels) + 1)
    part = Part(tensors, block)
    x = part.begin(1, channels[-1], size, size)
    return _end_with_picture(part, x, channels, rounded=False)


def _end_with_picture(part: Part, x: str, channels: Sequence[int], rounded: bool = True) -> Segment:
    """The last convolution's second half, and the picture."""
    limits = BYTE if rounded else (LOWEST, HIGHEST)
    x = part.pointwise(len(channels) - 2, 2, x)
    x = part.to_image(x, 3 * len(channels) - 3, limits)
    return part.end_with_pixels(x, 2 ** (len(channels) + 1), rounded)


def head_segment(
    channels: Sequence[int], tensors: Tensors, head: Head, block: int, cuts: Sequence[int]
) -> Segment:
    """A preview head: from what the network's last segment at its resolution hands out, to pixels.

    Parameters
    ----------
    channels, tensors, block, cuts
        Of the network, as for `network_segments`. Beyond the last of the cuts segments end
        before a layer's last convolution, which is then part of this one.
    head : Head

    Raises
    ------
    KeyError, ValueError
        The head's tensors do not fit its configuration, or the network.
    ModelError
        Its channels do not fill blocks.
    """
    size, width = head.resolution, int(head.config["channels"])
    i = size.bit_length() - 4  # the block whose layers are at this resolution
    if not 0 <= i < len(channels) - 2 or width != channels[i + 1]:
        raise ValueError(f"the network has no {width} channels at {size} pixels")
    layers = [f"layers.{k}" for k in range(len(head.config["widths"]))]
    if any(side % block for name in layers for side in head.tensors[f"{name}.weight"].shape):
        raise _unfit("The layers of its preview head are not multiples of a block.")
    part = Part({**tensors, **head.tensors}, block)
    x = part.begin(1, width, size, size)
    if size > cuts[-1]:
        x = part.pointwise(i, 2, x, bands=True)
    first_row = int(head.config["first_row"])
    rows = [first_row + 3 * (k // 2) + k % 2 for k in range(len(layers))]
    groups, graph = width // (BANDS * block), part.graph
    if head.config.get("grows"):
        x = part.transform("grow", first_row, x, width, 2 * size)
        size *= 2
        x = y = graph.reshape(x, 1, width // BANDS, size, size)
        order = None
    else:
        bands = graph.reshape(x, groups, BANDS, size * size * block)
        low = graph.split(bands, 1, [1, BANDS - 1])[0]
        y = graph.reshape(low, 1, width // BANDS, size, size)
        order = band_order(width, block)
    for name, row in zip(layers, rows, strict=True):
        y = part.head_layer(name, y, row, activate=True)
    guess = part.head_layer("guess", x, rows[0], order=order, pixels=True)
    pixels = part.head_layer("bands", y, rows[-1] + 1, add=guess, pixels=True)
    return part.end_with_pixels(pixels, size)


def _unfit(why: str) -> ModelError:
    return ModelError(
        "The fast CPU back end cannot draw with this network.", why, "facelab uses torch instead."
    )
