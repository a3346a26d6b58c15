"""Making directions in a small world whose labels are known: linear, but not as predicted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from facelab.checkpoints.directions import read_directions, write_directions
from facelab.engine.directions.edit_space import EditSpace
from facelab.errors import WeightsError
from facelab.labels.definitions import FACE_SEEN
from facelab.labels.scale import fit_scale
from facelab.recipe import Locks
from facelab.solve.contact_sheet import contact_sheet
from facelab.solve.direction_fit import Moments, Predictors, Whitening
from facelab.solve.direction_measure import Bench
from facelab.solve.direction_plan import make_plans, solve_edit
from facelab.solve.direction_report import Other, judge_directions, with_figures
from facelab.solve.direction_trials import better, choose, find_limits, learn_slopes, solve_all
from facelab.solve.edit_model import EditModel
from facelab.solve.face_sample import LatentSpace
from facelab.solve.named_directions import assemble, make_named_directions
from tests.labels.surveyed import survey_of

BANDS, W_DIM = ((0,), (1, 2)), 8
SIZE = len(BANDS) * W_DIM
NAMES = ("smile", "age", "hair-light", FACE_SEEN)
SMILE, AGE, HAIR, SEEN = range(4)
UNSEEN_FROM = 4.0  # sigma of smile or age


def run(job: Any) -> Any:
    while True:
        try:
            next(job)
        except StopIteration as end:
            return end.value


@pytest.fixture(scope="module")
def truth() -> np.ndarray:
    """What really changes labels, [SIZE, 3]."""
    gradients, _ = np.linalg.qr(np.random.RandomState(0).randn(SIZE, 3))
    gradients[:, HAIR] += 0.5 * gradients[:, SMILE]
    return np.asarray(gradients)


@pytest.fixture(scope="module")
def predicted(truth: np.ndarray) -> Predictors:
    """What a fit believes: it has not seen what smiling does to hair."""
    gradients = np.zeros((SIZE, len(NAMES)))
    gradients[:, :3] = truth + 0.03 * np.random.RandomState(1).randn(SIZE, 3)
    gradients[:, HAIR] -= 0.5 * truth[:, SMILE]
    return Predictors(gradients, np.full(len(NAMES), 0.9), np.full(len(NAMES), 100.0))


@pytest.fixture
def bench(truth: np.ndarray, tmp_path: Path) -> Bench:
    def label(pictures: Sequence[np.ndarray]) -> np.ndarray:
        rows = np.stack([each[[0, 1]].reshape(-1) for each in pictures]).astype(float)
        found = np.zeros((len(rows), len(NAMES)))
        found[:, :3] = rows @ truth
        found[:, SEEN] = np.where(np.abs(found[:, [SMILE, AGE]]).max(1) > UNSEEN_FROM, -5.0, 0.0)
        return found

    space = LatentSpace(
        map_z=lambda z: (0.1 * z[:, :W_DIM]).astype(np.float32),
        w_avg=np.zeros(W_DIM, np.float32),
        z_dim=W_DIM,
        bands=BANDS,
        num_ws=3,
    )
    return Bench(space, lambda ws: ws, label, tmp_path, "small world")  # type: ignore[arg-type,return-value]


WHITE = Whitening(np.zeros(W_DIM), np.eye(W_DIM), np.eye(W_DIM))


def moments_of(predictors: Predictors) -> Moments:
    faces = 2000.0
    return Moments(faces * np.eye(SIZE), faces * predictors.gradients, np.eye(W_DIM))


def model_of(gradients: np.ndarray) -> EditModel:
    return EditModel.of(gradients, np.stack([np.eye(W_DIM)] * len(BANDS)))


def learned(bench: Bench, predicted: Predictors) -> EditModel:
    """What the fit says after edits were tried."""
    moments = moments_of(predicted)
    job = learn_slopes(bench, WHITE, moments, model_of(predicted.gradients), NAMES, range(8))
    return model_of(solve_all(run(job), predicted.ridges))


def leak(model: EditModel, truth: np.ndarray) -> float:
    """What smiling really does to hair."""
    plan = next(each for each in make_plans(NAMES) if each.named.id == "smile")
    step = solve_edit(plan, model, (0, 1), softness=0.02)
    return float(abs(step @ truth[:, HAIR]) / (step @ truth[:, SMILE]))


def test_what_edits_really_do_is_learned(bench, truth, predicted):
    before = leak(model_of(predicted.gradients), truth)
    after = learned(bench, predicted)
    assert before > 0.3
    assert leak(after, truth) < 0.1 * before


def test_of_two_fits_the_one_with_the_more_selective_edits_is_taken(bench, truth, predicted):
    good = model_of(predicted.gradients)
    confused = model_of(predicted.gradients + 0.3 * np.random.RandomState(5).randn(SIZE, 4))
    for models in ((good, confused), (confused, good)):
        assert run(better(bench, WHITE, models, NAMES, range(4))) is good


def test_the_whole_way_to_a_file_and_its_judgement(bench, truth, predicted, tmp_path):
    model = learned(bench, predicted)
    edits = run(choose(bench, WHITE, [model], NAMES))
    assert [edit.plan.named.id for edit in edits] == ["smile", "age", "hair-light"]
    assert min(edit.selectivity for edit in edits) > 10
    limits = run(find_limits(bench, WHITE, edits, NAMES))
    assert limits == [3.5, 3.5, 6.5], "the face is lost at 4 sigma of smile, never of hair"

    source: Any = SimpleNamespace(
        space=bench.space, metadata=SimpleNamespace(name="small", model_sha256="ab" * 32)
    )
    scale = fit_scale(survey_of(40))
    made = assemble(source, WHITE, small_scale(scale), predicted, [model], edits, limits, 2000)
    path = tmp_path / "small.safetensors"
    write_directions(path, made)
    read = read_directions(path, "ab" * 32)
    assert read.metadata == made.metadata

    space = EditSpace(read, np.zeros(W_DIM, np.float32), 3)
    rows, _ = space.named_step("smile", Locks(), None)
    assert float(rows[[0, 1]].reshape(-1) @ truth[:, SMILE]) == pytest.approx(1.0, abs=0.03)
    solved, _ = space.named_step("smile", Locks(held=(), free=("age",)), None)
    assert float(solved[[0, 1]].reshape(-1) @ truth[:, SMILE]) == pytest.approx(1.0, abs=0.05)

    bad = Other("bad.npy", "smile", (truth[:, SMILE] + truth[:, AGE]).reshape(len(BANDS), W_DIM))
    report = run(judge_directions(bench, read, [bad]))
    figures = report["directions"]["smile"]["figures"]
    assert figures["selectivity"] > 10 > figures["selectivity_unlocked"]
    assert figures["monotone"] == 1.0
    assert figures["gain"] == pytest.approx(1.0, abs=0.05)
    assert report["summary"]["directions"] == 3
    (other,) = report["others"]
    assert other["selectivity"] < 3
    judged = with_figures(read, report)
    assert judged.metadata.directions[0].figures is not None


def small_scale(scale: Any) -> Any:
    """A ruler for the labels of the small world, of the right shapes."""
    import dataclasses

    K = len(NAMES)
    return dataclasses.replace(
        scale, names=NAMES, moving=scale.moving[:K], mean=scale.mean[:K], sigma=scale.sigma[:K]
    )


def test_a_sheet_has_a_row_for_each_direction(bench, truth, predicted):
    pixels = Bench(
        bench.space,
        lambda ws: np.full((16, 16, 3), np.clip(128 + 40 * ws[0, 0], 0, 255), np.uint8),
        bench.label,
        bench.folder,
        "pixels",
    )
    edits = run(choose(bench, WHITE, [model_of(predicted.gradients)], NAMES))
    source: Any = SimpleNamespace(
        space=bench.space, metadata=SimpleNamespace(name="small", model_sha256="ab" * 32)
    )
    scale = small_scale(fit_scale(survey_of(40)))
    made = assemble(
        source, WHITE, scale, predicted, [model_of(predicted.gradients)], edits, [5.0] * 3, 2000
    )
    sheet = run(contact_sheet(pixels, made, seeds=(1, 2), side=16))
    assert sheet.height == 16 + 3 * 16
    row = np.asarray(sheet)[16 + 8, 150 : 150 + 7 * 16 : 16, 0].astype(int)
    assert len(set(row.tolist())) > 3, "the amounts look different"


def test_too_few_faces_are_refused(tmp_path):
    source: Any = None
    with pytest.raises(WeightsError, match="At least 500"):
        next(make_named_directions(source, {}, tmp_path, faces=20))
