"""Makes the named directions of a network: draw, label, fit, try, correct, choose, calibrate.

1. Faces are drawn from fixed seeds (`face_sample`) and measured (`facelab.labels`).
2. Linear predictors of the labels from w are fitted, and edits solved (`direction_fit`).
3. Edited faces are drawn and labelled. What labels really did along the edits joins the fit as
   measured slopes, twice: what leaked into other labels on the way is held still from then on.
4. For each direction a few edits are tried: with and without what was learned in 3, in fewer
   layers, with softer locks. The most selective one is kept and scaled, twice, so that an amount
   of 1 is one measured sigma, or less where that would take the face too far from others.
"""

from __future__ import annotations

from collections.abc import Generator as Steps
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.directions import (
    Attribute,
    DirectionsFile,
    DirectionsMetadata,
    NamedDirection,
)
from facelab.labels.definitions import FACE_SEEN
from facelab.labels.named import WHOLES
from facelab.labels.nets import LabelNets
from facelab.labels.scale import LabelScale, fit_scale, read_scale
from facelab.labels.survey import read_survey, survey
from facelab.recipe import WeightsError
from facelab.solve.direction_bench import FaceSource, make_bench
from facelab.solve.direction_fit import Moments, Predictors, Whitening, fit_predictors
from facelab.solve.direction_measure import Bench, measure_edit, selectivity, slopes
from facelab.solve.direction_plan import SOFTNESSES, Plan, make_plans, short_spans, solve_edit
from facelab.solve.face_sample import FIRST_SEED, draw_faces, read_picture, sample_faces

Array = NDArray[np.float64]
Progress = tuple[float, str]

FACES = 20_000
LEAST_FACES = 500
ROUNDS = 2
TRIAL_SEEDS = range(20_000, 20_012)  # not those that the report judges on
ENDS = (-1.5, 1.5)
SLOPE_WEIGHT = 30_000.0  # faces that a measured slope counts for
WHITENING_SEED, WHITENING_SAMPLES = 124, 40_000
FAR_SAMPLES = 4_000
FAR = (3.0, 4.0, 5.0, 6.0)
LONGEST = 4.2  # sigma of w for an amount of 1: pictures fall apart beyond some ten
_CHOICE_SEEDS, _FAR_SEEDS = TRIAL_SEEDS[:8], TRIAL_SEEDS[:3]
_ODD_LABEL, _ODD_LABELS = 4.0, 3  # a face with more labels than this beyond so many sigma is odd
_LEAST_GAIN = 0.2
_UNSEEN = -3.0  # sigma of the label FACE_SEEN
_SHARES = (0.5, 0.7, 0.72, 0.88)  # of the time: after drawing, labelling, fitting, rounds


@dataclass(frozen=True, eq=False)
class Edit:
    """An edit that was tried.

    Attributes
    ----------
    plan : Plan
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
    span: tuple[int, int]
    softness: float
    step: Array
    gain: float = 1.0
    selectivity: float = 0.0


def make_named_directions(
    source: FaceSource, nets: Mapping[str, bytes], folder: Path, faces: int = FACES
) -> Steps[Progress, None, DirectionsFile]:
    """Make them; what is in the folder from an earlier try is used again.

    Parameters
    ----------
    source : FaceSource
        The network.
    nets : mapping
        Files of the labelling networks by role.
    folder : Path
        For faces, measurements and trials: some 30 kB a face.
    faces : int
        How many faces to learn from.

    Yields
    ------
    (float, str)
        Fraction done, and what is being done.

    Raises
    ------
    WeightsError
        Too few faces are asked for, or a labelling network cannot be used.
    OSError
        The folder cannot be written.
    """
    if faces < LEAST_FACES:
        raise WeightsError(
            "Directions cannot be made from so few faces.",
            f"At least {LEAST_FACES} are needed, {faces} were asked for.",
            "Ask for some thousands.",
        )
    yield from _draw(source, folder, faces)
    yield from _measure(LabelNets(nets), folder, faces)
    yield _SHARES[1], "Fitting predictors"
    measured = read_survey(folder, faces)
    scale = fit_scale(measured)
    labels = scale.label(measured)
    whitening = whitening_of(source)
    rows = sample_faces(source.space, range(faces)).astype(np.float64)
    u = ((rows - source.space.w_avg) @ whitening.inverse).reshape(faces, -1)
    del measured, rows
    moments, predictors = fit_predictors(u, labels)
    bench = make_bench(source, nets, scale, folder)
    moments, gradients = yield from correct(bench, whitening, moments, predictors, scale.names)
    edits = yield from choose(bench, whitening, (gradients, predictors.gradients), scale.names)
    limits = yield from find_limits(bench, whitening, edits, scale.names)
    yield 1.0, "Done"
    return assemble(source, whitening, scale, predictors, gradients, edits, limits, faces)


def scale_of(directions: DirectionsFile) -> LabelScale:
    """The ruler that a file's directions were made with."""
    return read_scale(directions.metadata.labels, directions.scale)


def whitening_of(source: FaceSource) -> Whitening:
    """The whitening of a network's w, from samples of a fixed seed."""
    z = np.random.RandomState(WHITENING_SEED).randn(WHITENING_SAMPLES, source.space.z_dim)
    parts = [source.space.map_z(each) for each in np.array_split(z, WHITENING_SAMPLES // 1000)]
    return Whitening.of(np.concatenate(parts).astype(np.float64))


def farthest_of(source: FaceSource, whitening: Whitening) -> float:
    """Distance from the mean, in sigma, that one face in a hundred exceeds at psi 1."""
    z = np.random.RandomState(WHITENING_SEED + 1).randn(FAR_SAMPLES, source.space.z_dim)
    u = (source.space.map_z(z) - source.space.w_avg) @ whitening.inverse
    return float(np.percentile(np.sqrt((u**2).mean(axis=1)), 99))


def _draw(source: FaceSource, folder: Path, faces: int) -> Steps[Progress, None, None]:
    for index in draw_faces(source.space, source.draw, folder, range(faces)):
        if index % 10 == 0 or index == faces - 1:
            yield _SHARES[0] * (index + 1) / faces, f"Drawing faces: {index + 1} of {faces}"


def _measure(nets: LabelNets, folder: Path, faces: int) -> Steps[Progress, None, None]:
    def read(index: int) -> NDArray[np.uint8]:
        picture = read_picture(folder, index)
        if picture is None:
            raise WeightsError(
                "A picture of the sample cannot be read.",
                f"Number {index} in {folder} is damaged.",
                "Delete it, and start again: it will be drawn anew.",
            )
        return picture

    for done in survey(nets, read, folder, faces):
        share = _SHARES[0] + (_SHARES[1] - _SHARES[0]) * done / faces
        yield share, f"Labelling faces: {done} of {faces}"


def correct(
    bench: Bench,
    whitening: Whitening,
    moments: Moments,
    predictors: Predictors,
    names: Sequence[str],
    seeds: Sequence[int] = TRIAL_SEEDS,
) -> Steps[Progress, None, tuple[Moments, Array]]:
    """Try edits, and let what they did join the fit; returns it, and the gradients [D, K]."""
    plans = make_plans(names)
    bands = len(bench.space.bands)
    gradients = predictors.gradients
    for turn in range(ROUNDS):
        edits = [
            Edit(plan, span, SOFTNESSES[0], solve_edit(plan, gradients, bands, span))
            for plan in plans
            for span in short_spans(plan, gradients, bands)[:1]
        ]
        found = []
        for k, edit in enumerate(edits):
            done = (turn + k / len(edits)) / ROUNDS
            yield (
                _SHARES[2] + (_SHARES[3] - _SHARES[2]) * done,
                (f"Trying edits, round {turn + 1} of {ROUNDS}: {edit.plan.named.id}"),
            )
            vector = to_vector(edit.step, whitening, bands)
            found.append(slopes((yield from _tried(bench, vector, seeds)), ENDS))
        steps = np.stack([edit.step for edit in edits])
        moments = moments.with_slopes(steps, np.stack(found), SLOPE_WEIGHT)
        gradients = solve_all(moments, predictors.ridges)
    return moments, gradients


def solve_all(moments: Moments, ridges: Array) -> Array:
    """Gradients [D, K], each with its own ridge."""
    out = np.zeros_like(moments.products)
    for ridge in np.unique(ridges):
        out[:, ridges == ridge] = moments.solve(float(ridge))[:, ridges == ridge]
    return out


def choose(
    bench: Bench,
    whitening: Whitening,
    candidates: Sequence[Array],
    names: Sequence[str],
) -> Steps[Progress, None, list[Edit]]:
    """The most selective edit of each plan, among gradients, spans of layers and softnesses.

    Parameters
    ----------
    candidates : sequence of [D, K]
        Gradients to solve edits with.
    """
    plans = make_plans(names)
    bands = len(bench.space.bands)
    chosen = []
    for k, plan in enumerate(plans):
        share = _SHARES[3] + 0.8 * (1 - _SHARES[3]) * k / len(plans)
        yield share, f"Choosing layers and locks: {plan.named.id}"
        tried = []
        for gradients in candidates:
            short, whole = short_spans(plan, gradients, bands)[0], (0, bands - 1)
            wishes = [(short, softness) for softness in SOFTNESSES]
            for span, softness in wishes + ([(whole, SOFTNESSES[0])] if short != whole else []):
                step = solve_edit(plan, gradients, bands, span, softness)
                edit = Edit(plan, span, softness, step)
                tried.append((yield from _try(bench, whitening, edit)))
        natural = [each for each in tried if _length(each) <= LONGEST]
        best = max(natural or tried, key=lambda each: each.selectivity)
        if not natural:
            best = min(tried, key=_length)
        # Faces do not follow a longer step in proportion: the gain is measured where it is used.
        scaled = replace(best, step=best.step / max(best.gain, _LEAST_GAIN))
        again = yield from _try(bench, whitening, scaled)
        gain = max(best.gain * again.gain, float(np.linalg.norm(best.step)) / LONGEST)
        chosen.append(replace(best, gain=gain / plan.named.unit))
    return chosen


def _length(edit: Edit) -> float:
    """How far the edit goes for one measured sigma, in sigma of w."""
    return float(np.linalg.norm(edit.step)) / max(edit.gain, _LEAST_GAIN)


def _try(bench: Bench, whitening: Whitening, edit: Edit) -> Steps[Progress, None, Edit]:
    """Measure an edit."""
    plan = edit.plan
    vector = to_vector(edit.step, whitening, len(bench.space.bands))
    labels = yield from _tried(bench, vector, _CHOICE_SEEDS)
    gain = plan.named.sign * float(slopes(labels, ENDS)[plan.target])
    score = plan.named.sign * selectivity(labels, plan.target, plan.others)
    return replace(edit, gain=gain, selectivity=score)


def find_limits(
    bench: Bench, whitening: Whitening, edits: Sequence[Edit], names: Sequence[str]
) -> Steps[Progress, None, list[float]]:
    """Amount from which over a quarter of the faces are odd, either way; at most the farthest."""
    bands = len(bench.space.bands)
    amounts = (*(-each for each in reversed(FAR)), *FAR)
    seen = list(names).index(FACE_SEEN)
    limits = []
    for k, edit in enumerate(edits):
        yield (
            1 - 0.2 * (1 - _SHARES[3]) * (1 - k / len(edits)),
            (f"Finding where faces break: {edit.plan.named.id}"),
        )
        vector = to_vector(edit.step, whitening, bands) / max(edit.gain, 1e-3)
        job = measure_edit(bench, vector, _FAR_SEEDS, amounts)
        labels = yield from _silently(job)
        others = np.abs(labels[:, :, list(edit.plan.others)]) > _ODD_LABEL
        odd = (others.sum(axis=2) > _ODD_LABELS) | (labels[:, :, seen] < _UNSEEN)
        share = dict(zip(amounts, odd.mean(axis=0), strict=True))
        broken = [each for each in FAR if max(share[each], share[-each]) > 0.25]
        limits.append(min(broken, default=FAR[-1] + 1.0) - 0.5)
    return limits


def to_vector(step: Array, whitening: Whitening, bands: int) -> Array:
    """A step in u [D] as w by band, [B, w_dim]."""
    return step.reshape(bands, -1) @ whitening.root


def assemble(
    source: FaceSource,
    whitening: Whitening,
    scale: LabelScale,
    predictors: Predictors,
    gradients: Array,
    edits: Sequence[Edit],
    limits: Sequence[float],
    faces: int,
) -> DirectionsFile:
    """Everything that is kept, in one value."""
    bands = len(source.space.bands)
    vectors, found = [], []
    gains = np.ones(len(scale.names))
    for edit, limit in zip(edits, limits, strict=True):
        named = edit.plan.named
        step = edit.step.copy()
        # beyond its own layers: what the edit does if it may move everything
        whole = solve_edit(edit.plan, gradients, bands, (0, bands - 1), edit.softness)
        width = len(step) // bands
        outside = np.ones(len(step), bool)
        outside[edit.span[0] * width : (edit.span[1] + 1) * width] = False
        step[outside] = whole[outside]
        vectors.append(to_vector(step, whitening, bands) / edit.gain)
        gains[edit.plan.target] = edit.gain
        found.append(
            NamedDirection(
                id=named.id,
                title=named.title,
                group=named.group,
                about=named.about,
                label=named.label,
                bands=edit.span,
                locks=tuple(scale.names[k] for k in edit.plan.locked),
                softness=edit.softness,
                held_out=round(float(predictors.held_out[edit.plan.target]), 3),
                breaks_at=limit,
                source=named.source,
            )
        )
    by_band = gradients.reshape(bands, -1, gradients.shape[1])  # [B, w_dim, K]
    metadata = DirectionsMetadata(
        model=source.metadata.name,
        model_sha256=source.metadata.model_sha256,
        bands=source.space.bands,
        labels=scale.names,
        directions=tuple(found),
        attributes=tuple(
            Attribute(
                id=whole.id,
                title=whole.title,
                about=whole.about,
                labels=tuple(name for name in whole.labels if name in scale.names),
            )
            for whole in WHOLES
        ),
        farthest=round(farthest_of(source, whitening), 3),
        made={
            "by": "facelab directions fit",
            "faces": faces,
            "seeds": f"{FIRST_SEED} to {FIRST_SEED + faces - 1}",
            "trial_seeds": f"{TRIAL_SEEDS[0]} to {TRIAL_SEEDS[-1]}",
            "rounds": ROUNDS,
        },
    )
    return DirectionsFile(
        metadata,
        # as they will be in the file: what is measured next is what is used
        np.stack(vectors).astype(np.float16).astype(np.float32),
        np.einsum("bdk,de->kbe", by_band, whitening.root).astype(np.float32),
        np.einsum("bdk,bdl->bkl", by_band, by_band).astype(np.float32),
        gains.astype(np.float32),
        whitening.inverse.astype(np.float32),
        {name: each.astype(np.float32) for name, each in scale.tensors().items()},
    )


def _tried(bench: Bench, vector: Array, seeds: Sequence[int]) -> Steps[Progress, None, Array]:
    return (yield from _silently(measure_edit(bench, vector, seeds, ENDS)))


def _silently(job: Steps[int, None, Array]) -> Steps[Progress, None, Array]:
    """Run a job to its end."""
    yield from ()
    while True:
        try:
            next(job)
        except StopIteration as end:
            found: Array = end.value
            return found
