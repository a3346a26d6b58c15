"""A face with looks: how far it is along directions is asked of the network."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from facelab.engine import Renderer
from facelab.engine.characters import with_looks
from facelab.progress import Stop
from facelab.recipe import Recipe
from facelab.recipe.character.sets import Variant
from facelab.session.rendering.tasks import Rank, Step


@dataclass(eq=False)
class Looking:
    """A task of one step, of some thousandths of a second.

    `done` is called with the face, or `failed`, on the session's thread; neither where another
    network comes before, to which the looks are not given.
    """

    key: Hashable
    face: Recipe
    looks: tuple[Variant, ...]
    done: Callable[[Recipe], None]
    failed: Callable[[Exception], None]
    what: str = "a look"
    rank: Rank = Rank.AWAITED
    owed_by: str | None = None
    dropped: Callable[[], None] | None = None

    @property
    def network(self) -> str:
        """That of the face."""
        return self.face.model.sha256

    def step(self, renderer: Renderer, stop: Stop) -> Step:  # noqa: ARG002 - it is quick
        """Work it out."""
        made = with_looks(renderer, self.face, self.looks)
        return Step(lambda: self.done(made), last=True)
