"""The way back: every face that was on show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from facelab.recipe import Noise, Recipe, Truncation
from facelab.recipe.values import Finish
from facelab.session.step_line import StepLine

MAX_STEPS = 1000
KEPT_STEPS = 800  # what stays when there are more: not one at a time, see session/journal.py


@dataclass(frozen=True)
class Own:
    """What the user has for the faces to come: how far they are from the average, noise, finish."""

    truncation: Truncation
    noise: Noise
    finish: Finish = "raw"

    @classmethod
    def of(cls, recipe: Recipe) -> Own:
        """What a recipe has."""
        return cls(recipe.truncation, recipe.noise, recipe.finish)

    def given_to(self, recipe: Recipe) -> Recipe:
        """The recipe with these instead of its own."""
        return msgspec.structs.replace(
            recipe, truncation=self.truncation, noise=self.noise, finish=self.finish
        )


@dataclass(frozen=True)
class Step:
    """A recipe, and what was done to arrive at it.

    Attributes
    ----------
    own : Own or None
        Truncation, noise and finish that the user has for the faces to come, where those of the
        recipe belong to this face only: it was opened, or blended of others. None if they are the
        same.
    """

    recipe: Recipe
    label: str
    own: Own | None = None


class History(StepLine[Step]):
    """The faces that were on show, one after another.

    Parameters
    ----------
    steps : sequence of Step
    place : int
        Index of the step on show.
    """

    def __init__(self, steps: Sequence[Step], place: int = 0) -> None:
        super().__init__(steps, place, _same, MAX_STEPS, KEPT_STEPS)


def _same(one: Step, other: Step) -> bool:
    return one.recipe == other.recipe
