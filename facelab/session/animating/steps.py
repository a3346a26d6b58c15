"""The way back: every timeline that was, one step a gesture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from facelab.recipe.timeline import Timeline
from facelab.session.step_line import StepLine

MOST_STEPS = 300


@dataclass(frozen=True)
class State:
    """A timeline, and what was done to arrive at it.

    Attributes
    ----------
    timeline : Timeline or None
        None while it has no key.
    chosen : tuple of int
        Indices of the keys that are selected, ascending.
    label : str
        For undo: "Move key".
    """

    timeline: Timeline | None = None
    chosen: tuple[int, ...] = ()
    label: str = ""


class Steps(StepLine[State]):
    """What the timeline was, one state after another."""

    def __init__(self, states: Sequence[State] = (State(),), place: int = 0) -> None:
        super().__init__(states, place, _same, MOST_STEPS, MOST_STEPS)

    def choose(self, chosen: tuple[int, ...]) -> None:
        """Other keys are selected: no step, but undo comes back to it."""
        self.replace(replace(self.current, chosen=chosen))


def _same(one: State, other: State) -> bool:
    return one.timeline == other.timeline
