"""Something that is asked of the loaded network in a step, for a job that waits for it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from facelab.engine import Renderer
from facelab.progress import Stop
from facelab.session.rendering.tasks import Rank, Step

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Asked(Generic[T]):
    """A task of one step, given up while the hand moves and begun again when it rests.

    `done` is called with what `ask` returns, or `failed`, or `dropped`, on the session's thread.
    """

    key: Hashable
    ask: Callable[[Renderer, Stop], T]
    done: Callable[[T], None]
    failed: Callable[[Exception], None]
    dropped: Callable[[], None] | None = None
    rank: Rank = Rank.AWAITED
    owed_by: str | None = None
    what: str = "a picture"

    def step(self, renderer: Renderer, stop: Stop) -> Step:
        """Ask it."""
        found = self.ask(renderer, stop)
        return Step(lambda: self.done(found), last=True)
