"""Pictures that go onto an atlas, and what is left of them when their empty rims are cut off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Sprite:
    """A picture, perhaps without its empty rims.

    Attributes
    ----------
    name : str
        Small letters, digits and _.
    pixels : uint8 [h, w, 4]
        Straight alpha; at least a pixel.
    left, top : int
        Where it lies in the whole picture.
    width, height : int
        Of the whole picture.
    milliseconds : int
        How long it shows in an animation.
    """

    name: str
    pixels: Bytes
    left: int
    top: int
    width: int
    height: int
    milliseconds: int = 100

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of what is left of it."""
        return self.pixels.shape[1], self.pixels.shape[0]

    @property
    def is_trimmed(self) -> bool:
        """Whether something was cut off."""
        return self.size != (self.width, self.height)


@dataclass(frozen=True)
class Animation:
    """Sprites that are shown one after another.

    Attributes
    ----------
    name : str
    members : tuple of str
        Names of sprites, which follow each other in the order that they were given in.
    """

    name: str
    members: tuple[str, ...]


def sprite_of(name: str, pixels: Bytes, trim: bool = True, milliseconds: int = 100) -> Sprite:
    """A picture [H, W, 3 or 4] as a sprite; an empty one keeps a single pixel."""
    height, width = pixels.shape[:2]
    if pixels.shape[2] == 3:
        pixels = np.concatenate((pixels, np.full((height, width, 1), 255, np.uint8)), axis=2)
    left, top, right, bottom = 0, 0, width, height
    if trim:
        seen = pixels[..., 3] > 0
        rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
        if rows.size:
            top, bottom = int(rows[0]), int(rows[-1]) + 1
            left, right = int(columns[0]), int(columns[-1]) + 1
        else:
            right = bottom = 1
    cut = np.ascontiguousarray(pixels[top:bottom, left:right])
    return Sprite(name, cut, left, top, width, height, milliseconds)
