"""Numbers of the display and of light: IEC 61966-2-1, sRGB."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


def to_light(values: Array) -> Array:
    """What a display shows, 0 to 1, as linear light."""
    low = values * np.float32(1 / 12.92)
    high = ((np.maximum(values, 0) + np.float32(0.055)) * np.float32(1 / 1.055)) ** np.float32(2.4)
    return np.where(values <= 0.04045, low, high).astype(np.float32)


def to_display(light: Array) -> Array:
    """Linear light, 0 to 1, as what a display is told."""
    low = light * np.float32(12.92)
    high = np.float32(1.055) * np.maximum(light, 0) ** np.float32(1 / 2.4) - np.float32(0.055)
    return np.where(light <= 0.0031308, low, high).astype(np.float32)
