"""The way back through what was done with kept faces."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from facelab.library.changes import Edit

MOST_STEPS = 200
MOST_BYTES = 16 * 2**20


@dataclass(eq=False)
class Step:
    """One thing that was done.

    Attributes
    ----------
    label : str
        For undo: "rating 3 faces".
    gesture : hashable or None
        What comes with the same one, directly after, belongs to this step.
    edit : Edit
        What it has changed. The thread that writes puts it there: empty before, and where
        nothing was changed.
    redone : tuple of Step
        What could be done again before this came.
    writing : int
        How many of its writes are still to come to an end.
    """

    label: str
    gesture: Hashable | None = None
    edit: Edit = field(default_factory=Edit)
    redone: tuple[Step, ...] = ()
    writing: int = 0


class Steps:
    """Steps that can be taken back, and those that were, which can be done again.

    A step is there as soon as it is asked for; whether it changes anything is known once it is
    written, see `settle`.
    """

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []

    @property
    def last(self) -> Step | None:
        """The one that `back` would take back."""
        return self._done[-1] if self._done else None

    @property
    def next(self) -> Step | None:
        """The one that `on` would do again."""
        return self._undone[-1] if self._undone else None

    def record(self, label: str, gesture: Hashable | None = None) -> Step:
        """Something is done: a new step, or the last one goes on. Once it is written, or failed,
        `settle` is called.
        """
        last = self.last
        goes_on = last is not None and gesture is not None and last.gesture == gesture
        if last is not None and goes_on and not self._undone:
            last.writing += 1
            return last
        step = Step(label, gesture, redone=tuple(self._undone), writing=1)
        self._undone.clear()
        self._done.append(step)
        del self._done[:-MOST_STEPS]
        return step

    def back(self) -> Step | None:
        """The last step is taken back: once that is written `settle` is called, or `turn`."""
        step = self._done.pop() if self._done else None
        if step is not None:
            step.writing += 1
            self._undone.append(step)
        return step

    def on(self) -> Step | None:
        """The step that was taken back last is done again: `settle` or `turn` follows."""
        step = self._undone.pop() if self._undone else None
        if step is not None:
            step.writing += 1
            self._done.append(step)
        return step

    def settle(self, step: Step) -> None:
        """It is written, or failed: one that changes nothing is no step, and what could be done
        again still can be.
        """
        step.writing -= 1
        if not step.writing:
            self._keep_or_drop(step)

    def _keep_or_drop(self, step: Step) -> None:
        if not step.edit:
            was_last = step is self.last
            self._done = [each for each in self._done if each is not step]
            self._undone = [each for each in self._undone if each is not step]
            if was_last and not self._undone:
                self._undone = list(step.redone)
        step.redone = ()
        self._trim()

    def turn(self, step: Step) -> None:
        """It could not be taken back or done again: it is where it was."""
        step.writing -= 1
        if step in self._undone:
            self._undone.remove(step)
            self._done.append(step)
        elif step in self._done:
            self._done.remove(step)
            self._undone.append(step)

    def forget(self, faces: frozenset[int]) -> None:
        """These faces are gone for good."""
        for step in (*self._done, *self._undone):
            if not faces.isdisjoint(step.edit.faces):
                step.edit = step.edit.without(faces)
                if not step.writing:
                    self._keep_or_drop(step)

    def clear(self) -> None:
        """Nothing can be taken back."""
        self._done.clear()
        self._undone.clear()

    def _trim(self) -> None:
        """The oldest go until the others take little enough memory; the newest stays."""
        taken = sum(step.edit.bytes for step in (*self._done, *self._undone))
        while taken > MOST_BYTES and len(self._done) > 1:
            taken -= self._done.pop(0).edit.bytes
