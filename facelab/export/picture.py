"""Pictures that carry their recipe."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from facelab.damage import DAMAGED, cause
from facelab.errors import ExportError
from facelab.export.formats.png import CHUNK
from facelab.export.png_text import SIGNATURE, find_text
from facelab.export.writer import Metadata, Picture
from facelab.export.writing import encoded, write
from facelab.files import MEGABYTE, open_regular
from facelab.recipe import Recipe, recipe_from_json
from facelab.recipe.codec import MAX_BYTES as MAX_TEXT

MAX_BYTES = 2_048 * MEGABYTE  # of a picture


def resized(rgb: NDArray[np.uint8], size: int | None) -> Image.Image:
    """The picture [H, W, 3] at `size` x `size` (Lanczos), or as it is."""
    image = Image.fromarray(rgb)
    if size is None or size == image.width:
        return image
    return image.resize((size, size), Image.Resampling.LANCZOS)


def picture_of(rgb: NDArray[np.uint8], recipe: Recipe, size: int | None = None) -> Picture:
    """The picture [H, W, 3] of a face, at `size` x `size` or as it is."""
    return Picture(np.asarray(resized(rgb, size)), recipe)


def write_png(
    path: Path,
    rgb: NDArray[np.uint8],
    recipe: Recipe,
    size: int | None = None,
    overwrite: bool = True,
) -> None:
    """Write a picture and its recipe; a file that was there is replaced only when all is written.

    Raises
    ------
    ExportError
        The folder or the disk does not allow it, or `facelab.destinations` does not.
    """
    write(path, picture_of(rgb, recipe, size), Metadata.of(recipe), overwrite=overwrite)


def png_bytes(rgb: NDArray[np.uint8], recipe: Recipe) -> bytes:
    """The same picture [H, W, 3] with its recipe, for a clipboard."""
    return encoded(picture_of(rgb, recipe), Metadata.of(recipe))


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
