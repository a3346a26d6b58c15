from __future__ import annotations

import numpy as np
import pytest

from facelab.solve.direction_fit import (
    Moments,
    Whitening,
    fit_predictors,
)
from facelab.solve.edit_model import EditModel

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
    _, found = fit_predictors(u, labels, np.eye(D))
    assert (found.held_out > 0.9).all()
    cosines = (found.gradients * truth).sum(0) / (
        np.linalg.norm(found.gradients, axis=0) * np.linalg.norm(truth, axis=0)
    )
    assert (cosines > 0.95).all()


def test_a_gradient_is_penalised_by_its_length_in_w() -> None:
    """Two axes tell the same; the one along which w goes far is believed more."""
    root = np.diag((1.0, 0.1))
    whitening = Whitening(np.zeros(2), root, np.linalg.inv(root))
    u = np.repeat(np.random.RandomState(4).randn(400, 1), 2, axis=1)
    _, found = fit_predictors(u, u[:, :1], whitening.penalty)
    wide, narrow = found.gradients[:, 0] @ whitening.inverse
    assert narrow / wide == pytest.approx(0.1, rel=1e-3)


def test_gradients_that_were_taken_join_the_fit(sample) -> None:
    _, _, truth = sample
    certainty = np.stack((np.eye(D // 2), 100 * np.eye(D // 2)))
    moments = Moments(np.eye(D), np.zeros((D, K)), np.eye(D // 2))
    found = moments.with_gradients(truth, certainty, 1.0).solve(0.0)
    np.testing.assert_allclose(found[: D // 2], truth[: D // 2] / 2)
    np.testing.assert_allclose(found[D // 2 :], truth[D // 2 :] / 1.01)
    assert not moments.products.any(), "the old sums are as they were"


def solve_step(gradients: np.ndarray) -> np.ndarray:
    return EditModel.of(gradients, np.eye(D)[None]).locked_step(0, (1, 2), 0.0)


def test_a_measured_slope_corrects_the_fit(sample) -> None:
    u, labels, truth = sample
    moments, found = fit_predictors(u, labels, np.eye(D))
    step = solve_step(found.gradients)
    real = truth.copy()
    real[:, 1] += 0.3 * step / np.linalg.norm(step)  # along the edit the world is otherwise
    measured = step @ real
    corrected = moments.with_slopes(step[None], measured[None], 1e5).solve(1.0)
    assert step @ corrected[:, 1] == pytest.approx(measured[1], rel=0.02)
    again = solve_step(corrected)
    assert abs(again @ real[:, 1]) < 0.3 * abs(measured[1])


def test_slopes_do_not_depend_on_the_length_of_the_step() -> None:
    moments = Moments(np.eye(3), np.zeros((3, 1)), np.eye(3))
    step, slope = np.array([[1.0, 2.0, 0.0]]), np.array([[0.5]])
    one = moments.with_slopes(step, slope, 10.0)
    two = moments.with_slopes(3 * step, 3 * slope, 10.0)
    np.testing.assert_allclose(one.squares, two.squares)
    np.testing.assert_allclose(one.products, two.products)
