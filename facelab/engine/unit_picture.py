"""A full picture in floating point, of which the 8-bit frame is exactly the rounding.

Back ends make a frame of v = 127.5 x + 128, clamped to 0..255 and truncated: that is
127.5 (x + 1) rounded to a whole number. The picture in floating point is the same before it is
rounded, over 255.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LOWEST, HIGHEST = 0.5, 255.5  # what v is clamped to: here the picture is 0 and 1
_EDGE = 2.0**-12  # of a step of 255: keeps rounding in float32 on its side


def unit_picture(
    values: NDArray[np.float32], pixels: NDArray[np.uint8] | None = None
) -> NDArray[np.float32]:
    """A picture in 0..1, display-referred sRGB as the 8-bit frame is.

    Whoever rounds 255 times this, in float32 or float64 and ties either way, gets the frame.
    For that a number that lies within 1/4096 of a step from where rounding turns is moved by as
    much, which no 16-bit file could hold.

    Parameters
    ----------
    values : float32 [H, W, 3]
        v, in red, green, blue.
    pixels : uint8 [H, W, 3], optional
        The frame, where it was drawn in another precision than `values`: what differs is held
        at the edge of the frame's step.

    Returns
    -------
    float32 [H, W, 3]
    """
    v = np.clip(values, LOWEST, HIGHEST)
    steps = np.floor(v) if pixels is None else pixels.astype(np.float32)
    np.minimum(steps, 255, out=steps)
    np.clip(v, steps + np.float32(_EDGE), steps + np.float32(1 - _EDGE), out=v)
    v -= np.float32(0.5)
    v /= np.float32(255)
    return np.clip(v, 0, 1, out=v)
