"""How far something is that takes long, and how it is asked to stop.

What takes long is written as a generator that yields its progress and returns its result. Whoever
runs it, a job of the window or a command of the command line, stops it between two of its steps by
closing it. A step that may take long itself is given a `Stop` to ask, and raises
`facelab.errors.Stopped`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from facelab.errors import Stopped

T = TypeVar("T")

# Asked whether to stop; what takes long asks about ten times a second.
Stop: TypeAlias = Callable[[], bool]


def go_on() -> bool:
    """The `Stop` of those whom nobody stops."""
    return False


@dataclass(frozen=True)
class Progress:
    """How far a job is.

    Attributes
    ----------
    done, total : float
        In the job's own unit, such as bytes or faces; a total of 0 says that nobody knows.
    text : str
        What is being done: an activity, then perhaps a colon and how far it is. Empty where the
        job's title says it all.
    """

    done: float = 0.0
    total: float = 0.0
    text: str = ""

    @property
    def fraction(self) -> float | None:
        """Share that is done, 0 to 1; None if nobody knows."""
        return min(max(self.done / self.total, 0.0), 1.0) if self.total > 0 else None


Steps: TypeAlias = Generator[Progress, None, T]


def part(steps: Steps[T], start: float, end: float) -> Steps[T]:
    """A job as a part of a longer one, from one fraction of it to another."""
    while True:
        try:
            now = next(steps)
        except StopIteration as stop:
            result: T = stop.value
            return result
        yield Progress(start + (end - start) * (now.fraction or 0.0), 1.0, now.text)


def finish(steps: Steps[T], stop: Stop = go_on) -> T:
    """Do all of a job, where nobody looks on. Returns its result.

    Raises
    ------
    Stopped
        `stop` said so between two steps.
    """
    with closing(steps):
        while not stop():
            try:
                next(steps)
            except StopIteration as end:
                result: T = end.value
                return result
    raise Stopped
