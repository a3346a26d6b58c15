"""Which faces stand on which page: new ones by seeds, or those near a face; always the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from facelab.engine import ModelInfo
from facelab.engine.variations import USUAL_AMOUNT, variations
from facelab.recipe import Recipe, describe_source
from facelab.recipe.sources import MAX_SEED

FACES = 20  # on a page


class Pages(Protocol):
    """A row of pages without an end. One more kind of them, found faces for example, is a class."""

    def faces(self, number: int, model: ModelInfo) -> tuple[Recipe, ...]:
        """Those of a page, from 0.

        Raises
        ------
        RecipeError
            There are none for this network.
        """

    def title(self, number: int) -> str:
        """What is on a page, in words."""


@dataclass(frozen=True)
class NewFaces:
    """Faces of one seed after the other.

    Attributes
    ----------
    like : Recipe
        Whose truncation, noise, label and finish they have; its edits they do not.
    first : int
        Seed of the first of page 0.
    """

    like: Recipe
    first: int

    def faces(self, number: int, model: ModelInfo) -> tuple[Recipe, ...]:
        """As in `Pages`."""
        plain = self.like.without_edits()
        return tuple(model.sealed(plain.with_seed(seed)) for seed in self._seeds(number))

    def title(self, number: int) -> str:
        """As in `Pages`."""
        seeds = self._seeds(number)
        return f"Seeds {seeds[0]} to {seeds[-1]}"

    def _seeds(self, number: int) -> list[int]:
        start = self.first + FACES * number
        return [each % (MAX_SEED + 1) for each in range(start, start + FACES)]


@dataclass(frozen=True)
class Near:
    """A face, and small steps away from it.

    Attributes
    ----------
    face : Recipe
        The first of every page.
    amount : float
        How far they are from it, see `facelab.engine.variations`.
    """

    face: Recipe
    amount: float = USUAL_AMOUNT

    def faces(self, number: int, model: ModelInfo) -> tuple[Recipe, ...]:
        """As in `Pages`."""
        near = variations(self.face, model, FACES - 1, number, self.amount)
        return (model.sealed(self.face), *(model.sealed(each) for each in near))

    def title(self, number: int) -> str:
        """As in `Pages`."""
        page = f", page {number + 1}" if number else ""
        return f"Like {describe_source(self.face.source)}{page}"
