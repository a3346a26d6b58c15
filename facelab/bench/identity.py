"""What the measure of identity says of strangers, and of views of one person.

`facelab.labels.identity.STRANGERS` and `LIMIT` come from here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facelab.engine import Renderer
from facelab.errors import RecipeError
from facelab.labels.identity import LIMIT, Described, Identity, drift
from facelab.recipe import Noise, Recipe, Seed

PAIRS = 200
FACES = 30
FIRST_SEED = 50_000
# What a person may look like: directions and amounts, in sd of their labels.
VIEWS: tuple[tuple[str, float], ...] = (
    *(("yaw", 1.0), ("yaw", 2.0), ("yaw", -2.0), ("pitch", 1.5)),
    *(("smile", 1.5), ("smile", -1.5), ("mouth-open", 1.5), ("brows-up", 1.5)),
    *(("exposure", 2.0), ("exposure", -2.0), ("light-right", 2.0), ("glasses", 1.5)),
    *(("age", 1.0), ("age", 2.0), ("gender", 2.0), ("face-width", 2.0), ("nose-width", 2.0)),
)


def measure_identity(
    renderer: Renderer,
    identity: Identity,
    told: Callable[[int, int], None],
    pairs: int = PAIRS,
    faces: int = FACES,
) -> dict[str, Any]:
    """Draw previews at psi 0.7, and compare neighbours in the order of their seeds, and views.

    Parameters
    ----------
    renderer : Renderer
    identity : Identity
    told : callable
        Told after each picture how many of how many are done.
    pairs, faces : int
        Pairs of strangers; people of whom views are drawn.

    Returns
    -------
    dict
        "strangers": distance of two descriptions (its median is `STRANGERS`), drift at
        percentiles, and the share below `LIMIT`; "same person": drift by view.
    """
    known = {each.id for each in renderer.info.directions}
    views = [view for view in VIEWS if view[0] in known]
    faces = min(faces, pairs)
    total, done = pairs + len(views) * faces + faces, 0

    def describe(recipe: Recipe, flipped: bool = False) -> Described:
        nonlocal done
        picture = _drawn(renderer, recipe)
        if flipped:
            picture = np.ascontiguousarray(picture[:, ::-1])
        found: Described = identity.describe(picture[None])[0]
        done += 1
        told(done, total)
        return found

    base = Recipe(renderer.info.ref, Seed(FIRST_SEED)).with_truncation(psi=0.7)
    people = [base.with_seed(FIRST_SEED + k) for k in range(pairs)]
    seen = np.stack([describe(each) for each in people])
    others = np.roll(seen, -1, axis=0)
    apart = np.array([drift(one, other) for one, other in zip(seen, others, strict=True)])
    distances = np.linalg.norm(seen - others, axis=1)
    if np.isnan(apart).all():
        raise RecipeError("no faces were found in what this network draws")
    same = {}
    for name, amount in views:
        drifts = [
            drift(one, describe(recipe.with_amount(name, amount)))
            for one, recipe in zip(seen[:faces], people, strict=False)
        ]
        same[f"{name} {amount:+g}"] = _spread(np.array(drifts))
    mirrored = [drift(seen[k], describe(people[k], flipped=True)) for k in range(faces)]
    return {
        "pairs": pairs,
        "faces": faces,
        "limit": LIMIT,
        "strangers": {
            "median distance": round(float(np.nanmedian(distances)), 3),
            "drift at 1 %": _at(apart, 1),
            "drift at 5 %": _at(apart, 5),
            "drift at 50 %": _at(apart, 50),
            "drift at 95 %": _at(apart, 95),
            "below the limit": round(float(np.nanmean(apart <= LIMIT)), 3),
        },
        "same person": {"mirrored": _spread(np.array(mirrored)), **same},
    }


def _drawn(renderer: Renderer, recipe: Recipe) -> NDArray[np.uint8]:
    ws = renderer.compose(recipe)
    drawn = renderer.draw(ws[None], Noise(), min(renderer.sizes))[0]
    return np.ascontiguousarray(drawn[..., 2::-1])


def _spread(drifts: NDArray[np.float64]) -> dict[str, float]:
    return {
        "median": _at(drifts, 50),
        "at 90 %": _at(drifts, 90),
        "above the limit": round(float(np.nanmean(drifts > LIMIT)), 2),
    }


def _at(values: NDArray[np.float64], percent: float) -> float:
    return round(float(np.nanpercentile(values, percent)), 2)
