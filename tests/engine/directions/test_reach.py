from __future__ import annotations

import math

import numpy as np
import pytest

from facelab.engine import Composer, Direction, DirectionSet, Reach
from facelab.engine.directions.direction_set import named_directions
from facelab.engine.directions.edit_space import EditSpace
from facelab.recipe import DirectionAmount, ModelRef, Recipe, Seed
from tests.engine.edit_files import NUM_WS, W_DIM, make_file

AVERAGE = np.linspace(-1, 1, W_DIM, dtype=np.float32)
NAMES = ("smile", "age", "light", "w", "nothing")


@pytest.fixture(scope="module")
def directions() -> DirectionSet:
    file = make_file()
    random = np.random.RandomState(1)
    one = Direction(
        "w", "W", "Found", random.randn(1, W_DIM).astype(np.float32) * 0.3, (0, NUM_WS - 1)
    )
    still = Direction("nothing", "N", "Found", np.zeros((1, W_DIM), np.float32), (0, 1))
    return DirectionSet(
        (*named_directions(file, NUM_WS), one, still), EditSpace(file, AVERAGE, NUM_WS)
    )


@pytest.fixture(scope="module")
def composer(directions: DirectionSet) -> Composer:
    def map_z(z):
        return (0.5 * z[:, :W_DIM] + AVERAGE).astype(np.float32)

    return Composer(map_z, AVERAGE, NUM_WS, W_DIM, directions)


RECIPES = [
    Recipe(ModelRef("a" * 64), Seed(3)),
    Recipe(ModelRef("a" * 64), Seed(4)).with_amount("smile", 0.5).with_amount("w", -0.4),
    Recipe(ModelRef("a" * 64), Seed(5)).with_amount("age", 0.1, (3, 4)).with_lock("person", "held"),
    Recipe(ModelRef("a" * 64), Seed(6)).with_lock("light", "free"),
]


@pytest.mark.parametrize("recipe", RECIPES)
def test_it_says_the_same_as_asking_for_each(directions, composer, recipe: Recipe):
    space = directions.space
    assert space is not None
    ws = composer.compose(recipe)
    found = Reach(directions).ends(ws, recipe, NAMES)
    assert list(found) == list(NAMES)
    moves = {move.direction: move for move in recipe.directions}
    for name in NAMES:
        move = moves.get(name, DirectionAmount(name, 0.0))
        rows, (first, last) = directions.step(move, recipe.locks)
        inside = np.zeros((NUM_WS, W_DIM), np.float32)
        inside[first : last + 1] = rows if len(rows) == 1 else rows[first : last + 1]
        low, high = space.reach(ws, inside)
        np.testing.assert_allclose(
            found[name], (move.amount + low, move.amount + high), rtol=1e-4, atol=1e-4
        )


def test_a_slider_moved_to_its_end_is_where_faces_end(directions, composer):
    recipe = RECIPES[1]
    low, high = Reach(directions).ends(composer.compose(recipe), recipe, ["w"])["w"]
    assert low < -0.4 < high
    for end in (low, high):
        ws = composer.compose(recipe.with_amount("w", end))
        assert directions.space.distance(ws) == pytest.approx(directions.space.farthest, rel=1e-3)


def test_what_moves_nothing_has_no_end(directions, composer):
    recipe = RECIPES[0]
    ends = Reach(directions).ends(composer.compose(recipe), recipe, ["nothing"])
    assert ends == {"nothing": (-math.inf, math.inf)}


def test_of_an_edit_that_is_held_the_end_is_what_was_let_through(directions, composer):
    recipe = RECIPES[0]
    start = composer.compose(recipe)
    space = directions.space
    asked = composer.compose(recipe.with_amount("w", 20.0))
    held = recipe.with_amount("w", 20.0).with_guard(space.farthest)
    share = space.share_inside(start, asked - start, space.farthest)
    assert share < 1.0
    _, high = Reach(directions).ends(composer.compose(held), held, ["w"], share)["w"]
    assert high == pytest.approx(20.0 * share, rel=1e-3)


def test_without_a_space_nobody_knows():
    directions = DirectionSet()
    ws = np.zeros((NUM_WS, W_DIM), np.float32)
    assert Reach(directions).ends(ws, RECIPES[0], ["smile"]) == {}


def test_steps_are_whitened_once_for_each_choice_of_locks(directions, composer, monkeypatch):
    count = 0
    whitened = EditSpace.whitened

    def counted(self, rows):
        nonlocal count
        count += 1
        return whitened(self, rows)

    monkeypatch.setattr(EditSpace, "whitened", counted)
    reach, recipe = Reach(directions), RECIPES[0]
    for seed in range(3):
        face = recipe.with_seed(seed)
        reach.ends(composer.compose(face), face, NAMES)
    assert count == len(NAMES)
    reach.ends(composer.compose(recipe), recipe.with_lock("age", "held"), ["smile"])
    assert count == len(NAMES) + 1


def test_locks_are_part_of_it(directions, composer):
    recipe = RECIPES[0]
    ws = composer.compose(recipe)
    reach = Reach(directions)
    free = recipe.with_lock("light", "free").with_lock("smile", "free")
    assert reach.ends(ws, recipe, ["age"]) != reach.ends(ws, free, ["age"])
