"""Pictures that carry their recipe."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from facelab.export.sizes import sized
from facelab.export.writer import Picture
from facelab.recipe import Recipe


def picture_of(rgb: NDArray[np.uint8], recipe: Recipe, size: int | None = None) -> Picture:
    """The picture [H, W, 3 or 4] of a face, at `size` x `size` or as it is."""
    return Picture(sized(rgb, size), recipe)


def shrunk(pixels: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Pixels [H, W, 4] at `side` x `side`, for thumbnails."""
    if pixels.shape[0] == side:
        return pixels
    image = Image.fromarray(pixels).resize((side, side), Image.Resampling.BOX)
    return np.ascontiguousarray(np.asarray(image))
