"""How much arithmetic a frame of MobileStyleGAN is, counted from its shape."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise


def multiply_adds(channels: Sequence[int], up_to: int | None = None) -> int:
    """Multiply-adds of a frame, the mapping network and the styles left out.

    Parameters
    ----------
    channels : sequence of int
        At 4, 8, 16, ... pixels.
    up_to : int or None
        Stop after the layers at this resolution; None draws the picture.
    """
    total = 9 * channels[0] * channels[0] * 4 * 4
    for step, (inputs, outputs) in enumerate(pairwise(channels)):
        size = 2 ** (step + 3)
        if up_to is not None and size > up_to:
            return total
        pixels = size * size
        quarter = inputs // 4
        total += pixels * quarter * 4  # inverse Haar
        total += pixels * quarter * (9 + outputs)  # depthwise and 1x1
        total += pixels * outputs * (9 + outputs)
    if up_to is None:
        last = 2 ** (len(channels) + 1)
        total += last * last * (channels[-1] * 12 + 4 * 12)
    return total
