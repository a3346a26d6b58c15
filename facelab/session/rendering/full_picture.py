"""The full picture of a face for a file, in bytes or in floating point."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from facelab.engine import Renderer
from facelab.export.writer import Pixels
from facelab.progress import Stop
from facelab.recipe import Recipe
from facelab.session.rendering.tasks import Rank, Step


@dataclass(frozen=True)
class FullPicture:
    """A task of one step, given up while the hand moves and begun again when it rests.

    `done` is called with pixels as in `export.writer.Picture` and the seconds that they took, or
    `failed`, or `dropped`, on the session's thread.
    """

    key: Hashable
    recipe: Recipe
    in_float: bool
    done: Callable[[Pixels, float], None]
    failed: Callable[[Exception], None]
    dropped: Callable[[], None] | None = None
    rank: Rank = Rank.AWAITED
    owed_by: str | None = None
    what: str = "a picture"

    def step(self, renderer: Renderer, stop: Stop) -> Step:
        """Draw it."""
        start = time.perf_counter()
        pixels: Pixels
        if self.in_float:
            pixels = renderer.full_float(self.recipe, stop)
        else:
            pixels = renderer.full(self.recipe, stop).rgb()
        seconds = time.perf_counter() - start
        return Step(lambda: self.done(pixels, seconds), last=True)
