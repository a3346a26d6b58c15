"""Alphas that are known: two colours mixed by a ramp, by strands, behind a window."""

from __future__ import annotations

import numpy as np
import pytest

from facelab.cutout.closed_form import solve_alpha
from facelab.errors import Stopped

FRONT = np.array((0.2, 0.15, 0.1), np.float32)
BACK = np.array((0.8, 0.85, 0.9), np.float32)


def mixed(alpha):
    """A picture of two plain colours, with a little noise so that no window is singular."""
    noise = np.random.RandomState(0).normal(0, 0.003, (*alpha.shape, 3))
    share = alpha[..., None]
    return (share * FRONT + (1 - share) * BACK + noise).astype(np.float32)


def banded(alpha, low, high):
    """A trimap that knows the columns outside a band."""
    trimap = np.full(alpha.shape, 0.5, np.float32)
    trimap[:, :low], trimap[:, high:] = alpha[:, :low], alpha[:, high:]
    return trimap


def test_a_ramp():
    ramp = np.clip((np.arange(256) - 96) / 64, 0, 1).astype(np.float32)
    alpha = np.broadcast_to(ramp, (256, 256)).copy()
    found = solve_alpha(mixed(alpha), banded(alpha, 80, 176))
    assert np.abs(found - alpha).mean() < 0.01
    assert np.abs(found - alpha).max() < 0.06


def test_single_hairs_and_what_they_enclose():
    alpha = np.zeros((256, 256), np.float32)
    alpha[:, 200:] = 1
    for row in range(40, 220, 12):
        alpha[row, 120:200] = 0.8
    alpha[40:221, 124] = 0.8  # closes the cells
    found = solve_alpha(mixed(alpha), banded(alpha, 100, 206))
    assert np.abs(found - alpha).mean() < 0.02
    assert found[46, 130:190].max() < 0.15, "between hairs"
    assert found[52, 130:190].min() > 0.6, "a hair"


def test_what_is_known_stays():
    alpha = np.zeros((128, 128), np.float32)
    alpha[:, 64:] = 1
    trimap = banded(alpha, 50, 80)
    found = solve_alpha(mixed(alpha), trimap)
    known = (trimap == 0) | (trimap == 1)
    assert np.array_equal(found[known], trimap[known])


def test_nothing_unknown_is_nothing_to_do():
    trimap = (np.indices((64, 64))[1] > 30).astype(np.float32)
    assert np.array_equal(solve_alpha(mixed(trimap), trimap), trimap)


def test_nothing_known_ends():
    found = solve_alpha(mixed(np.zeros((128, 128))), np.full((128, 128), 0.5, np.float32))
    assert np.isfinite(found).all()


def test_it_can_be_given_up():
    with pytest.raises(Stopped):
        solve_alpha(np.zeros((64, 64, 3), np.float32), np.full((64, 64), 0.5, np.float32),
                    cancelled=lambda: True)  # fmt: skip


def test_where_colours_say_nothing_the_network_is_believed():
    """A white hat before a white wall: its edge is where the network has it."""
    noise = np.random.RandomState(0).normal(0, 0.003, (256, 256, 3))
    picture = (BACK + noise).astype(np.float32)
    person = np.zeros((256, 256), np.float32)
    person[:, 120:] = 1
    found = solve_alpha(picture, banded(person, 80, 176), person)
    assert found[:, 90:112].mean() < 0.1
    assert found[:, 128:166].mean() > 0.9
