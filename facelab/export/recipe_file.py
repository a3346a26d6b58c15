"""Recipes as files: a .json of their own, or inside a picture."""

from __future__ import annotations

from pathlib import Path

from facelab import destinations
from facelab.export.picture import read_png_recipe, unreadable, unwritable
from facelab.recipe import Recipe, recipe_from_json, recipe_to_json
from facelab.recipe.codec import MAX_BYTES


def write_recipe(path: Path, recipe: Recipe, overwrite: bool = True) -> None:
    """Write a recipe as JSON that people can read.

    Raises
    ------
    ExportError
        The folder or the disk does not allow it, or `facelab.destinations` does not.
    """
    try:
        with destinations.writing(path, destinations.RECIPE, overwrite) as file:
            file.write(recipe_to_json(recipe, indent=2).encode())
    except OSError as error:
        raise unwritable(path, error) from error


def read_recipe(path: Path) -> Recipe:
    """The recipe of a .json file, or of a picture that facelab wrote.

    Raises
    ------
    ExportError, RecipeError
        The file cannot be read, or there is no sound recipe in it.
    """
    if path.suffix.lower() != ".json":
        return read_png_recipe(path)
    try:
        with path.open("rb") as file:
            text = file.read(MAX_BYTES + 1)  # what is longer is refused
    except OSError as error:
        raise unreadable(path, error.strerror or str(error)) from error
    return recipe_from_json(text)
