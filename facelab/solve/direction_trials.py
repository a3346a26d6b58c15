"""Tries edits on faces: what they really do joins the fit, and the best of a few is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from facelab.labels.definitions import FACE_SEEN
from facelab.progress import Progress, Steps
from facelab.solve.direction_fit import Moments, Whitening
from facelab.solve.direction_measure import Bench, measured, selectivity, slopes
from facelab.solve.direction_plan import (
    SOFTNESS,
    SOFTNESSES,
    Plan,
    make_plans,
    short_spans,
    solve_edit,
)
from facelab.solve.edit_model import EditModel

Array = NDArray[np.float64]

LEARN_SEEDS = range(20_000, 20_024)  # none of those that the report judges on
CHOICE_SEEDS = range(20_024, 20_036)
_FAR_SEEDS = CHOICE_SEEDS[:3]
ENDS = (-1.5, 1.5)
SLOPE_WEIGHT = 30_000.0  # faces that a measured slope counts for
FAR = (3.0, 4.0, 5.0, 6.0)
LONGEST = 6.0  # sigma of w for an amount of 1: so far faces bear twice and thrice of it
_ODD_LABEL, _ODD_LABELS = 4.0, 3  # a face with more labels than this beyond so many sigma is odd
_LEAST_GAIN = 0.2
_AS_GOOD = 0.95  # of the best selectivity: trials are no more exact
_UNSEEN = -3.0  # sigma of the label FACE_SEEN


@dataclass(frozen=True, eq=False)
class Edit:
    """An edit that was tried.

    Attributes
    ----------
    plan : Plan
    metric : int
        Which of the models' it was solved with.
    span : (int, int)
        First and last band of layers.
    softness : float
        Of its locks.
    step : [D]
        In u.
    gain : float
        Measured change of its label for this step, in sigma.
    selectivity : float
    """

    plan: Plan
    metric: int
    span: tuple[int, int]
    softness: float
    step: Array
    gain: float = 1.0
    selectivity: float = 0.0


def learn_slopes(
    bench: Bench,
    whitening: Whitening,
    moments: Moments,
    model: EditModel,
    names: Sequence[str],
    seeds: Sequence[int] = LEARN_SEEDS,
) -> Steps[Moments]:
    """Try every plan's edit, and let what labels did along it join the fit."""
    plans = make_plans(names)
    steps, found = [], []
    for k, plan in enumerate(plans):
        yield Progress(k, len(plans), f"Trying edits: {plan.named.id}")
        step = solve_edit(plan, model, (0, model.bands - 1))
        steps.append(step)
        vector = to_vector(step, whitening, model.bands)
        found.append(slopes(measured(bench, vector, seeds, ENDS), ENDS))
    return moments.with_slopes(np.stack(steps), np.stack(found), SLOPE_WEIGHT)


def solve_all(moments: Moments, ridges: Array) -> Array:
    """Gradients [D, K], each with its own ridge."""
    out = np.zeros_like(moments.products)
    for ridge in np.unique(ridges):
        out[:, ridges == ridge] = moments.solve(float(ridge))[:, ridges == ridge]
    return out


def better(
    bench: Bench,
    whitening: Whitening,
    models: Sequence[EditModel],
    names: Sequence[str],
    seeds: Sequence[int] = CHOICE_SEEDS,
) -> Steps[EditModel]:
    """The model whose edits are the more selective: the median over the plans is compared."""
    plans = make_plans(names)
    medians = []
    for number, model in enumerate(models):
        found = []
        for k, plan in enumerate(plans):
            done = (number + k / len(plans)) / len(models)
            yield Progress(done, 1, f"Comparing fits: {plan.named.id}")
            span = (0, model.bands - 1)
            edit = Edit(plan, 0, span, SOFTNESS, solve_edit(plan, model, span))
            found.append(_try(bench, whitening, edit, seeds).selectivity)
        medians.append(float(np.median(found)))
    return models[int(np.argmax(medians))]


def choose(
    bench: Bench,
    whitening: Whitening,
    models: Sequence[EditModel],
    names: Sequence[str],
    seeds: Sequence[int] = CHOICE_SEEDS,
) -> Steps[list[Edit]]:
    """The most selective edit of each plan, among metrics, spans of layers and softnesses."""
    plans = make_plans(names)
    chosen = []
    for k, plan in enumerate(plans):
        yield Progress(k, len(plans), f"Choosing layers and locks: {plan.named.id}")
        tried = []
        for number, model in enumerate(models):
            for span, softness in _wishes(plan, model, number, len(models)):
                step = solve_edit(plan, model, span, softness)
                edit = Edit(plan, number, span, softness, step)
                tried.append(_try(bench, whitening, edit, seeds))
        best = _best(tried)
        # Faces do not follow a longer step in proportion: the gain is measured where it is used.
        used = max(best.gain, _LEAST_GAIN)
        again = _try(bench, whitening, replace(best, step=best.step / used), seeds)
        gain = max(used * again.gain, float(np.linalg.norm(best.step)) / LONGEST)
        chosen.append(replace(best, gain=gain / plan.named.unit))
    return chosen


def _wishes(
    plan: Plan, model: EditModel, number: int, metrics: int
) -> list[tuple[tuple[int, int], float]]:
    """Spans and softnesses to try with one of the metrics, of which the last is the closest."""
    if plan.named.close and number < metrics - 1:
        return []
    if plan.named.bands is None:
        spans = short_spans(plan, model)
    else:
        first, last = (min(band, model.bands - 1) for band in plan.named.bands)
        spans = ((first, last),)
    wishes = [(span, SOFTNESS) for span in spans]
    if number == 0:  # softness matters least: one metric tells
        short = spans[min(1, len(spans) - 1)]
        wishes += [(short, each) for each in SOFTNESSES if each != SOFTNESS]
    return wishes


def _best(tried: Sequence[Edit]) -> Edit:
    """The most selective edit; of nearly equal ones that in the fewest layers."""
    most = max(each.selectivity for each in tried)
    if most <= 0:  # none does what it is for
        return max(tried, key=lambda each: each.selectivity)
    good = [each for each in tried if each.selectivity >= _AS_GOOD * most]
    return min(good, key=lambda each: (each.span[1] - each.span[0], -each.selectivity))


def _try(bench: Bench, whitening: Whitening, edit: Edit, seeds: Sequence[int]) -> Edit:
    """Measure an edit."""
    plan = edit.plan
    vector = to_vector(edit.step, whitening, len(bench.space.bands))
    labels = measured(bench, vector, seeds, ENDS)
    gain = plan.named.sign * float(slopes(labels, ENDS)[plan.target])
    score = plan.named.sign * selectivity(labels, plan.target, plan.others)
    return replace(edit, gain=gain, selectivity=score)


def find_limits(
    bench: Bench, whitening: Whitening, edits: Sequence[Edit], names: Sequence[str]
) -> Steps[list[float]]:
    """Amount from which over a quarter of the faces are odd, either way; at most the farthest."""
    bands = len(bench.space.bands)
    amounts = (*(-each for each in reversed(FAR)), *FAR)
    seen = list(names).index(FACE_SEEN)
    limits = []
    for k, edit in enumerate(edits):
        yield Progress(k, len(edits), f"Finding where faces break: {edit.plan.named.id}")
        vector = to_vector(edit.step, whitening, bands) / max(edit.gain, 1e-3)
        labels = measured(bench, vector, _FAR_SEEDS, amounts)
        others = np.abs(labels[:, :, list(edit.plan.others)]) > _ODD_LABEL
        odd = (others.sum(axis=2) > _ODD_LABELS) | (labels[:, :, seen] < _UNSEEN)
        share = dict(zip(amounts, odd.mean(axis=0), strict=True))
        broken = [each for each in FAR if max(share[each], share[-each]) > 0.25]
        limits.append(min(broken, default=FAR[-1] + 1.0) - 0.5)
    return limits


def to_vector(step: Array, whitening: Whitening, bands: int) -> Array:
    """A step in u [D] as w by band, [B, w_dim]."""
    return step.reshape(bands, -1) @ whitening.root
