from __future__ import annotations

import numpy as np

from facelab.engine.line_ends import line_ends, quadratic_ends


def test_a_line_leaves_the_ball_on_both_sides():
    random = np.random.RandomState(0)
    start = random.randn(3, 8).astype(np.float32) * 0.3
    along = random.randn(3, 8).astype(np.float32)
    allowed = np.full(3, 1.7**2)
    for amount in line_ends(start, along, allowed):
        there = start + amount[:, None] * along
        np.testing.assert_allclose(np.square(there).mean(axis=1), allowed, rtol=1e-5)


def test_what_does_not_move_never_leaves():
    zero = np.zeros(2)
    low, high = quadratic_ends(zero, zero, np.full(2, -1.0))
    assert (low == -np.inf).all()
    assert (high == np.inf).all()


def test_from_outside_without_a_way_in_it_stays_at_its_nearest():
    low, high = quadratic_ends(np.ones(1), np.full(1, 0.5), np.full(1, 4.0))
    assert low == high == -0.5
