"""The w+ of faces, without pictures."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from facelab.engine import Renderer
from facelab.progress import Stop
from facelab.recipe import Recipe
from facelab.session.rendering.tasks import MORE, Rank, Step

AT_ONCE = 8  # a few thousandths of a second each


@dataclass(eq=False)
class Composing:
    """A task of some faces a step: a library has thousands, and the hand may not wait for all.

    `done` is called with an array float32 [N, num_ws, w_dim], or `failed`, on the session's
    thread. Their network does it before another is loaded: nobody asks for it again.
    """

    key: Hashable
    recipes: tuple[Recipe, ...]
    done: Callable[[NDArray[np.float32]], None]
    failed: Callable[[Exception], None]
    what: str = "a direction"
    rank: Rank = Rank.AWAITED
    dropped: Callable[[], None] | None = None
    _composed: list[NDArray[np.float32]] = field(default_factory=list, init=False)

    @property
    def owed_by(self) -> str | None:
        """Their network."""
        return self.recipes[0].model.sha256 if self.recipes else None

    def step(self, renderer: Renderer, stop: Stop) -> Step:
        """Compose the next ones."""
        start = len(self._composed)
        for recipe in self.recipes[start : start + AT_ONCE]:
            self._composed.append(renderer.compose(recipe))
            if stop():
                break
        if len(self._composed) < len(self.recipes):
            return MORE
        found = np.stack(self._composed)
        return Step(lambda: self.done(found), last=True)
