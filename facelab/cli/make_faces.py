"""How the faces are named that something is made of: a file or a seed."""

from __future__ import annotations

import argparse
from pathlib import Path

from facelab.cli import parsing
from facelab.cli.console import say
from facelab.engine import ModelInfo
from facelab.errors import RecipeError
from facelab.export.names import face_name
from facelab.export.recipe_file import read_recipe
from facelab.export.soundness import damage_in, told_damage
from facelab.plain_text import cut_to_bytes
from facelab.recipe import Recipe, Seed

FACE_HELP = "a recipe, a picture saved by facelab, or a seed"
_NAME_BYTES = 40  # two of them are in the name of a blend


def named_face(text: str, model: ModelInfo) -> tuple[str, Recipe]:
    """A face that the user has named, and what it is called."""
    path = path_of(text)
    if path is not None:
        return cut_to_bytes(path.stem, _NAME_BYTES), read_face(path)
    recipe = Recipe(model.ref, Seed(parsing.seed(text)), finish="clean")
    return face_name(recipe), recipe


def read_face(path: Path) -> Recipe:
    """The face in a recipe or a picture; it is told where the picture itself is damaged.

    Raises
    ------
    ExportError, RecipeError
        The file cannot be read, or there is no sound recipe in it.
    """
    recipe = read_recipe(path)
    if damage := damage_in(path):
        say(". ".join(told_damage(path.name, damage)))
    return recipe


def path_of(text: str) -> Path | None:
    """The file that a face is in, None if it is a seed.

    Raises
    ------
    RecipeError
        It is neither.
    """
    path = parsing.path(text)
    if path.is_file():
        return path
    try:
        parsing.seed(text)
    except argparse.ArgumentTypeError:
        raise RecipeError(
            f"There is no face {text}.",
            "It is neither a file nor a seed.",
            "Name a recipe, a picture saved by facelab, or a seed such as 7.",
        ) from None
    return None
