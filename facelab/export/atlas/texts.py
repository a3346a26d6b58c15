"""JSON and names as atlases have them: what all texts beside a picture are made with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from facelab import __version__
from facelab.export.atlas.packing import Rect
from facelab.export.atlas.pages import AtlasPage
from facelab.export.atlas.sprites import Sprite


@dataclass(frozen=True, eq=False)
class Described:
    """A page with the name of its picture.

    Attributes
    ----------
    page : AtlasPage
    image : str
        Name of the file beside the text.
    anchor : (float, float)
        Point of whole pictures by which they are placed, of their width and height.
    """

    page: AtlasPage
    image: str
    anchor: tuple[float, float] = (0.5, 0.5)


def frame_of(sprite: Sprite, place: Rect) -> dict[str, Any]:
    """What TexturePacker says of a frame, and Aseprite as well."""
    width, height = sprite.size
    return {
        "frame": {"x": place.x, "y": place.y, "w": width, "h": height},
        "rotated": False,
        "trimmed": sprite.is_trimmed,
        "spriteSourceSize": {"x": sprite.left, "y": sprite.top, "w": width, "h": height},
        "sourceSize": {"w": sprite.width, "h": sprite.height},
    }


def meta_of(described: Described) -> dict[str, Any]:
    """What is said of the picture, and who made it."""
    height, width = described.page.pixels.shape[:2]
    return {
        "app": "facelab",
        "version": __version__,
        "image": described.image,
        "format": "RGBA8888",
        "size": {"w": width, "h": height},
        "scale": "1",
        "generator": f"facelab {__version__}; faces drawn by a neural network (AI)",
    }


def text_of(body: dict[str, Any]) -> bytes:
    """JSON that people can read."""
    return msgspec.json.format(msgspec.json.encode(body), indent=2) + b"\n"
