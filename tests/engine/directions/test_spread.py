from __future__ import annotations

import numpy as np
import pytest

from facelab.engine.directions.spread import Spread


def mapped(z):
    return (z * [4.0, 2.0, 1.0] + 7.0).astype(np.float32)


def test_sigma_along_a_step_is_that_of_the_samples():
    spread = Spread.of_mapping(mapped, 3, 4_000)
    unit = np.eye(3, dtype=np.float32)
    for row, sigma in zip(unit, (4, 2, 1), strict=True):
        assert spread.sigma_along(row[None]) == pytest.approx(sigma, rel=0.05)
        assert spread.sigma_along(10 * row[None]) == pytest.approx(sigma / 10, rel=0.05)
    assert spread.sigma_along(np.repeat(unit[:1], 5, axis=0)) == pytest.approx(4, rel=0.05)
    assert spread.sigma_along(unit[[0, 2]]) == pytest.approx(np.sqrt(8.5), rel=0.05)
    assert spread.sigma_along(np.zeros((1, 3), np.float32)) == 0.0


def test_a_fixed_seed_gives_the_same():
    first, second = (Spread.of_mapping(mapped, 3, 50) for _ in range(2))
    np.testing.assert_array_equal(first.half, second.half)


def test_a_whitener_says_the_same():
    whitener = np.diag([0.25, 0.5, 1.0]).astype(np.float32)
    spread = Spread.of_whitener(whitener)
    assert spread.sigma_along(np.eye(1, 3, dtype=np.float32)) == pytest.approx(4)


def test_principal_components():
    rows, sigma = Spread.of_mapping(mapped, 3, 4_000).components(2)
    np.testing.assert_allclose(rows, np.eye(2, 3), atol=0.05)
    np.testing.assert_allclose(sigma, [4, 2], rtol=0.05)
