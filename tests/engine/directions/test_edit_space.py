from __future__ import annotations

from dataclasses import replace

import msgspec
import numpy as np
import pytest

from facelab.checkpoints.directions import DirectionsFile
from facelab.engine.directions.edit_space import EditSpace, line_ends, quadratic_ends
from facelab.recipe import Locks
from tests.engine.edit_files import BANDS, NUM_WS, W_DIM, does, make_file


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


AVERAGE = np.linspace(-1, 1, W_DIM, dtype=np.float32)
SMALL = 0.08  # locks are soft


@pytest.fixture(scope="module")
def file() -> DirectionsFile:
    return make_file()


@pytest.fixture(scope="module")
def space(file: DirectionsFile) -> EditSpace:
    return EditSpace(file, AVERAGE, NUM_WS)


def test_with_its_own_locks_a_direction_is_what_the_file_says(space, file):
    rows, span = space.named_step("smile", Locks(), None)
    assert span == (0, 4)
    np.testing.assert_array_equal(rows[:2], np.repeat(file.vectors[0, :1], 2, axis=0))
    np.testing.assert_array_equal(rows[2:5], np.repeat(file.vectors[0, 1:2], 3, axis=0))
    assert not rows[5:].any()


@pytest.mark.parametrize(
    ("name", "held", "span"), [("smile", (2, 3), (0, 4)), ("age", (0, 1, 3), (0, 5))]
)
def test_what_is_solved_live_is_what_the_fit_solved(space, name, held, span):
    """Holding what it holds anyway changes nothing, but goes the other way through the code."""
    solved = space._step(name, frozenset(held), frozenset(), span)
    np.testing.assert_allclose(solved, space.named_step(name, Locks(), None)[0], atol=1e-5)


def test_it_moves_its_label_one_sigma_and_holds_the_others(space, file):
    change = does(file, space.named_step("smile", Locks(), None)[0])
    assert change["smile"] == pytest.approx(1.0, abs=1e-4)
    assert abs(change["age"]) < SMALL
    assert abs(change["light"]) < SMALL
    assert abs(change["mouth"]) > 3 * SMALL, "the mouth is free to move"


def test_a_lock_holds_what_would_move(space, file):
    change = does(file, space.named_step("smile", Locks(held=("person",)), None)[0])
    assert change["smile"] == pytest.approx(1.0, abs=1e-4)
    assert abs(change["mouth"]) < SMALL
    assert abs(change["age"]) < SMALL


def test_what_is_always_held_is_held_more_firmly_than_by_the_direction_itself(file):
    directions = tuple(
        msgspec.structs.replace(each, softness=2.0) for each in file.metadata.directions
    )
    soft = replace(file, metadata=msgspec.structs.replace(file.metadata, directions=directions))
    space = EditSpace(soft, AVERAGE, NUM_WS)
    by_itself = does(file, space.named_step("smile", Locks(free=("light",)), None)[0])
    always = does(file, space.named_step("smile", Locks(("age",), ("light",)), None)[0])
    assert abs(always["age"]) < 0.2 * abs(by_itself["age"])
    assert always["smile"] == pytest.approx(1.0, abs=1e-4)


def test_a_freed_lock_lets_it_move_and_shortens_the_way(space, file):
    held, _ = space.named_step("age", Locks(), None)
    free, _ = space.named_step("age", Locks(free=("light", "smile")), None)
    assert abs(does(file, free)["light"]) > abs(does(file, held)["light"])
    one_a_band = [band[0] for band in BANDS]
    lengths = [np.linalg.norm(rows[one_a_band] @ file.whitener) for rows in (free, held)]
    assert lengths[0] < lengths[1]
    assert does(file, free)["age"] == pytest.approx(1.0, abs=1e-4)


def test_its_own_lock_does_not_stop_a_direction(space):
    own, _ = space.named_step("smile", Locks(), None)
    np.testing.assert_array_equal(space.named_step("smile", Locks(held=("smile",)), None)[0], own)


def test_other_layers_are_solved_for(space, file):
    rows, span = space.named_step("light", Locks(), (2, 4))
    assert span == (2, 4)
    assert not rows[:2].any()
    assert not rows[5:].any()
    assert does(file, rows)["light"] == pytest.approx(1.0, abs=1e-4)


def test_layers_that_know_nothing_do_nothing(space):
    rows, _ = space.named_step("light", Locks(), (6, 6))
    assert not rows.any()


def test_any_step_can_be_made_to_hold(space, file):
    step = np.random.RandomState(4).randn(1, W_DIM).astype(np.float32)
    before = does(file, np.repeat(step, NUM_WS, axis=0))
    after = does(file, space.holding(step, ("age",), (0, NUM_WS - 1)))
    assert abs(before["age"]) > 1.0
    assert abs(after["age"]) < SMALL * abs(before["age"])
    part = space.holding(step, ("age",), (0, 1))
    np.testing.assert_array_equal(part[2:], np.repeat(step, NUM_WS - 2, axis=0))


def test_nothing_held_is_the_step_itself(space):
    step = np.random.RandomState(3).randn(NUM_WS, W_DIM).astype(np.float32)
    np.testing.assert_array_equal(space.holding(step, (), (0, NUM_WS - 1)), step)


def test_effects_are_those_of_the_predictors(space, file):
    step = np.random.RandomState(4).randn(NUM_WS, W_DIM).astype(np.float32)
    found, truth = space.effects(step), does(file, step)
    assert list(found) == ["smile", "age", "light"]
    for name, each in found.items():
        assert each == pytest.approx(truth[name], rel=1e-4)


def test_distance_counts_the_farthest_row_that_is_used(space, file):
    ws = np.repeat(AVERAGE[None], NUM_WS, axis=0)
    assert space.distance(ws) == pytest.approx(0.0, abs=1e-6)
    unit = np.ones(W_DIM, np.float32) @ np.linalg.inv(file.whitener)
    ws[3] += 2 * unit
    ws[6] += 50 * unit  # the network does not read it
    assert space.distance(ws) == pytest.approx(2.0, rel=1e-3)


@pytest.mark.parametrize("limit", [0.5, 1.0, 4.0])
def test_the_guard_ends_a_step_at_its_limit(space, limit):
    random = np.random.RandomState(5)
    ws = np.repeat(AVERAGE[None], NUM_WS, axis=0)
    step = np.zeros_like(ws)
    step[:2] = random.randn(W_DIM)
    share = space.share_inside(ws, step, limit)
    whole = space.distance(ws + step)
    assert share == pytest.approx(min(1.0, limit / whole), rel=1e-4)
    assert space.distance(ws + share * step) <= limit * 1.001


def test_a_face_beyond_the_limit_is_not_taken_farther_but_may_come_back(space):
    ws = np.repeat(AVERAGE[None], NUM_WS, axis=0)
    ws[list(BANDS[0])] += 3.0
    outwards = ws - AVERAGE
    assert space.distance(ws) > 1.0
    assert space.share_inside(ws, outwards, 1.0) == pytest.approx(0.0, abs=1e-4)
    assert space.share_inside(ws, -outwards, 1.0) == pytest.approx(1.0)


def test_reach_says_where_faces_become_unusual(space):
    ws = np.repeat(AVERAGE[None], NUM_WS, axis=0)
    rows, _ = space.named_step("smile", Locks(), None)
    ws = ws + 0.5 * rows
    low, high = space.reach(ws, rows)
    assert low < 0.0 < high
    for amount in (low, high):
        assert space.distance(ws + np.float32(amount) * rows) == pytest.approx(1.3, rel=1e-3)
    assert space.reach(ws, np.zeros_like(rows)) == (-np.inf, np.inf)
