"""PNG pictures that carry their recipe in an iTXt chunk called "facelab"."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin

from facelab import __version__, destinations
from facelab.damage import DAMAGED, cause
from facelab.errors import ExportError
from facelab.export.png_text import SIGNATURE, find_text
from facelab.files import MEGABYTE, open_regular
from facelab.recipe import Recipe, recipe_from_json, recipe_to_json
from facelab.recipe.codec import MAX_BYTES as MAX_TEXT

CHUNK = "facelab"
MAX_BYTES = 2_048 * MEGABYTE  # of a picture


def resized(rgb: NDArray[np.uint8], size: int | None) -> Image.Image:
    """The picture [H, W, 3 or 4] at `size` x `size` (Lanczos), or as it is."""
    image = Image.fromarray(rgb)
    if size is None or size == image.width:
        return image
    return image.resize((size, size), Image.Resampling.LANCZOS)


def write_png(
    path: Path,
    rgb: NDArray[np.uint8],
    recipe: Recipe,
    size: int | None = None,
    overwrite: bool = True,
) -> None:
    """Write a picture [H, W, 3 or 4] and its recipe; a file that was there is replaced only when
    all is written.

    Raises
    ------
    ExportError
        The folder or the disk does not allow it, or `facelab.destinations` does not.
    """
    try:
        with destinations.writing(path, destinations.PICTURE, overwrite) as file:
            _save(file, rgb, recipe, size)
    except OSError as error:
        raise unwritable(path, error) from error


def png_bytes(rgb: NDArray[np.uint8], recipe: Recipe) -> bytes:
    """The same picture [H, W, 3] with its recipe, for a clipboard."""
    held = BytesIO()
    _save(held, rgb, recipe, None)
    return held.getvalue()


def _save(file: BinaryIO, rgb: NDArray[np.uint8], recipe: Recipe, size: int | None) -> None:
    text = recipe_to_json(recipe)
    info = PngImagePlugin.PngInfo()
    # Pillow, everybody's, refuses a picture with compressed text beyond this limit.
    info.add_itxt(CHUNK, text, zip=len(text) < PngImagePlugin.MAX_TEXT_CHUNK)
    info.add_text("Software", f"facelab {__version__}")
    resized(rgb, size).save(file, "PNG", pnginfo=info, compress_level=4)


def unwritable(path: Path, error: OSError) -> ExportError:
    """What to tell when a file cannot be saved."""
    return ExportError(
        f"{path.name} was not saved.",
        f"{error.strerror or error}.",
        "Choose another folder or free some space, then save again.",
    )


def read_png_recipe(path: Path) -> Recipe:
    """The recipe in a picture that facelab wrote, also where another program has moved it.

    Raises
    ------
    ExportError, RecipeError
        The file cannot be read, is no picture of facelab's, or its recipe is damaged.
    """
    try:
        with open_regular(path, MAX_BYTES) as file:
            if file.read(len(SIGNATURE)) != SIGNATURE:
                raise unreadable(path, "It is neither a PNG picture nor a recipe")
            file.seek(0)
            text = find_text(file, CHUNK, MAX_TEXT)
    except DAMAGED as error:
        raise unreadable(path, cause(error)) from error
    if text is None:
        raise ExportError(
            f"{path.name} contains no recipe.",
            "It was not saved by facelab, or another program removed its recipe.",
            "Open the original file.",
        )
    return recipe_from_json(text)


def unreadable(path: Path, why: str) -> ExportError:
    """What to tell when a file cannot be opened."""
    return ExportError(
        f"{path.name} cannot be opened.",
        f"{why.rstrip('.')}.",
        "Choose a picture or recipe saved by facelab.",
    )


def shrunk(pixels: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Pixels [H, W, 4] at `side` x `side`, for thumbnails."""
    if pixels.shape[0] == side:
        return pixels
    image = Image.fromarray(pixels).resize((side, side), Image.Resampling.BOX)
    return np.ascontiguousarray(np.asarray(image))
