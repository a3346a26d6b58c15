from __future__ import annotations

import numpy as np
import pytest

from facelab.solve.direction_fit import Whitening
from facelab.solve.edit_model import EditModel, disturbance_metrics
from facelab.solve.label_gradients import LabelGradients

B, W_DIM, K = 2, 12, 4
D = B * W_DIM
_random = np.random.RandomState(7)
METRIC = np.stack([np.diag(_random.uniform(0.5, 5.0, W_DIM)) for _ in range(B)])


@pytest.fixture(scope="module")
def truth() -> np.ndarray:
    """Gradients of four labels, the second of which leans on the first."""
    gradients: np.ndarray = np.random.RandomState(0).randn(D, K) / np.sqrt(D)
    gradients[:, 1] += 0.8 * gradients[:, 0]
    return gradients


def plain(gradients: np.ndarray) -> EditModel:
    """Least unlikely edits: the metric is the identity."""
    return EditModel.of(gradients, np.stack([np.eye(W_DIM)] * B))


def test_a_locked_step_moves_its_label_and_holds_the_others(truth: np.ndarray) -> None:
    step = plain(truth).locked_step(0, (1, 2), 0.0)
    moved = truth.T @ step
    np.testing.assert_allclose(moved[:3], (1.0, 0.0, 0.0), atol=1e-9)


def test_it_is_the_shortest_such_step(truth: np.ndarray) -> None:
    step = plain(truth).locked_step(0, (1, 2), 0.0)
    random = np.random.RandomState(3)
    free = np.linalg.svd(truth[:, :3].T)[2][3:]  # what changes none of the three
    for _ in range(20):
        other = step + random.randn(len(free)) @ free * 0.1
        np.testing.assert_allclose(truth[:, :3].T @ other, truth[:, :3].T @ step, atol=1e-9)
        assert np.linalg.norm(other) > np.linalg.norm(step)


def test_soft_locks_leave_the_target_alone_and_shorten_the_step(truth: np.ndarray) -> None:
    hard, soft = (plain(truth).locked_step(0, (1, 2), eps) for eps in (0.0, 1.0))
    assert truth[:, 0] @ soft == pytest.approx(1.0)
    assert np.linalg.norm(soft) < np.linalg.norm(hard)


def test_a_step_stays_in_its_bands(truth: np.ndarray) -> None:
    step = EditModel.of(truth, METRIC).locked_step(0, (1,), 0.0, (0, 0))
    assert not step[D // 2 :].any()
    np.testing.assert_allclose(truth[:, :2].T @ step, (1.0, 0.0), atol=1e-9)


def test_two_labels_that_say_the_same_do_no_harm(truth: np.ndarray) -> None:
    doubled = np.concatenate((truth, truth[:, 1:2]), axis=1)
    step = plain(doubled).locked_step(0, (1, 4), 0.0)
    np.testing.assert_allclose(doubled[:, [0, 1, 4]].T @ step, (1.0, 0.0, 0.0), atol=1e-6)


def test_it_costs_the_least_of_all_such_steps(truth: np.ndarray) -> None:
    model = EditModel.of(truth, METRIC)
    step = model.locked_step(0, (1, 2), 0.0)
    np.testing.assert_allclose(truth[:, :3].T @ step, (1.0, 0.0, 0.0), atol=1e-9)
    random = np.random.RandomState(3)
    free = np.linalg.svd(truth[:, :3].T)[2][3:]
    for _ in range(20):
        other = step + random.randn(len(free)) @ free * 0.1
        assert model.cost(other) > model.cost(step)
    assert model.cost(step) < model.cost(plain(truth).locked_step(0, (1, 2), 0.0))


def test_a_cost_is_a_length_in_the_metric(truth: np.ndarray) -> None:
    step = np.zeros(D)
    step[W_DIM + 3] = 2.0
    assert EditModel.of(truth, METRIC).cost(step) == pytest.approx(2 * np.sqrt(METRIC[1, 3, 3]))


@pytest.mark.parametrize("unlikelihood", [0.0, 3.0])
def test_the_metric_is_what_labels_change_by_squared(unlikelihood: float) -> None:
    """Along a step d labels change by J d; the metric says the mean of the sum of squares."""
    random = np.random.RandomState(1)
    faces, root = 400, np.diag(random.uniform(0.2, 2.0, W_DIM))
    whitening = Whitening(np.zeros(W_DIM), root, np.linalg.inv(root).astype(np.float64))
    jacobians = random.randn(faces, K, B, W_DIM) * np.linspace(0.1, 2, W_DIM)
    signs = random.choice((-1.0, 1.0), (faces, 32, K))
    sums = np.einsum("fpk,fkbd->fpbd", signs, jacobians)
    samples = LabelGradients(signs.reshape(-1, K), sums.reshape(-1, B, W_DIM), faces)
    (metric,) = disturbance_metrics(samples, whitening, (unlikelihood,))
    step = random.randn(W_DIM)  # in u, in the second band
    changes = np.einsum("fkd,d->fk", jacobians[:, :, 1], step @ root)
    mean = np.trace(metric, axis1=1, axis2=2).mean() / W_DIM / (1 + unlikelihood)
    wanted = (changes**2).sum(axis=1).mean() + unlikelihood * mean * step @ step
    assert step @ metric[1] @ step == pytest.approx(wanted, rel=0.05)
