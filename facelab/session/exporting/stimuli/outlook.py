"""What a set will be, as far as that is known before it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facelab.preparing.costs import Costs, bytes_key, usual_bytes
from facelab.preparing.preparation import Preparation
from facelab.recipe import Recipe
from facelab.stimuli.plan import StimuliPlan, estimate
from facelab.stimuli.reach import Doubt, Forecast
from facelab.stimuli.ruler import Lever

PICTURE = "stimuli"  # by which `Costs` knows what a picture takes
# Until a set was made: a preview as a share of a full frame, and seconds to measure a picture and
# to shape, mark and write it.
_SMALL, _MEASURED, _WRITTEN = 0.3, 0.15, 0.7


@dataclass(frozen=True, eq=False)
class Faces:
    """The first of the faces of a set.

    Attributes
    ----------
    count : int
        Of all.
    recipes : tuple of Recipe
        The first.
    ws : tuple of float32 [num_ws, w_dim]
        Of these.
    """

    count: int
    recipes: tuple[Recipe, ...]
    ws: tuple[NDArray[np.float32], ...]


@dataclass(frozen=True, eq=False)
class Sketch:
    """How a step will look, roughly.

    Attributes
    ----------
    recipe : Recipe
        With the slider moved as far as most faces need it.
    doubted : bool
        Probably out of reach.
    unsure : bool
        Perhaps out of reach.
    """

    recipe: Recipe
    doubted: bool
    unsure: bool = False


def sketches(
    plan: StimuliPlan, faces: Faces, levers: Mapping[str, Lever], forecast: Forecast
) -> dict[tuple[str, float], Sketch]:
    """The first face at each level of each attribute."""
    face, own = faces.recipes[0], forecast.labels(faces.ws[0])
    first = StimuliPlan(
        (face,), plan.attributes, plan.levels, "single", plan.origin, plan.tolerance
    )
    doubts = forecast.doubts(first, faces.ws[:1])
    probable = {(each.attribute, each.level): each.probable for each in doubts}
    found = {}
    for name in plan.attributes:
        lever = levers[name]
        for level in plan.levels:
            way = level - (own[lever.label] if plan.origin == "mean" else 0.0)
            amount = face.amount(name) + way / max(lever.gain, 0.2)
            amount = min(max(amount, -lever.breaks_at), lever.breaks_at)
            moved = face.with_amount(name, round(amount, 3)) if way else face
            out = probable.get((name, level))
            found[name, level] = Sketch(moved, out is True, out is False)
    return found


def doubts_of(plan: StimuliPlan, faces: Faces, forecast: Forecast) -> list[Doubt]:
    """Targets that are probably out of reach, of the faces that are known."""
    known = len(faces.recipes)
    first = StimuliPlan(
        faces.recipes, plan.attributes, plan.levels, plan.design, plan.origin, plan.tolerance
    )
    return forecast.doubts(first, faces.ws[:known])


def seconds_of(costs: Costs, count: int, side: int, plan: StimuliPlan) -> float | None:
    """About how long so many pictures take; None if nobody knows yet."""
    one = costs.seconds(PICTURE, side)
    if one is not None:
        return one * count
    full = costs.seconds("draw", side)
    if full is None:
        return None
    whole = estimate(plan, _SMALL * full, full, _MEASURED)
    return count * (whole.seconds / whole.pictures + _WRITTEN)


def bytes_of(costs: Costs, count: int, side: int, preparation: Preparation) -> float:
    """About how much so many pictures take on the disk."""
    one = costs.of_bytes(bytes_key(preparation, side))
    if one is None:
        one = usual_bytes(preparation.format.encoding, preparation.final_side(side))
    return one * count
