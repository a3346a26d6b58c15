"""Mean luminance and contrast made the same, for pictures that are shown to people in experiments.

What Willenbockel et al., "Controlling low-level image properties: the SHINE toolbox", Behavior
Research Methods 42, 2010, do by mean and standard deviation of grey values is done here to
relative luminance (CIE Y of sRGB, IEC 61966-2-1) and in colour: Y becomes g Y^p, and red, green
and blue of a pixel are scaled alike, so that its hue stays and nothing falls below black. Targets
are numbers of the format, not of a set: pictures that are added to a study later match.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facelab.export.sizes import from_linear, to_linear

Array = NDArray[np.float32]

LUMINANCE = np.array((0.2126, 0.7152, 0.0722), np.float32)  # ITU-R BT.709
_POWERS = (0.25, 4.0)
_STEPS = 30
_ROUNDS = 8  # what is clipped is made up for


@dataclass(frozen=True)
class Light:
    """The light of a part of a picture.

    Attributes
    ----------
    mean : float
        Relative luminance, 0 to 1.
    contrast : float
        Its standard deviation over its mean.
    """

    mean: float
    contrast: float


def light_of(picture: Array, weight: Array) -> Light:
    """The light of a picture [H, W, 3] where it counts, [H, W] 0 to 1."""
    luminance = to_linear(picture[..., :3]) @ LUMINANCE
    return _light(luminance, weight)


def with_light(picture: Array, weight: Array, wanted: Light) -> tuple[Array, Light]:
    """The picture [H, W, 3] with another light where it counts; and the light that it got, which
    is a little off where colours leave no room.
    """
    linear = to_linear(picture)
    luminance = linear @ LUMINANCE
    aim = wanted
    for _ in range(_ROUNDS):
        made = _scaled(linear, luminance, weight, aim)
        got = light_of(made, weight)
        off = wanted.mean / max(got.mean, 1e-6), wanted.contrast / max(got.contrast, 1e-6)
        if max(abs(off[0] - 1), abs(off[1] - 1)) < 5e-4:
            break
        aim = Light(min(aim.mean * off[0], 0.95), min(aim.contrast * off[1], 2.0))
    return made, got


def _scaled(linear: Array, luminance: Array, weight: Array, aim: Light) -> Array:
    inside = weight > 0
    some, weights = np.maximum(luminance[inside], np.float32(1e-5)), weight[inside]
    low, high = _POWERS
    for _ in range(_STEPS):  # contrast grows with the power
        power = (low * high) ** 0.5
        low, high = (
            (power, high)
            if _light(some**power, weights).contrast < aim.contrast
            else (
                low,
                power,
            )
        )
    gain = aim.mean / _light(some**power, weights).mean
    safe = np.maximum(luminance, np.float32(1e-5))
    share = (gain * safe**power / safe).astype(np.float32)
    return from_linear(np.clip(linear * share[..., None], 0, 1))


def _light(luminance: Array, weight: Array) -> Light:
    total = max(float(weight.sum(dtype=np.float64)), 1e-6)
    mean = float((luminance * weight).sum(dtype=np.float64)) / total
    spread = float((weight * (luminance - mean) ** 2).sum(dtype=np.float64)) / total
    return Light(mean, spread**0.5 / max(mean, 1e-6))
