"""Recipes with locks and a guard, composed."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from facelab.engine import Composer, Direction, DirectionSet
from facelab.engine.directions.direction_set import named_directions
from facelab.engine.directions.edit_space import EditSpace
from facelab.errors import RecipeError
from facelab.recipe import ModelRef, Recipe, Seed
from tests.engine.edit_files import NUM_WS, W_DIM, does, make_file

AVERAGE = np.zeros(W_DIM, np.float32)
FILE = make_file()
SPACE = EditSpace(FILE, AVERAGE, NUM_WS)
OTHER = Direction(
    "other",
    "Other",
    "g",
    np.random.RandomState(4).randn(1, W_DIM).astype(np.float32),
    (0, NUM_WS - 1),
)
DIRECTIONS = DirectionSet((*named_directions(FILE, NUM_WS), OTHER), SPACE)


def map_z(z: NDArray[np.float64]) -> NDArray[np.float32]:
    return np.repeat(z.astype(np.float32), W_DIM // 4, axis=1) * np.float32(0.3)


@pytest.fixture
def composer() -> Composer:
    return Composer(map_z, AVERAGE, NUM_WS, 4, DIRECTIONS)


@pytest.fixture
def face() -> Recipe:
    return Recipe(ModelRef("0" * 64), Seed(5)).with_truncation(psi=1.0)


def change(composer: Composer, face: Recipe) -> dict[str, float]:
    """What the directions of a recipe do to the labels."""
    return does(FILE, composer.compose(face) - composer.compose(face.without_directions()))


def test_a_named_direction_does_what_it_says_and_locks_change_how(composer, face):
    moved = face.with_amount("smile", 1.5)
    free = change(composer, moved)
    assert free["smile"] == pytest.approx(1.5, abs=1e-3)
    held = change(composer, moved.with_lock("person", "held"))
    assert held["smile"] == pytest.approx(1.5, abs=1e-3)
    assert abs(held["mouth"]) < 0.1 < abs(free["mouth"])


def test_directions_add_up_in_any_order(composer, face):
    one = face.with_amount("smile", 1.0).with_amount("age", -2.0)
    other = face.with_amount("age", -2.0).with_amount("smile", 1.0)
    np.testing.assert_allclose(composer.compose(one), composer.compose(other), atol=1e-5)
    assert change(composer, one)["age"] == pytest.approx(-2.0, abs=0.15)


def test_a_direction_of_any_kind_holds_what_is_held_and_is_itself_else(composer, face):
    moved = face.with_amount("other", 1.0)
    step = composer.compose(moved) - composer.compose(face)
    np.testing.assert_allclose(step, np.repeat(OTHER.vectors, NUM_WS, axis=0), atol=1e-6)
    before = change(composer, moved)["age"]
    after = change(composer, moved.with_lock("age", "held"))["age"]
    assert abs(before) > 1.0 > 20 * abs(after)


def test_a_range_of_layers_is_kept_under_a_lock(composer, face):
    moved = face.with_amount("other", 1.0, (2, 3)).with_lock("age", "held")
    step = composer.compose(moved) - composer.compose(face)
    assert step[2:4].any()
    assert not step[:2].any()
    assert not step[4:].any()


def test_the_guard_holds_the_whole_edit_and_only_the_edit(composer, face):
    wild = face.with_amount("smile", 20.0).with_amount("other", 5.0)
    held = wild.with_guard(1.0)
    assert SPACE.distance(composer.compose(wild)) > 1.0
    assert SPACE.distance(composer.compose(held)) == pytest.approx(1.0, rel=1e-3)
    np.testing.assert_array_equal(composer.compose(face.with_guard(0.1)), composer.compose(face))
    near = face.with_amount("smile", 0.01)
    np.testing.assert_array_equal(composer.compose(near.with_guard(5.0)), composer.compose(near))


def test_the_same_edit_is_only_made_smaller(composer, face):
    wild = face.with_amount("other", 20.0)
    start = composer.compose(face)
    whole, part = composer.compose(wild) - start, composer.compose(wild.with_guard(1.0)) - start
    share = np.linalg.norm(part) / np.linalg.norm(whole)
    assert 0.0 < share < 1.0
    np.testing.assert_allclose(part, share * whole, atol=1e-5)


def test_what_cannot_be_locked_is_refused(composer, face):
    for hold in ("held", "free"):
        with pytest.raises(RecipeError, match="'nose'"):
            composer.compose(face.with_lock("nose", hold))


def test_without_named_directions_there_are_no_locks_and_no_guard(face):
    bare = Composer(map_z, AVERAGE, NUM_WS, 4, DirectionSet((OTHER,)))
    bare.compose(face.with_amount("other", 1.0))
    with pytest.raises(RecipeError, match="'age'"):
        bare.compose(face.with_lock("age", "held"))
    with pytest.raises(RecipeError, match="cannot be limited"):
        bare.compose(face.with_guard(1.0))
