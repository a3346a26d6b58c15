"""Makes the named directions of a network: draw, label, fit, take gradients, try, choose.

1. Faces are drawn from fixed seeds (`face_sample`) and measured (`facelab.labels`).
2. Linear predictors of the labels from w are fitted (`direction_fit`).
3. A small network learns to read the labels (`label_student`), and gradients are taken through it
   and the generator (`label_gradients`): how labels change on average joins the fit, and how much
   they change where they should not is what edits keep small (`edit_model`).
4. Edited faces are drawn and labelled (`direction_trials`). What labels really did along the
   edits joins the fit as measured slopes, if edits become the better for it.
5. For each direction a few edits are tried: in fewer layers, with softer or harder locks, closer
   to faces. The most selective one is kept and scaled, twice, so that an amount of 1 is one
   measured sigma, or less where that would take the face too far from others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.directions import (
    Attribute,
    DirectionsFile,
    DirectionsMetadata,
    NamedDirection,
)
from facelab.errors import WeightsError
from facelab.labels.named import WHOLES
from facelab.labels.nets import LabelNets
from facelab.labels.scale import LabelScale, fit_scale, read_scale
from facelab.labels.survey import read_survey, survey
from facelab.progress import Progress, Steps, part
from facelab.solve.direction_bench import FaceSource, make_bench, ruler
from facelab.solve.direction_fit import Predictors, Whitening, fit_predictors
from facelab.solve.direction_plan import solve_edit
from facelab.solve.direction_trials import (
    CHOICE_SEEDS,
    LEARN_SEEDS,
    Edit,
    better,
    choose,
    find_limits,
    learn_slopes,
    solve_all,
    to_vector,
)
from facelab.solve.edit_model import EditModel, disturbance_metrics
from facelab.solve.face_sample import FIRST_SEED, draw_faces, read_picture, sample_faces
from facelab.solve.label_gradients import SEEDS as GRADIENT_SEEDS
from facelab.solve.label_gradients import sample_gradients
from facelab.solve.label_student import teach_student

Array = NDArray[np.float64]

FACES = 20_000
LEAST_FACES = 500
# Labels that a gradient counts for where M is 1: it is one face's, and without noise. M grows with
# the number of labels.
GRADIENT_WEIGHT = 8.0
WHITENING_SEED, WHITENING_SAMPLES = 124, 40_000
FAR_SAMPLES = 4_000
# of the time: to the end of drawing, labelling, teaching, gradients, slopes,
# comparing, choice, limits
_SHARES = (0.0, 0.48, 0.64, 0.73, 0.81, 0.85, 0.89, 0.98, 1.0)
LABELLED = _SHARES[2]  # once all faces are drawn and labelled


def make_named_directions(
    source: FaceSource, nets: Mapping[str, bytes], folder: Path, faces: int = FACES
) -> Steps[DirectionsFile]:
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
    Progress

    Raises
    ------
    WeightsError
        Too few faces are asked for, or a labelling network cannot be used.
    OSError
        The folder cannot be written.
    """
    check_enough(faces)
    parts = iter(pairwise(_SHARES))
    yield from part(_draw(source, folder, faces), *next(parts))
    yield from part(_measure(LabelNets(nets), folder, faces), *next(parts))
    measured = read_survey(folder, faces)
    scale = fit_scale(measured)
    labels = scale.label(measured)
    names = scale.names
    teaching = teach_student(lambda k: _picture(folder, k), labels, folder, ruler(scale))
    student = yield from part(teaching, *next(parts))
    sampling = sample_gradients(source.space, source.torch_draw(), student, folder)
    samples = yield from part(sampling, *next(parts))
    whitening = whitening_of(source)
    rows = sample_faces(source.space, range(faces)).astype(np.float64)
    u = ((rows - source.space.w_avg) @ whitening.inverse).reshape(faces, -1)
    del measured, rows
    moments, predictors = fit_predictors(u, labels, whitening.penalty)
    metrics = disturbance_metrics(samples, whitening)
    certainty: Array = np.linalg.inv(metrics[0]).astype(np.float64)  # but for a factor
    mean = (samples.mean() @ whitening.root).reshape(len(names), -1).T
    weight = GRADIENT_WEIGHT * samples.faces
    moments = moments.with_gradients(mean, certainty, weight)
    fitted = EditModel.of(solve_all(moments, predictors.ridges), metrics[0])
    bench = make_bench(source, nets, scale, folder)
    trying = learn_slopes(bench, whitening, moments, fitted, names)
    moments = yield from part(trying, *next(parts))
    learned = EditModel.of(solve_all(moments, predictors.ridges), metrics[0])
    comparing = better(bench, whitening, (learned, fitted), names)
    model = yield from part(comparing, *next(parts))
    models = [model, *(EditModel.of(model.gradients, each) for each in metrics[1:])]
    edits = yield from part(choose(bench, whitening, models, names), *next(parts))
    limits = yield from part(find_limits(bench, whitening, edits, names), *next(parts))
    yield Progress(1, 1, "Done")
    return assemble(source, whitening, scale, predictors, models, edits, limits, faces)


def check_enough(faces: int) -> None:
    """Refuse to make directions of too few faces.

    Raises
    ------
    WeightsError
    """
    if faces < LEAST_FACES:
        raise WeightsError(
            "Directions cannot be made from so few faces.",
            f"At least {LEAST_FACES} are needed, but only {faces} were requested.",
            "Use a few thousand.",
        )


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


def _draw(source: FaceSource, folder: Path, faces: int) -> Steps[None]:
    for index in draw_faces(source.space, source.draw, folder, range(faces)):
        if index % 10 == 0 or index == faces - 1:
            yield Progress(index + 1, faces, f"Drawing faces: {index + 1} of {faces}")


def _measure(nets: LabelNets, folder: Path, faces: int) -> Steps[None]:
    for done in survey(nets, lambda index: _picture(folder, index), folder, faces):
        yield Progress(done, faces, f"Labelling faces: {done} of {faces}")


def _picture(folder: Path, index: int) -> NDArray[np.uint8]:
    picture = read_picture(folder, index)
    if picture is None:
        raise WeightsError(
            "A picture in the sample cannot be read.",
            f"Number {index} in {folder} is damaged.",
            "Delete it and run this again: it will be drawn again.",
        )
    return picture


def assemble(
    source: FaceSource,
    whitening: Whitening,
    scale: LabelScale,
    predictors: Predictors,
    models: Sequence[EditModel],
    edits: Sequence[Edit],
    limits: Sequence[float],
    faces: int,
) -> DirectionsFile:
    """Everything that is kept, in one value."""
    bands = models[0].bands
    vectors, found = [], []
    gains = np.ones(len(scale.names))
    for edit, limit in zip(edits, limits, strict=True):
        named = edit.plan.named
        model = models[edit.metric]
        # beyond its own layers: what the edit does if it may move everything
        step = solve_edit(edit.plan, model, (0, bands - 1), edit.softness)
        step[model.rows(edit.span)] = edit.step[model.rows(edit.span)]
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
                metric=edit.metric,
                locks=tuple(scale.names[k] for k in edit.plan.locked),
                softness=edit.softness,
                held_out=round(float(predictors.held_out[edit.plan.target]), 3),
                breaks_at=limit,
                source=named.source,
            )
        )
    gradients = models[0].gradients.reshape(bands, -1, len(scale.names))  # [B, w_dim, K]
    ways = [each.carried.reshape(gradients.shape) for each in models]
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
            "gradient_seeds": f"{GRADIENT_SEEDS[0]} to {GRADIENT_SEEDS[-1]}",
            "trial_seeds": f"{LEARN_SEEDS[0]} to {CHOICE_SEEDS[-1]}",
        },
    )
    return DirectionsFile(
        metadata,
        # as they will be in the file: what is measured next is what is used
        np.stack(vectors).astype(np.float16).astype(np.float32),
        np.einsum("mbdk,de->mkbe", ways, whitening.root).astype(np.float32),
        gradients.transpose(2, 0, 1).astype(np.float32),
        np.einsum("bdk,mbdl->mbkl", gradients, ways).astype(np.float32),
        gains.astype(np.float32),
        whitening.inverse.astype(np.float32),
        {name: each.astype(np.float32) for name, each in scale.tensors().items()},
    )
