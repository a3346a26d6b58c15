from __future__ import annotations

import numpy as np
import pytest

from facelab.engine.directions.found import (
    PCA_GROUP,
    SEFA_GROUP,
    pca_directions,
    sefa_directions,
    style_factors,
)
from facelab.engine.directions.spread import Spread


def test_pca_directions_are_one_sigma_long_and_in_order():
    components = np.eye(3, 5, dtype=np.float32)
    sigma = np.array([3.0, 2.0, 1.0], np.float32)
    found = pca_directions(components, sigma, num_ws=7)
    assert [direction.id for direction in found] == ["pca-1", "pca-2", "pca-3"]
    for direction, length in zip(found, sigma, strict=True):
        assert direction.vectors.shape == (1, 5)
        assert direction.vectors.dtype == np.float32
        assert np.linalg.norm(direction.vectors) == pytest.approx(length)
        assert (direction.layers, direction.group) == ((0, 6), PCA_GROUP)


def as_published(weights, count):
    """The authors' code: genforce/sefa, `factorize_weight`; and the eigenvalues in order."""
    weight = np.concatenate([each.T for each in weights], axis=1).astype(np.float64)
    weight = weight / np.linalg.norm(weight, axis=0, keepdims=True)
    values, vectors = np.linalg.eig(weight.dot(weight.T))
    return vectors.T[np.argsort(-values)][:count]


def test_factors_are_those_of_the_paper():
    random = np.random.RandomState(0)
    weights = [random.randn(20, 6).astype(np.float32), 9 * random.randn(3, 6).astype(np.float32)]
    found, theirs = style_factors(weights, 4), as_published(weights, 4)
    assert found.shape == (4, 6)
    np.testing.assert_allclose(np.abs((found * theirs).sum(axis=1)), 1, atol=1e-4)
    assert (found[np.arange(4), np.abs(found).argmax(axis=1)] > 0).all()
    assert len(style_factors(weights, 16)) == 6
    assert np.isfinite(style_factors([np.zeros((2, 3), np.float32)])).all()


def test_factors_as_directions_are_one_sigma_long():
    spread = Spread(np.diag([5.0, 1.0, 1.0]).astype(np.float32))
    weights = [np.diag([1.0, 1.0, 1.0]).astype(np.float32), np.eye(1, 3, dtype=np.float32)]
    found = sefa_directions(weights, spread, num_ws=4)
    assert [each.id for each in found] == ["sefa-1", "sefa-2", "sefa-3"]
    np.testing.assert_allclose(found[0].vectors, [[5, 0, 0]], atol=1e-5)
    assert np.linalg.norm(found[1].vectors) == pytest.approx(1)
    assert (found[0].group, found[0].layers) == (SEFA_GROUP, (0, 3))
    assert sefa_directions([], spread, 4) == ()
