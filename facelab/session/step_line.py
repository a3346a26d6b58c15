"""A line of steps and a place on it: undo and redo, one step a gesture."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, Protocol, TypeVar


class Labelled(Protocol):
    """What was arrived at, and what was done for it, in words."""

    @property
    def label(self) -> str: ...


S = TypeVar("S", bound=Labelled)


class StepLine(Generic[S]):
    """Steps, the oldest first.

    Those that carry the same gesture key, one after another, are one, until the gesture is closed.

    Parameters
    ----------
    steps : sequence of S
        At least one: where it begins.
    place : int
        Index of the one of now; the nearest that there is.
    same : callable
        Whether two say the same, whatever was done for them.
    most, kept : int
        How many are held, and how many stay when there are more.
    """

    def __init__(
        self,
        steps: Sequence[S],
        place: int,
        same: Callable[[S, S], bool],
        most: int,
        kept: int,
    ) -> None:
        self._steps = list(steps)
        self._place = min(max(place, 0), len(self._steps) - 1)
        self._same, self._most, self._kept = same, most, kept
        self._gesture: Hashable | None = None
        self._undone: list[S] = []  # what could be redone when the open gesture began
        self.trims = 0  # how often the oldest steps were dropped, so that indices changed

    @property
    def steps(self) -> tuple[S, ...]:
        """All of them."""
        return tuple(self._steps)

    @property
    def place(self) -> int:
        """Index of the one of now."""
        return self._place

    @property
    def current(self) -> S:
        """The one of now."""
        return self._steps[self._place]

    @property
    def gesture(self) -> Hashable | None:
        """Key of the gesture that is open, if any: the one of now may still change."""
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

    def put(self, step: S, gesture: Hashable | None = None) -> None:
        """Add a step, or go on with the open one if `gesture` is its key."""
        goes_on = gesture is not None and gesture == self._gesture and self._place > 0
        if not goes_on:
            self._undone = self._steps[self._place + 1 :]
            self._place += 1
        self._gesture = gesture
        self._steps[self._place :] = [step]
        if len(self._steps) > self._most:
            del self._steps[: len(self._steps) - self._kept]
            self._place = len(self._steps) - 1
            self.trims += 1

    def replace(self, step: S) -> None:
        """Another one of now, which is no step: undo comes back to it."""
        self._steps[self._place] = step

    def close_gesture(self) -> bool:
        """The next one is a step of its own. Returns whether a gesture was open.

        One that came back to where it began is no step, and what could be redone still can be.
        """
        was_open = self._gesture is not None
        if was_open and self._place > 0 and self._same(self.current, self._steps[self._place - 1]):
            return self.cancel_gesture()
        self._gesture = None
        return was_open

    def cancel_gesture(self) -> bool:
        """Go back to where the open gesture began. Returns whether one was open."""
        was_open, self._gesture = self._gesture is not None, None
        if was_open:
            self._steps[self._place :] = self._undone
            self._place -= 1
        return was_open

    def go_to(self, place: int) -> S | None:
        """Go to a step; None if it is the one of now or there is no such step."""
        self._gesture = None
        if place == self._place or not 0 <= place < len(self._steps):
            return None
        self._place = place
        return self.current

    def undo(self) -> S | None:
        """Go back a step; None at the beginning."""
        return self.go_to(self._place - 1)

    def redo(self) -> S | None:
        """Go forward a step; None at the end."""
        return self.go_to(self._place + 1)
