"""The spread of w, measured on a mapping whose statistics are known."""

from __future__ import annotations

import numpy as np

from facelab.engine.directions.measured import SAMPLES, Sums, draws, measure
from facelab.engine.directions.spread import Spread

AXES, _ = np.linalg.qr(np.random.RandomState(0).randn(4, 4))
MATRIX = AXES * [4.0, 3.0, 2.0, 1.0]


def known(z, label=None):
    w = z @ MATRIX.T + 5.0
    return (w if label is None else w + label @ np.diag([0.0, 10.0])[:, :1] @ AXES.T[3:]).astype(
        np.float32
    )


def test_mean_components_and_sigma():
    found = measure(known, np.full(4, 4.0, np.float32), 4, 0)
    np.testing.assert_allclose(found.w_avg, 5.0, atol=0.15)
    np.testing.assert_allclose(found.sigma, [4, 3, 2, 1], rtol=0.03)
    assert found.components.shape == (4, 4)
    for row, axis in zip(found.components, AXES.T, strict=True):
        assert abs(row @ axis) > 0.999
        assert row[np.abs(row).argmax()] > 0
    spread = Spread.of_components(found.components, found.sigma)
    assert np.isclose(spread.sigma_along(AXES.T[1:2].astype("f4")), 3.0, rtol=0.03)


def test_the_sample_is_always_the_same_and_all_of_it():
    first = np.concatenate([each.z for each in draws(3, 0)])
    assert first.shape == (SAMPLES, 3)
    assert np.array_equal(first, np.concatenate([each.z for each in draws(3, 0)]))


def test_a_conditional_network_is_measured_over_all_its_classes():
    labels = np.concatenate([each.label for each in draws(3, 5)])
    assert labels.shape == (SAMPLES, 5)
    assert np.array_equal(labels.sum(axis=1), np.ones(SAMPLES))
    assert np.all(np.abs(labels.mean(axis=0) - 0.2) < 0.02)


def test_it_makes_no_difference_how_they_come():
    w = known(np.random.RandomState(1).randn(900, 4))
    one, many = Sums(w[0]), Sums(w[0])
    one.add(w)
    for part in np.array_split(w, 7):
        many.add(part)
    assert one.count == many.count == 900
    for a, b in (("sigma", "sigma"), ("w_avg", "w_avg")):
        assert np.allclose(getattr(one.statistics(), a), getattr(many.statistics(), b), rtol=1e-5)
