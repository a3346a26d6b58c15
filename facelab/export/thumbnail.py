"""Thumbnails as the library keeps them: small JPEGs."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from facelab.damage import DAMAGED, UnreadableError

SIDE = 192
MAX_SIDE = 4096


def encode(pixels: NDArray[np.uint8]) -> bytes:
    """Pixels [H, W, 4] blue, green, red, 255 as a JPEG of 192 x 192."""
    rgb = np.ascontiguousarray(pixels[..., 2::-1])
    image = Image.fromarray(rgb).resize((SIDE, SIDE), Image.Resampling.BOX)
    return jpeg_of(image, 88)


def jpeg_of(image: Image.Image, quality: int) -> bytes:
    """A picture as a JPEG."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def decode(jpeg: bytes) -> NDArray[np.uint8] | None:
    """A JPEG as uint8 [H, W, 4] blue, green, red, 255; None if it is no picture."""
    try:
        # not Image.open, which warns of large pictures, and reads them
        with JpegImageFile(io.BytesIO(jpeg)) as image:
            if max(image.size) > MAX_SIDE:
                raise UnreadableError
            rgb = np.asarray(image.convert("RGB"))
    except DAMAGED:
        return None
    pixels = np.full((*rgb.shape[:2], 4), 255, dtype=np.uint8)
    pixels[..., :3] = rgb[..., ::-1]
    return pixels
