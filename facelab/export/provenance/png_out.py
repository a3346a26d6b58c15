"""PNG pictures that carry their recipe and say what they are."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin

from facelab import destinations
from facelab.export.picture import CHUNK, resized, unwritable
from facelab.export.provenance.content import XMP_CHUNK
from facelab.export.provenance.facts import creator_tool
from facelab.export.provenance.outgoing import Provenance
from facelab.recipe import Recipe, recipe_to_json


def write_marked(
    path: Path,
    rgb: NDArray[np.uint8],
    recipe: Recipe,
    provenance: Provenance,
    size: int | None = None,
    overwrite: bool = True,
) -> None:
    """Write a picture [H, W, 3] with its recipe and its marks; a file that was there is replaced
    only when all is written.

    Raises
    ------
    ExportError
        The folder or the disk does not allow it, or `facelab.destinations` does not.
    """
    destinations.named(path, destinations.PICTURE, overwrite)  # before the work
    content = marked_png(np.asarray(resized(rgb, size)), recipe, provenance)
    try:
        with destinations.writing(path, destinations.PICTURE, overwrite) as file:
            file.write(content)
    except OSError as error:
        raise unwritable(path, error) from error


def marked_png(rgb: NDArray[np.uint8], recipe: Recipe, provenance: Provenance) -> bytes:
    """The same as bytes, for a clipboard."""
    pixels = provenance.pixels(rgb)
    text = recipe_to_json(recipe)
    info = PngImagePlugin.PngInfo()
    # Pillow, everybody's, refuses a picture with compressed text beyond this limit.
    info.add_itxt(CHUNK, text, zip=len(text) < PngImagePlugin.MAX_TEXT_CHUNK)
    info.add_text("Software", creator_tool())
    if (packet := provenance.xmp()) is not None:
        info.add_itxt(XMP_CHUNK, packet.decode("utf-8"))
    held = BytesIO()
    Image.fromarray(np.asarray(pixels)).save(held, "PNG", pnginfo=info, compress_level=4)
    return provenance.file(held.getvalue(), "image/png")
