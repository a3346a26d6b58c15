"""The recipe of a picture that facelab wrote."""

from __future__ import annotations

from pathlib import Path

from facelab.damage import DAMAGED, cause
from facelab.errors import ExportError
from facelab.export.formats.png import CHUNK
from facelab.export.png_text import SIGNATURE, find_text
from facelab.files import MEGABYTE, open_regular
from facelab.recipe import Recipe, recipe_from_json
from facelab.recipe.codec import MAX_BYTES as MAX_TEXT

MAX_BYTES = 2_048 * MEGABYTE  # of a picture


def read_picture_recipe(path: Path) -> Recipe:
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
