"""A direction made out of kept faces: a job that reads them, composes them and calibrates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.own_directions import write_own
from facelab.engine import ModelInfo
from facelab.engine.own_directions.made import Made, between
from facelab.library import Query, Reading
from facelab.library.means import FaceSum, sum_faces
from facelab.progress import Progress, Steps, Stop
from facelab.recipe import Recipe, Seed
from facelab.session.jobs import Jobs
from facelab.session.kept.kept_faces import Keeping
from facelab.session.rendering.composing import Composing
from facelab.session.rendering.engine_thread import EngineThread

Sides = tuple[FaceSum, FaceSum]
Failed = Callable[[Exception], None]
_STEPS = 3


def count_faces(count: int) -> str:
    """How many faces."""
    return "1 face" if count == 1 else f"{count} faces"


@dataclass(frozen=True, eq=False)
class FacesOf:
    """Where the w+ of kept faces come from."""

    kept: Keeping
    engine: EngineThread
    jobs: Jobs


def direction_of_faces(
    source: FacesOf,
    model: ModelInfo,
    these: Sequence[int],
    those: Sequence[int] | Query | None,
    title: str,
) -> Steps[tuple[Made, bool]]:
    """Make a direction out of kept faces and put it into Mine, as `OwnDirections.from_faces`.

    Returns
    -------
    (Made, bool)
        And whether it is new.

    Raises
    ------
    RecipeError, LibraryError, WeightsError
    """

    def read(reading: Reading, stop: Stop) -> Sides:
        shape = (model.num_ws, model.w_dim)
        first = sum_faces(reading, these, model.sha256, shape, stop)
        if those is None:  # psi 0 is the average face
            average = FaceSum(np.zeros(shape))
            average.to_compose = [Recipe(model.ref, Seed(0)).with_truncation(psi=0.0)]
            return first, average
        if isinstance(those, Query):
            found = reading.ids(replace(those, model=model.sha256), stop)
            others = found[~np.isin(found, np.asarray(these, np.int64))].tolist()
        else:
            others = list(those)
        return first, sum_faces(reading, others, model.sha256, shape, stop)

    def ask(done: Callable[[Sides], None], failed: Failed) -> None:
        source.kept.ask(read, done, failed)

    first, second = yield from source.jobs.answer(ask, Progress(0, _STEPS, "Reading faces"))
    yield from _compose(source, first, second)
    yield Progress(2, _STEPS, "Calibrating")
    note = f"Made from {count_faces(first.count)} of yours."
    made = between(first.mean(), second.mean(), title, model, note)
    return made, write_own(made.direction)


def _compose(source: FacesOf, first: FaceSum, second: FaceSum) -> Steps[None]:
    """Add the faces of which no w+ is known; the engine composes them."""
    recipes = (*first.to_compose, *second.to_compose)
    if not recipes:
        return

    def ask(done: Callable[[NDArray[np.float32]], None], failed: Failed) -> None:
        key = ("direction", object())
        source.engine.submit(Composing(key, recipes, done, failed))

    now = Progress(1, _STEPS, f"Composing {count_faces(len(recipes))}")
    ws = yield from source.jobs.answer(ask, now)
    start = len(first.to_compose)
    first.add(ws[:start])
    second.add(ws[start:])
