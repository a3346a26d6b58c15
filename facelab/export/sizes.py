"""Pictures at another size.

Smaller ones are made in linear light and with premultiplied alpha, as light mixes: reduced as
they are stored, fine bright detail such as hair against a dark background gets darker. Larger
ones are made of the stored values, where Lanczos leaves no dark seams. The curve of sRGB: IEC
61966-2-1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from facelab.export.writer import Pixels

SMALLEST, LARGEST = 16, 4096

_TO_LINEAR_BELOW, _TO_SRGB_BELOW = 0.04045, 0.0031308


def sized(pixels: Pixels, longest: int | None) -> Pixels:
    """Pixels [H, W, 3 or 4] with a longest edge, or as they are (None).

    Returns
    -------
    uint8 or float32 [h, w, 3 or 4]
        As what was given.
    """
    height, width = pixels.shape[:2]
    if longest is None or longest == max(height, width):
        return pixels
    scale = longest / max(height, width)
    shape = max(1, round(width * scale)), max(1, round(height * scale))
    whole = to_float(pixels)
    alpha = whole[..., 3:] if whole.shape[2] == 4 else None
    light = to_linear(whole[..., :3]) if scale < 1 else whole[..., :3]
    if alpha is not None:
        light = light * alpha
    made = _resampled(light, shape)
    if alpha is not None:
        alpha = np.clip(_resampled(alpha, shape), 0.0, 1.0)
        made = np.divide(made, alpha, out=np.zeros_like(made), where=alpha > 1e-4)
    made = np.clip(made, 0.0, 1.0)
    made = from_linear(made) if scale < 1 else made
    if alpha is not None:
        made = np.concatenate([made, alpha], axis=2)
    return to_bytes(made) if pixels.dtype == np.uint8 else made


def to_float(pixels: Pixels) -> NDArray[np.float32]:
    """0 to 1, whatever they were."""
    if pixels.dtype == np.uint8:
        return pixels.astype(np.float32) / np.float32(255)
    return np.clip(pixels, 0.0, 1.0).astype(np.float32, copy=False)


def to_bytes(pixels: Pixels) -> NDArray[np.uint8]:
    """0 to 255, rounded."""
    return pixels if pixels.dtype == np.uint8 else _whole(pixels, 255).astype(np.uint8)  # type: ignore[return-value]


def to_words(pixels: Pixels) -> NDArray[np.uint16]:
    """0 to 65535, rounded."""
    if pixels.dtype == np.uint8:
        return pixels.astype(np.uint16) * np.uint16(257)
    return _whole(pixels, 65535).astype(np.uint16)


def to_linear(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Values in sRGB, 0 to 1, as light."""
    below = values <= _TO_LINEAR_BELOW
    return np.where(below, values / 12.92, ((values + 0.055) / 1.055) ** 2.4).astype(np.float32)


def from_linear(light: NDArray[np.float32]) -> NDArray[np.float32]:
    """Light, 0 to 1, as values in sRGB."""
    below = light <= _TO_SRGB_BELOW
    high = 1.055 * np.maximum(light, _TO_SRGB_BELOW) ** (1 / 2.4) - 0.055
    return np.where(below, light * 12.92, high).astype(np.float32)


def _whole(pixels: Pixels, most: int) -> NDArray[np.float32]:
    inside: NDArray[np.float32] = np.clip(pixels.astype(np.float32, copy=False), 0.0, 1.0)
    return inside * np.float32(most) + np.float32(0.5)


def _resampled(planes: NDArray[np.float32], shape: tuple[int, int]) -> NDArray[np.float32]:
    """Each channel of [H, W, C] by Lanczos; `shape` is width and height."""
    made = [
        np.asarray(
            Image.fromarray(np.ascontiguousarray(planes[..., k])).resize(
                shape, Image.Resampling.LANCZOS
            )
        )
        for k in range(planes.shape[2])
    ]
    return np.stack(made, axis=2)
