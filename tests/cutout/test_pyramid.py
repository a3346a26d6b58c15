from __future__ import annotations

import numpy as np

from facelab.cutout.pyramid import doubled, halved, resized, spread


def test_halved_is_the_mean():
    values = np.arange(16, dtype=np.float32).reshape(4, 4)
    assert halved(values).tolist() == [[2.5, 4.5], [10.5, 12.5]]


def test_doubled_keeps_a_slope():
    slope = np.broadcast_to(np.arange(8, dtype=np.float32), (8, 8)).copy()
    large = doubled(slope)
    assert large.shape == (16, 16)
    assert np.allclose(np.diff(large[4, 2:-2]), 0.5)


def test_resized_goes_both_ways():
    values = np.random.RandomState(0).rand(16, 16, 3).astype(np.float32)
    assert resized(values, 64).shape == (64, 64, 3)
    assert np.allclose(resized(values, 4).mean(), values.mean(), atol=1e-6)


def test_spread_keeps_what_is_known_and_fills_the_rest_from_near():
    values = np.zeros((32, 32, 1), np.float32)
    values[:, :16], values[:, 16:] = 1, 3
    weight = np.ones((32, 32), np.float32)
    weight[8:24, 10:22] = 0
    filled = spread(values, weight)
    assert np.allclose(filled[weight == 1], values[weight == 1])
    assert 1 <= filled[16, 11, 0] < filled[16, 20, 0] <= 3
