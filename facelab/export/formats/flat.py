"""Pictures without transparency, for formats that have none."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from facelab.export.sizes import from_linear, to_bytes, to_float, to_linear
from facelab.export.writer import Encoding, Pixels


def flat_bytes(pixels: Pixels, encoding: Encoding) -> NDArray[np.uint8]:
    """Pixels [H, W, 3 or 4] as uint8 [H, W, 3]: what shows through is the encoding's
    background, mixed as light.
    """
    if pixels.shape[2] == 3:
        return to_bytes(pixels)
    whole = to_float(pixels)
    alpha = whole[..., 3:]
    behind = to_linear(np.array(encoding.background, np.float32) / np.float32(255))
    light = to_linear(whole[..., :3]) * alpha + behind * (1 - alpha)
    return to_bytes(from_linear(light))
