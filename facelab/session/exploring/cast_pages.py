"""The faces of a cast as they are found, as pages to browse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from facelab.engine import ModelInfo
from facelab.recipe import Recipe
from facelab.session.exploring.pages import FACES


class HasRecipe(Protocol):
    """A face of a cast, as `facelab.casting.faces.FoundFace` is."""

    @property
    def recipe(self) -> Recipe:
        """The face."""


@dataclass(frozen=True)
class FoundBefore:
    """One that was found before this start: nothing else is known of it any more."""

    recipe: Recipe


class CastPages:
    """Pages of found faces; there are more of them while the search goes on.

    Parameters
    ----------
    faces : sequence of HasRecipe
        Added to meanwhile.
    wanted : int
        How many there are to be.
    """

    def __init__(self, faces: Sequence[HasRecipe], wanted: int) -> None:
        self._faces, self._wanted = faces, wanted

    def faces(self, number: int, model: ModelInfo) -> tuple[Recipe, ...]:
        """As in `Pages`: those that are found by now."""
        some = self._faces[FACES * number : FACES * (number + 1)]
        return tuple(each.recipe for each in some if each.recipe.model == model.ref)

    def title(self, number: int) -> str:
        """As in `Pages`."""
        found = len(self._faces)
        page = f", page {number + 1}" if number else ""
        return f"Cast: {found} of {self._wanted} found{page}"
