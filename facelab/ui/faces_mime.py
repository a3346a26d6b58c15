"""Faces on their way by drag and drop: of the library by their numbers, others as recipes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import QMimeData

from facelab.errors import RecipeError
from facelab.recipe import Recipe, recipe_from_json, recipe_to_json
from facelab.session import Session
from facelab.ui.gallery.mime import dropped_faces, has_faces

RECIPES = "application/x-facelab-recipes"
MOST = 100


def recipes_mime(recipes: Sequence[Recipe]) -> QMimeData:
    """What is carried when faces are dragged that are in no library."""
    data = QMimeData()
    texts = [recipe_to_json(recipe) for recipe in recipes[:MOST]]
    data.setData(RECIPES, msgspec.json.encode(texts))
    return data


def carries_faces(data: QMimeData) -> bool:
    """Whether faces are carried, of whichever kind."""
    return has_faces(data) or data.hasFormat(RECIPES)


def dropped_recipes(data: QMimeData) -> list[Recipe]:
    """The recipes that are carried; what makes no sense is none, another program may have
    written it.
    """
    try:
        texts = msgspec.json.decode(data.data(RECIPES).data(), type=tuple[str, ...])
        return [recipe_from_json(text) for text in texts[:MOST]]
    except (msgspec.DecodeError, RecipeError):
        return []


def read_faces(session: Session, data: QMimeData, done: Callable[[list[Recipe]], None]) -> None:
    """Call `done` with the faces that are carried, once those of the library are read."""
    if not has_faces(data):
        recipes = dropped_recipes(data)
        if recipes:
            done(recipes)
        return
    numbers = dropped_faces(data)[:MOST]
    found: dict[int, Recipe | None] = {}

    def read(number: int, recipe: Recipe | None) -> None:
        found[number] = recipe
        if len(found) == len(numbers):
            recipes = [found[each] for each in numbers]
            done([recipe for recipe in recipes if recipe is not None])

    def ask(number: int) -> None:
        def failed(error: Exception) -> None:
            session.tell_error(error)
            read(number, None)

        session.kept.face(number, lambda face: read(number, face.recipe), failed)

    for number in numbers:
        ask(number)
