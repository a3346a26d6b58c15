"""Faces drawn to be measured, within a job, whenever the hand leaves time for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from facelab.engine import Renderer
from facelab.progress import Progress, Stop, finish
from facelab.recipe import Recipe
from facelab.session.exporting.means import Means
from facelab.session.rendering.asked import Asked
from facelab.stimuli.sight import AtHand, Pixels

T = TypeVar("T")


class EngineSight:
    """A `facelab.stimuli.sight.Sight` of the engine's thread, for the thread of a job.

    Parameters
    ----------
    means : Means
        Its costs learn what full frames take.
    stop : callable
        Whether the job is to end.
    """

    def __init__(self, means: Means, stop: Stop) -> None:
        self._means, self._stop = means, stop

    def small(self, recipe: Recipe, stop: Stop | None = None) -> Pixels:  # noqa: ARG002 - its own
        """As `Sight.small`."""
        return self._asked(lambda renderer, over: AtHand(renderer).small(recipe, over))

    def full(self, recipe: Recipe, stop: Stop | None = None) -> Pixels:  # noqa: ARG002
        """As `Sight.full`."""

        def ask(renderer: Renderer, over: Stop) -> Pixels:
            start = time.perf_counter()
            drawn = AtHand(renderer).full(recipe, over)
            self._means.costs.note("draw", time.perf_counter() - start, len(drawn))
            return drawn

        return self._asked(ask)

    def compose(self, recipe: Recipe) -> NDArray[np.float32]:
        """As `Sight.compose`."""
        return self._asked(lambda renderer, _: renderer.compose(recipe))

    def _asked(self, ask: Callable[[Renderer, Stop], T]) -> T:
        key = ("stimuli", object())

        def submit(done: Callable[[T], None], failed: Callable[[Exception], None]) -> None:
            def again() -> None:  # another device or network comes in between
                self._means.engine.submit(Asked(key, ask, done, failed, dropped=again))

            again()

        try:
            return finish(self._means.jobs.answer(submit, Progress()), self._stop)
        finally:
            self._means.engine.cancel(key)
