"""Recipes as files: a .json of their own, or inside a picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from facelab.damage import cause
from facelab.errors import RecipeError
from facelab.export.reading import read_picture_recipe, unreadable
from facelab.export.writer import Encoding, Metadata, Picture
from facelab.export.writing import write
from facelab.files import read_regular
from facelab.recipe import Recipe, recipe_from_json
from facelab.recipe.codec import MAX_BYTES

_NOTHING = np.zeros((0, 0, 3), np.uint8)  # a recipe alone needs no pixels


def write_recipe(path: Path, recipe: Recipe, overwrite: bool = True) -> None:
    """Write a recipe as JSON that people can read.

    Raises
    ------
    ExportError
        The folder or the disk does not allow it, or `facelab.destinations` does not.
    """
    said = Picture(_NOTHING, recipe)
    write(path, said, Metadata(), Encoding("json"), overwrite=overwrite)


def read_recipe(path: Path) -> Recipe:
    """The recipe of a .json file, or of a picture that facelab wrote.

    Raises
    ------
    ExportError, RecipeError
        The file cannot be read, or there is no sound recipe in it.
    """
    try:
        if path.suffix.lower() != ".json":
            return read_picture_recipe(path)
        return recipe_from_json(_content(path))
    except RecipeError as error:
        what = f"The recipe in {path.name} cannot be read."
        raise RecipeError(what, error.why, error.fix) from error


def _content(path: Path) -> bytes:
    try:
        return read_regular(path, MAX_BYTES)
    except OSError as error:
        raise unreadable(path, cause(error)) from error
