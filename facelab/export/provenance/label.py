"""A label for all to see: "AI" in white on a dark rounded field in the lower right corner, as the
common icon of the European Code of Practice is laid out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Pixels = NDArray[np.uint8] | NDArray[np.float32]

SHARE = 0.075  # of the shorter side
LEAST = 14  # pixels; below that nobody could read it
_FINE = 4  # drawn so much larger, and reduced
_FIELD = (16, 18, 22)
_OPACITY = 0.72


def labelled(pixels: Pixels) -> Pixels:
    """The picture with the label.

    Parameters
    ----------
    pixels : uint8 or float32 array [H, W, 3] or [H, W, 4]
        0 to 255, or 0 to 1; a fourth channel is straight alpha, and full where the label is.
    """
    height, width, channels = pixels.shape
    side = min(height, width)
    tall = min(max(LEAST, round(SHARE * side)), side)
    wide = min(round(1.35 * tall), side)
    margin = min(round(0.4 * tall), (side - tall) // 2, (side - wide) // 2)
    colour, cover = _badge(wide, tall)
    top, left = height - margin - tall, width - margin - wide
    out = pixels.copy()
    part = out[top : top + tall, left : left + wide].astype(np.float32)
    unit = 255.0 if pixels.dtype == np.uint8 else 1.0
    rgb, alpha = part[..., :3] / unit, np.ones((tall, wide, 1), np.float32)
    if channels == 4:
        alpha = part[..., 3:] / unit
    whole = cover + alpha * (1 - cover)
    mixed = (colour * cover + rgb * alpha * (1 - cover)) / np.maximum(whole, 1e-6)
    part[..., :3] = mixed * unit
    if channels == 4:
        part[..., 3:] = whole * unit
    rounded = np.rint(part) if pixels.dtype == np.uint8 else part
    out[top : top + tall, left : left + wide] = rounded.astype(pixels.dtype)
    return out


def _badge(wide: int, tall: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The label's colour [tall, wide, 3] and opacity [tall, wide, 1], 0 to 1."""
    size = (wide * _FINE, tall * _FINE)
    field, letters = Image.new("L", size), Image.new("L", size)
    radius = round(0.22 * size[1])
    ImageDraw.Draw(field).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), radius, fill=255)
    font = ImageFont.load_default(0.72 * size[1])
    middle = (size[0] / 2, size[1] / 2)
    ImageDraw.Draw(letters).text(middle, "AI", fill=255, font=font, anchor="mm")
    on, white = (
        np.asarray(each.resize((wide, tall), Image.Resampling.BOX), np.float32)[..., None] / 255
        for each in (field, letters)
    )
    colour = white + (1 - white) * np.array(_FIELD, np.float32) / 255
    cover: NDArray[np.float32] = np.maximum(on * _OPACITY, white)
    return colour.astype(np.float32), cover
