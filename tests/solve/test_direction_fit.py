from __future__ import annotations

import numpy as np
import pytest

from facelab.solve.direction_fit import (
    Moments,
    Whitening,
    fit_predictors,
    locked_step,
)

D, K, N = 24, 4, 600


@pytest.fixture(scope="module")
def sample() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Faces in u, their labels with a little noise, and the gradients that made them."""
    random = np.random.RandomState(0)
    u = random.randn(N, D)
    truth = random.randn(D, K) / np.sqrt(D)
    truth[:, 1] += 0.8 * truth[:, 0]  # one label leans on another
    return u, u @ truth + 0.1 * random.randn(N, K), truth


def test_whitened_w_has_unit_covariance() -> None:
    random = np.random.RandomState(1)
    w = random.randn(4000, 6) @ random.randn(6, 6) + 3.0
    whitening = Whitening.of(w)
    u = (w - whitening.mean) @ whitening.inverse
    np.testing.assert_allclose(np.cov(u, rowvar=False), np.eye(6), atol=1e-6)
    np.testing.assert_allclose(whitening.root @ whitening.inverse, np.eye(6), atol=1e-8)


def test_a_direction_in_which_w_does_not_vary_does_no_harm() -> None:
    w = np.random.RandomState(2).randn(500, 4)
    w[:, 3] = 0.0
    whitening = Whitening.of(w)
    assert np.isfinite(whitening.inverse).all()
    assert np.abs(whitening.inverse).max() < 1e3


def test_predictors_find_what_made_the_labels(sample) -> None:
    u, labels, truth = sample
    _, found = fit_predictors(u, labels)
    assert (found.held_out > 0.9).all()
    cosines = (found.gradients * truth).sum(0) / (
        np.linalg.norm(found.gradients, axis=0) * np.linalg.norm(truth, axis=0)
    )
    assert (cosines > 0.95).all()


def test_a_locked_step_moves_its_label_and_holds_the_others(sample) -> None:
    _, _, truth = sample
    step = locked_step(truth, 0, (1, 2), eps=0.0)
    moved = truth.T @ step
    np.testing.assert_allclose(moved[:3], (1.0, 0.0, 0.0), atol=1e-9)


def test_it_is_the_shortest_such_step(sample) -> None:
    _, _, truth = sample
    step = locked_step(truth, 0, (1, 2), eps=0.0)
    random = np.random.RandomState(3)
    free = np.linalg.svd(truth[:, :3].T)[2][3:]  # what changes none of the three
    for _ in range(20):
        other = step + random.randn(len(free)) @ free * 0.1
        np.testing.assert_allclose(truth[:, :3].T @ other, truth[:, :3].T @ step, atol=1e-9)
        assert np.linalg.norm(other) > np.linalg.norm(step)


def test_soft_locks_leave_the_target_alone_and_shorten_the_step(sample) -> None:
    _, _, truth = sample
    hard, soft = (locked_step(truth, 0, (1, 2), eps) for eps in (0.0, 1.0))
    assert truth[:, 0] @ soft == pytest.approx(1.0)
    assert np.linalg.norm(soft) < np.linalg.norm(hard)


def test_a_step_stays_in_its_rows(sample) -> None:
    _, _, truth = sample
    rows = np.arange(D) < D // 2
    step = locked_step(truth, 0, (1,), 0.0, rows.astype(float))
    assert not step[D // 2 :].any()
    np.testing.assert_allclose(truth[:, :2].T @ step, (1.0, 0.0), atol=1e-9)


def test_two_labels_that_say_the_same_do_no_harm(sample) -> None:
    _, _, truth = sample
    doubled = np.concatenate((truth, truth[:, 1:2]), axis=1)
    step = locked_step(doubled, 0, (1, 4), eps=0.0)
    np.testing.assert_allclose(doubled[:, [0, 1, 4]].T @ step, (1.0, 0.0, 0.0), atol=1e-6)


def test_a_measured_slope_corrects_the_fit(sample) -> None:
    u, labels, truth = sample
    moments, found = fit_predictors(u, labels)
    step = locked_step(found.gradients, 0, (1, 2), 0.0)
    real = truth.copy()
    real[:, 1] += 0.3 * step / np.linalg.norm(step)  # along the edit the world is otherwise
    measured = step @ real
    corrected = moments.with_slopes(step[None], measured[None], 1e5).solve(1.0)
    assert step @ corrected[:, 1] == pytest.approx(measured[1], rel=0.02)
    again = locked_step(corrected, 0, (1, 2), 0.0)
    assert abs(again @ real[:, 1]) < 0.3 * abs(measured[1])


def test_slopes_do_not_depend_on_the_length_of_the_step() -> None:
    moments = Moments(np.eye(3), np.zeros((3, 1)), 3)
    step, slope = np.array([[1.0, 2.0, 0.0]]), np.array([[0.5]])
    one = moments.with_slopes(step, slope, 10.0)
    two = moments.with_slopes(3 * step, 3 * slope, 10.0)
    np.testing.assert_allclose(one.squares, two.squares)
    np.testing.assert_allclose(one.products, two.products)
