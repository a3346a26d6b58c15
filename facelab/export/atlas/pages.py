"""Sprites drawn onto pages, with room between them and their edges drawn on into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from facelab.export.atlas.packing import LARGEST, Rect, pack
from facelab.export.atlas.sprites import Bytes, Sprite

MOST_ROOM = 64


@dataclass(frozen=True)
class Packing:
    """How sprites are laid out.

    Attributes
    ----------
    padding : int
        Empty pixels between sprites and on the edge of a page, so that no filter mixes them.
    extrude : int
        Pixels by which the edge of a sprite goes on around it, for the same reason.
    power_of_two : bool
        Edges of pages are powers of two.
    trim : bool
        Empty rims are cut off.
    largest : int
        Edge of a page in pixels.
    """

    padding: int = 2
    extrude: int = 1
    power_of_two: bool = False
    trim: bool = True
    largest: int = LARGEST

    def __post_init__(self) -> None:
        for name in ("padding", "extrude"):
            if not 0 <= getattr(self, name) <= MOST_ROOM:
                raise ValueError(f"{name} is 0 to {MOST_ROOM} pixels")


@dataclass(frozen=True, eq=False)
class AtlasPage:
    """A picture with sprites.

    Attributes
    ----------
    pixels : uint8 [H, W, 4]
    sprites : tuple of Sprite
        Those that are on it, in the order that they were given in.
    places : tuple of Rect
        Of each, without room and what was drawn on around it.
    """

    pixels: Bytes
    sprites: tuple[Sprite, ...]
    places: tuple[Rect, ...]


def pages_of(sprites: Sequence[Sprite], packing: Packing) -> list[AtlasPage]:
    """Sprites on as few pages as it takes.

    Raises
    ------
    ExportError
        A sprite is larger than a page.
    """
    rim = packing.extrude
    room = packing.padding + 2 * rim
    sizes = [(each.size[0] + room, each.size[1] + room) for each in sprites]
    made = []
    for page in pack(sizes, packing.power_of_two, packing.largest, packing.padding):
        pixels = np.zeros((page.height, page.width, 4), np.uint8)
        numbers = sorted(page.places)
        places = []
        for number in numbers:
            corner, sprite = page.places[number], sprites[number]
            x, y = corner.x + packing.padding + rim, corner.y + packing.padding + rim
            around = np.pad(sprite.pixels, ((rim, rim), (rim, rim), (0, 0)), mode="edge")
            across, down = sprite.size
            pixels[y - rim : y + down + rim, x - rim : x + across + rim] = around
            places.append(Rect(x, y, across, down))
        made.append(AtlasPage(pixels, tuple(sprites[k] for k in numbers), tuple(places)))
    return made
