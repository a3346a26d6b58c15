"""PNG pictures that carry their recipe in an iTXt chunk called "facelab"."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin, UnidentifiedImageError

from facelab import __version__
from facelab.files import replacing
from facelab.recipe import ExportError, Recipe, recipe_from_json, recipe_to_json

CHUNK = "facelab"


def resized(rgb: NDArray[np.uint8], size: int | None) -> Image.Image:
    """The picture [H, W, 3] at `size` x `size` (Lanczos), or as it is."""
    image = Image.fromarray(rgb)
    if size is None or size == image.width:
        return image
    return image.resize((size, size), Image.Resampling.LANCZOS)


def write_png(path: Path, rgb: NDArray[np.uint8], recipe: Recipe, size: int | None = None) -> None:
    """Write a picture and its recipe; a file that was there is replaced only when all is written.

    Raises
    ------
    ExportError
        The folder or the disk does not allow it.
    """
    try:
        with replacing(path) as file:
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
    """The recipe in a picture that facelab wrote.

    Raises
    ------
    ExportError, RecipeError
        The file cannot be read, is no picture of facelab's, or its recipe is damaged.
    """
    try:
        with Image.open(path, formats=("PNG",)) as image:
            # Only the header and the text chunks before the pixels are read here.
            text = image.info.get(CHUNK)
    except UnidentifiedImageError as error:
        raise unreadable(path, "It is neither a PNG picture nor a recipe") from error
    except OSError as error:
        raise unreadable(path, error.strerror or str(error)) from error
    except (ValueError, Image.DecompressionBombError) as error:
        raise unreadable(path, str(error)) from error
    if not isinstance(text, str):
        raise ExportError(
            f"{path.name} has no recipe in it.",
            "It was not saved by facelab, or another program dropped what it carried.",
            "Open the original file.",
        )
    return recipe_from_json(str(text))  # Pillow's text is of a kind of its own


def unreadable(path: Path, why: str) -> ExportError:
    """What to tell when a file cannot be opened."""
    return ExportError(
        f"{path.name} cannot be opened.",
        f"{why.rstrip('.')}.",
        "Choose a picture or recipe from facelab.",
    )


def shrunk(pixels: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Pixels [H, W, 4] at `side` x `side`, for thumbnails."""
    if pixels.shape[0] == side:
        return pixels
    image = Image.fromarray(pixels).resize((side, side), Image.Resampling.BOX)
    return np.ascontiguousarray(np.asarray(image))
