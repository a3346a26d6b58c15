"""Faces drawn for files, within a job, whenever the hand leaves time for it."""

from __future__ import annotations

from collections.abc import Callable

from facelab.export.writer import Pixels
from facelab.progress import Progress, Steps
from facelab.recipe import Recipe
from facelab.session.jobs import Jobs
from facelab.session.rendering.engine_thread import EngineThread
from facelab.session.rendering.full_picture import FullPicture


def drawn(jobs: Jobs, engine: EngineThread, recipe: Recipe, in_float: bool) -> Steps[Pixels]:
    """The full picture of a face."""
    key = ("export", object())

    def ask(done: Callable[[Pixels], None], failed: Callable[[Exception], None]) -> None:
        def came(pixels: Pixels, _seconds: float) -> None:
            done(pixels)

        def submit() -> None:  # again, if another device or network comes in between
            engine.submit(FullPicture(key, recipe, in_float, came, failed, dropped=submit))

        submit()

    try:
        return (yield from jobs.answer(ask, Progress(0, 1, "Drawing")))
    finally:
        engine.cancel(key)
