"""The way back: every timeline that was, one step a gesture."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from facelab.recipe.timeline import Timeline

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


class Steps:
    """A line of states and a place on it; changes with the same gesture are one."""

    def __init__(self, states: Sequence[State] = (State(),), place: int = 0) -> None:
        self._states = list(states)
        self._place = min(max(place, 0), len(self._states) - 1)
        self._gesture: Hashable | None = None
        self._undone: list[State] = []  # what could be redone when the open gesture began

    @property
    def states(self) -> tuple[State, ...]:
        """All of them, the oldest first."""
        return tuple(self._states)

    @property
    def place(self) -> int:
        """Index of the one of now."""
        return self._place

    @property
    def now(self) -> State:
        """The one of now."""
        return self._states[self._place]

    @property
    def in_gesture(self) -> bool:
        """Whether a gesture is open: the state of now may still change."""
        return self._gesture is not None

    @property
    def undo_label(self) -> str | None:
        """What undo would take back; None if there is nothing."""
        return self.now.label if self._place > 0 else None

    @property
    def redo_label(self) -> str | None:
        """What redo would do again; None if there is nothing."""
        later = self._place + 1
        return self._states[later].label if later < len(self._states) else None

    def record(self, state: State, gesture: Hashable | None = None) -> None:
        """Add a state, or go on with the open one if `gesture` is its key."""
        goes_on = gesture is not None and gesture == self._gesture and self._place > 0
        if not goes_on:
            self._undone = self._states[self._place + 1 :]
            self._place += 1
        self._gesture = gesture
        self._states[self._place :] = [state]
        if len(self._states) > MOST_STEPS:
            del self._states[0]
            self._place -= 1

    def choose(self, chosen: tuple[int, ...]) -> None:
        """Other keys are selected: no step, but undo comes back to it."""
        now = self.now
        self._states[self._place] = State(now.timeline, chosen, now.label)

    def close_gesture(self) -> bool:
        """The next change is a step of its own. Returns whether a gesture was open; one that came
        back to where it began is no step, and what could be redone still can be.
        """
        was_open, self._gesture = self._gesture is not None, None
        place = self._place
        if was_open and place > 0 and self.now.timeline == self._states[place - 1].timeline:
            self._states[place:] = self._undone
            self._place -= 1
        return was_open

    def cancel_gesture(self) -> bool:
        """Go back to where the open gesture began. Returns whether one was open."""
        was_open, self._gesture = self._gesture is not None, None
        if was_open:
            self._states[self._place :] = self._undone
            self._place -= 1
        return was_open

    def go(self, step: int) -> bool:
        """One back (-1) or on (+1). Returns whether there was one."""
        self._gesture = None
        to = self._place + step
        if not 0 <= to < len(self._states):
            return False
        self._place = to
        return True
