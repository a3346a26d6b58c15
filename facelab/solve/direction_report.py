"""Judges named directions on faces that they were not made from, and others beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.directions import DirectionsFile, Figures
from facelab.labels.named import PERSON, SURROUNDINGS
from facelab.progress import Progress, Steps
from facelab.solve.direction_measure import (
    Bench,
    measured,
    monotone_share,
    people_apart,
    person_change,
    selectivity,
    slopes,
)
from facelab.solve.direction_plan import Plan, make_plans

Array = NDArray[np.float64]

JUDGE_SEEDS = range(30_000, 30_016)
AMOUNTS = (-1.5, -0.75, 0.0, 0.75, 1.5)
_FLAT = 1e-3


@dataclass(frozen=True, eq=False)
class Other:
    """A direction from elsewhere, to be judged as if it were the named one.

    Attributes
    ----------
    name : str
    id : str
        Of the named direction that it is compared with.
    rows : [B, w_dim]
        By band of layers; of any length.
    """

    name: str
    id: str
    rows: Array


def judge_directions(
    bench: Bench,
    directions: DirectionsFile,
    others: Sequence[Other] = (),
    seeds: Sequence[int] = JUDGE_SEEDS,
) -> Steps[dict[str, Any]]:
    """Measure every direction with its locks and without, and others on the same faces.

    Yields
    ------
    Progress

    Returns
    -------
    dict
        For JSON: "directions" by id, "others", and what was measured with. The figures of a
        direction are in its entry "figures", see `facelab.checkpoints.directions.Figures`.
    """
    metadata = directions.metadata
    plans = {plan.named.id: plan for plan in make_plans(metadata.labels)}
    person = [metadata.labels.index(name) for name in PERSON if name in metadata.labels]
    around = [metadata.labels.index(name) for name in SURROUNDINGS if name in metadata.labels]
    jobs = [each for each in metadata.directions if each.id in plans]
    apart = 1.0
    found: dict[str, dict[str, Any]] = {}
    for k, named in enumerate(jobs):
        yield Progress(k, len(jobs) + len(others), f"Measuring: {named.id}")
        plan = plans[named.id]
        first, last = named.bands
        inside = np.zeros((len(metadata.bands), 1))
        inside[first : last + 1] = 1.0
        at = metadata.directions.index(named)
        locked = measured(bench, directions.vectors[at] * inside, seeds, AMOUNTS)
        if k == 0:
            apart = people_apart(locked[:, AMOUNTS.index(0.0)], person)
        free = unlocked_vector(directions, plan) * inside
        unlocked = measured(bench, free, seeds, (AMOUNTS[0], AMOUNTS[-1]))
        mean = slopes(locked, AMOUNTS)
        kept = [p for p in person if p in plan.others]
        figures = Figures(
            selectivity=_rounded(plan.named.sign * selectivity(locked, plan.target, plan.others)),
            selectivity_unlocked=_rounded(
                plan.named.sign * selectivity(unlocked, plan.target, plan.others)
            ),
            monotone=_rounded(monotone_share(plan.named.sign * locked, plan.target), 3),
            identity=_rounded(person_change(locked, kept, apart)),
            gain=_rounded(plan.named.sign * float(mean[plan.target])),
            faces=len(seeds),
        )
        change = np.abs(locked[:, -1] - locked[:, 0]).mean(axis=0)
        held = [n for n in around if n in plan.locked]
        most = sorted(plan.others, key=lambda n: -change[n])[:4]
        found[named.id] = {
            "title": named.title,
            "group": named.group,
            "layers": [metadata.bands[first][0], metadata.bands[last][-1]],
            "held_out": named.held_out,
            "breaks_at": named.breaks_at,
            "figures": msgspec.to_builtins(figures),
            "identity_unlocked": _rounded(person_change(unlocked, kept, apart)),
            "surroundings": _rounded(change[held].mean()) if held else 0.0,
            "moves_most": {metadata.labels[n]: _rounded(change[n]) for n in most},
        }
    compared = []
    for k, other in enumerate(others):
        yield Progress(len(jobs) + k, len(jobs) + len(others), f"Measuring: {other.name}")
        plan = plans[other.id]
        vector = to_sigma(directions, plan, other.rows)
        labels = measured(bench, vector, seeds, AMOUNTS)
        kept = [p for p in person if p in plan.others]
        compared.append(
            {
                "name": other.name,
                "direction": other.id,
                "selectivity": _rounded(selectivity(labels, plan.target, plan.others)),
                "monotone": _rounded(monotone_share(labels, plan.target), 3),
                "identity": _rounded(person_change(labels, kept, apart)),
                "gain": _rounded(float(slopes(labels, AMOUNTS)[plan.target])),
            }
        )
    yield Progress(1, 1, "Done")
    return {
        "model": metadata.model,
        "seeds": f"{seeds[0]} to {seeds[-1]}",
        "range": [AMOUNTS[0], AMOUNTS[-1]],
        "summary": _summary(found),
        "directions": found,
        "others": compared,
    }


def with_figures(directions: DirectionsFile, report: Mapping[str, Any]) -> DirectionsFile:
    """The same directions, with the figures of a report."""
    named = tuple(
        msgspec.structs.replace(
            each,
            figures=msgspec.convert(report["directions"][each.id]["figures"], Figures, strict=False)
            if each.id in report["directions"]
            else each.figures,
        )
        for each in directions.metadata.directions
    )
    metadata = msgspec.structs.replace(directions.metadata, directions=named)
    return replace(directions, metadata=metadata)


def unlocked_vector(directions: DirectionsFile, plan: Plan) -> Array:
    """What moves a label by about one sigma with the least disturbance, nothing being held."""
    named = next(each for each in directions.metadata.directions if each.id == plan.named.id)
    step = directions.steps[named.metric, plan.target].astype(np.float64)
    grams = directions.grams[named.metric, named.bands[0] : named.bands[1] + 1]
    reach = grams[:, plan.target, plan.target].sum() * directions.gains[plan.target]
    vector: Array = plan.named.sign * step / max(float(reach), _FLAT)
    return vector


def to_sigma(directions: DirectionsFile, plan: Plan, rows: Array) -> Array:
    """Rows [B, w_dim] scaled so that the label's predictor says one sigma, and signed so."""
    gradient = directions.gradients[plan.target].astype(np.float64) @ directions.whitener
    reach = plan.named.sign * float((rows * gradient).sum()) * directions.gains[plan.target]
    scaled: Array = rows / (reach if abs(reach) > _FLAT else _FLAT)
    return scaled


def _summary(found: Mapping[str, Mapping[str, Any]]) -> dict[str, float]:
    figures = [each["figures"] for each in found.values()]
    if not figures:
        return {}
    return {
        "directions": len(figures),
        "selectivity_median": _rounded(np.median([each["selectivity"] for each in figures])),
        "selectivity_least": _rounded(min(each["selectivity"] for each in figures)),
        "selectivity_unlocked_median": _rounded(
            np.median([each["selectivity_unlocked"] for each in figures])
        ),
        "monotone_mean": _rounded(np.mean([each["monotone"] for each in figures]), 3),
        "monotone_least": _rounded(min(each["monotone"] for each in figures), 3),
        "identity_median": _rounded(np.median([each["identity"] for each in figures])),
        "identity_unlocked_median": _rounded(
            np.median([each["identity_unlocked"] for each in found.values()])
        ),
    }


def _rounded(value: float | np.floating[Any], digits: int = 2) -> float:
    return round(float(value), digits)
