"""The recipe of a picture that facelab wrote, in any of its formats."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import msgspec

from facelab.damage import DAMAGED, cause
from facelab.errors import ExportError
from facelab.export import packets
from facelab.export.formats.exr import ATTRIBUTE
from facelab.export.formats.png import CHUNK
from facelab.export.png_text import SIGNATURE, find_text
from facelab.export.writer import PREPARED
from facelab.export.xmp import recipe_in
from facelab.files import MEGABYTE, open_regular
from facelab.recipe import Recipe, recipe_from_json
from facelab.recipe.codec import MAX_BYTES as MAX_TEXT
from facelab.recipe.json_text import json_text

MAX_BYTES = 2_048 * MEGABYTE  # of a picture
_HEAD = 12


def read_picture_recipe(path: Path) -> Recipe:
    """The recipe in a picture that facelab wrote, also where another program has moved it.

    What the file is its first bytes say, not its name.

    Raises
    ------
    ExportError, RecipeError
        As `read_picture`.
    """
    return read_picture(path)[0]


def read_picture(path: Path) -> tuple[Recipe, str]:
    """The recipe of such a picture, and in which way it was made of it; see
    `Metadata.as_prepared`.

    Raises
    ------
    ExportError, RecipeError
        The file cannot be read, is no picture of facelab's, or its recipe is damaged.
    """
    try:
        with open_regular(path, MAX_BYTES) as file:
            text = _text(path, file)
    except DAMAGED as error:
        raise unreadable(path, cause(error)) from error
    if text is None:
        raise ExportError(
            f"{path.name} contains no recipe.",
            "It was not saved by facelab, or another program removed its recipe.",
            "Open the original file.",
        )
    recipe = recipe_from_json(text)
    way = msgspec.json.decode(json_text(text)).get(PREPARED, "")  # an object, or it were no recipe
    return recipe, way if isinstance(way, str) else ""


def _text(path: Path, file: BinaryIO) -> str | None:
    head = file.read(_HEAD)
    file.seek(0)
    if head.startswith(SIGNATURE):
        return find_text(file, CHUNK, MAX_TEXT)
    if head.startswith(packets.EXR):
        return packets.exr_text(file, ATTRIBUTE, MAX_TEXT)
    if head.startswith(packets.JPEG):
        found = packets.jpeg_packets(file)
    elif head.startswith(b"RIFF") and head.endswith(b"WEBP"):
        found = packets.webp_packets(file)
    elif head.startswith(packets.TIFF):
        found = packets.tiff_packets(file)
    else:
        raise unreadable(path, "It is neither a picture nor a recipe")
    texts = (recipe_in(packet) for packet in found)
    return next((text for text in texts if text is not None), None)


def unreadable(path: Path, why: str) -> ExportError:
    """What to tell when a file cannot be opened."""
    return ExportError(
        f"{path.name} cannot be opened.",
        f"{why.rstrip('.')}.",
        "Choose a picture or recipe saved by facelab.",
    )
