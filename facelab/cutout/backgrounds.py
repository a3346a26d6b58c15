"""What is put behind a face that was cut out."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from facelab.cutout.light import to_display, to_light
from facelab.cutout.matte import Matte
from facelab.cutout.pyramid import resized, spread
from facelab.damage import UnreadableError, reading
from facelab.errors import ExportError
from facelab.files import MEGABYTE, open_regular

Array = NDArray[np.float32]

MAX_BYTES = 512 * MEGABYTE  # of a picture's file
MAX_PIXELS = 120_000_000
_SOFT = 24  # a blurred background's spread is that part of the picture's side
_BLURRED = 256  # side in pixels that it is blurred at
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


@dataclass(frozen=True)
class Background:
    """What lies behind.

    Attributes
    ----------
    kind : "transparent", "colour", "blur" or "picture"
    colour : str
        "#rrggbb", of a colour.
    picture : Path or None
        The file of a picture.
    """

    kind: Literal["transparent", "colour", "blur", "picture"]
    colour: str = ""
    picture: Path | None = None

    def __str__(self) -> str:
        return self.colour or (str(self.picture) if self.picture else self.kind)


TRANSPARENT, BLUR = Background("transparent"), Background("blur")


def background_of(text: str) -> Background:
    """A background from a word: transparent, blur, #rrggbb or #rgb, else the name of a file.

    Raises
    ------
    ValueError
        It begins with # and is no colour.
    """
    if text in ("transparent", "blur"):
        return TRANSPARENT if text == "transparent" else BLUR
    if not text.startswith("#"):
        return Background("picture", picture=Path(text))
    if not _COLOUR.fullmatch(text):
        raise ValueError(f"{text} is not a colour; write it like #ff8800")
    digits = text[1:] if len(text) == 7 else "".join(2 * digit for digit in text[1:])
    return Background("colour", f"#{digits.lower()}")


def read_backdrop(path: Path, side: int) -> Array:
    """A picture to put behind, its middle cut to a square: float32 [side, side, 3], 0 to 1.

    Raises
    ------
    ExportError
        It cannot be read, or is no picture that facelab knows.
    """

    def refused(why: str) -> ExportError:
        return ExportError(
            f"{path.name} cannot be used as a background.", why, "Choose a PNG or JPEG picture."
        )

    with reading(refused), warnings.catch_warnings(), open_regular(path, MAX_BYTES) as file:
        warnings.simplefilter("ignore")  # of tags that make no sense; the pixels may
        fitted = _fitted(file, side)
    return np.asarray(fitted).astype(np.float32) / np.float32(255)


def _fitted(file: BinaryIO, side: int) -> Image.Image:
    with Image.open(file, formats=("PNG", "JPEG", "WEBP", "TIFF", "BMP")) as image:
        if image.width * image.height > MAX_PIXELS:
            raise UnreadableError("it is larger than facelab reads")
        image.draft("RGB", (side, side))  # a JPEG is read no larger than it is needed
        upright = ImageOps.exif_transpose(image).convert("RGB")
    return ImageOps.fit(upright, (side, side), Image.Resampling.LANCZOS)


def compose(
    matte: Matte, background: Background, picture: Array, backdrop: Array | None = None
) -> Array:
    """Put a face before a background, mixed in linear light.

    Parameters
    ----------
    matte : Matte
    background : Background
    picture : float32 [H, W, 3]
        What the face was cut out of, for a blurred background.
    backdrop : float32 [H, W, 3] or None
        The picture of a background that is one, see `read_backdrop`.

    Returns
    -------
    float32 [H, W, 4]
        Colours of the display and alpha, straight, 0 to 1; alpha is 1 unless the background is
        transparent.
    """
    if background.kind == "transparent":
        return matte.rgba()
    if background.kind == "colour":
        behind = _colour(background.colour)[None, None]
    elif background.kind == "blur":
        behind = blurred(picture, matte.coverage)
    else:
        assert backdrop is not None, "the picture was not read"
        behind = backdrop
    return over(matte, behind)


def over(matte: Matte, behind: Array) -> Array:
    """A face before colours of the display [H, W, 3] or [1, 1, 3]: float32 [H, W, 4]."""
    share = matte.coverage[..., None]
    light = share * to_light(matte.front) + (1 - share) * to_light(behind)
    shown = to_display(light)
    return np.concatenate((shown, np.ones_like(share)), axis=2)


def blurred(picture: Array, coverage: Array) -> Array:
    """The picture's own background out of focus, without the face in it: float32 [S, S, 3].

    Blurred in linear light, as a lens does it; what was behind the head is made up of what is
    around.
    """
    side = picture.shape[0]
    small = min(side, _BLURRED)
    free = 1 - resized(coverage, small)
    light = spread(resized(to_light(picture), small), free**2)
    radius = max(1, small // _SOFT)
    for _ in range(3):  # three boxes are nearly a bell
        for axis in (0, 1):
            light = _box(light, radius, axis)
    return to_display(resized(light, side))


def checker(side: int) -> Array:
    """Squares that stand for nothing: float32 [side, side, 3]."""
    size = max(1, side // 64)
    rows, columns = np.indices((side, side)) // size
    tone = np.where((rows + columns) % 2, np.float32(0.62), np.float32(0.78))
    return np.repeat(tone[..., None], 3, axis=2).astype(np.float32)


def to_bytes(values: Array) -> NDArray[np.uint8]:
    """0 to 1 as 0 to 255."""
    return np.asarray(np.clip(values, 0, 1) * 255 + 0.5, np.uint8)


def _colour(text: str) -> Array:
    return np.array([int(text[k : k + 2], 16) for k in (1, 3, 5)], np.float32) / np.float32(255)


def _box(values: Array, radius: int, axis: int) -> Array:
    """The mean over 2 radius + 1 pixels; the edge goes on outside."""
    lines = np.moveaxis(values, axis, 0)
    padded = np.pad(lines, ((radius + 1, radius), (0, 0), (0, 0)), mode="edge")
    sums = np.cumsum(padded, axis=0, dtype=np.float64)
    width = 2 * radius + 1
    mean = (sums[width:] - sums[:-width]) / width
    return np.moveaxis(mean, 0, axis).astype(np.float32)
