"""Undo and redo: one step a gesture."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import msgspec

from facelab.recipe import Noise, Recipe, Truncation
from facelab.recipe.values import Finish

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


class History:
    """A line of steps and a place on it.

    Edits that carry the same gesture key, one after another, are one step, until the gesture
    is closed.
    """

    def __init__(self, recipe: Recipe, label: str = "Start") -> None:
        self._steps = [Step(recipe, label)]
        self._place = 0
        self._gesture: Hashable | None = None
        self._undone: list[Step] = []  # what could be redone when the open gesture began
        self.trims = 0  # how often the oldest steps were dropped, so that indices changed

    @classmethod
    def of(cls, steps: Sequence[Step], place: int) -> History:
        """A history as it was; `place` is the index of the step on show."""
        history = cls(steps[0].recipe, steps[0].label)
        history._steps = list(steps)
        history._place = min(max(place, 0), len(steps) - 1)
        return history

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps, the oldest first."""
        return tuple(self._steps)

    @property
    def place(self) -> int:
        """Index of the step that is on show."""
        return self._place

    @property
    def current(self) -> Step:
        """The step that is on show."""
        return self._steps[self._place]

    @property
    def gesture(self) -> Hashable | None:
        """Key of the gesture that is open, if any: the current step may still change."""
        return self._gesture

    @property
    def undo_label(self) -> str | None:
        """What undo would take back; None if there is nothing."""
        return self.current.label if self._place > 0 else None

    @property
    def redo_label(self) -> str | None:
        """What redo would do again; None if there is nothing."""
        later = self._place + 1
        return self._steps[later].label if later < len(self._steps) else None

    def record(
        self,
        recipe: Recipe,
        label: str,
        gesture: Hashable | None = None,
        own: Own | None = None,
    ) -> None:
        """Add a step, or go on with the open one if `gesture` is its key."""
        step = Step(recipe, label, own)
        if gesture is not None and gesture == self._gesture and self._place > 0:
            self._steps[self._place] = step
            del self._steps[self._place + 1 :]
            return
        self._gesture, self._undone = gesture, self._steps[self._place + 1 :]
        self._steps[self._place + 1 :] = [step]
        if len(self._steps) > MAX_STEPS:
            del self._steps[: len(self._steps) - KEPT_STEPS]
            self.trims += 1
        self._place = len(self._steps) - 1

    def close_gesture(self) -> bool:
        """The next edit is a step of its own. Returns whether a gesture was open.

        One that came back to where it began is no step, and what could be redone still can be.
        """
        was_open = self._gesture is not None
        self._gesture = None
        place = self._place
        if was_open and place > 0 and self._steps[place].recipe == self._steps[place - 1].recipe:
            self._steps[place:] = self._undone
            self._place -= 1
        return was_open

    def go_to(self, place: int) -> Recipe | None:
        """Go to a step; None if it is on show already or there is no such step."""
        self._gesture = None
        if place == self._place or not 0 <= place < len(self._steps):
            return None
        self._place = place
        return self.current.recipe

    def undo(self) -> Recipe | None:
        """Go back a step; None at the beginning."""
        return self.go_to(self._place - 1)

    def redo(self) -> Recipe | None:
        """Go forward a step; None at the end."""
        return self.go_to(self._place + 1)
