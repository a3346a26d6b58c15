"""A face stays the same with a later fit of the named directions, and on other machines."""

from __future__ import annotations

import numpy as np
import pytest

from facelab.checkpoints.fits import fit_of
from facelab.engine.compose import Composer
from facelab.engine.directions.direction_set import (
    MINE_GROUP,
    Direction,
    DirectionSet,
    named_directions,
)
from facelab.engine.directions.edit_space import EditSpace
from facelab.engine.directions.meant import sealed
from facelab.engine.directions.reach import Reach
from facelab.engine.directions.strain import StrainGauge
from facelab.errors import RecipeError
from facelab.recipe import Latent, ModelRef, OwnStep, Recipe, Seed
from tests.engine.edit_files import NUM_WS, W_DIM, make_file

W_AVG = np.zeros(W_DIM, np.float32)
FILES = {fit_of(file): file for file in (make_file(0), make_file(1))}
OLD, NEW = FILES
MINE = Direction(
    "mine-x-12345678",
    "X",
    MINE_GROUP,
    np.random.RandomState(5).randn(NUM_WS, W_DIM).astype(np.float32),
    (0, NUM_WS - 1),
)
FOUND = Direction("pca-1", "Component 1", "PCA", np.ones((1, W_DIM), np.float32), (0, NUM_WS - 1))
FACE = Recipe(ModelRef("0" * 64), Seed(3))


def known(fit: str, *others: Direction, older: tuple[str, ...] = ()) -> DirectionSet:
    def of(fit: str):
        file = FILES[fit]
        return named_directions(file, NUM_WS), EditSpace(file, W_AVG, NUM_WS)

    named, space = of(fit)
    return DirectionSet(
        (*named, *others, FOUND),
        space,
        fit,
        read_older=lambda old: of(old) if old in older else None,
    )


def compose(directions: DirectionSet, recipe: Recipe):
    made = Composer(lambda z: z.astype(np.float32), W_AVG, NUM_WS, W_DIM, directions)
    return made.compose(recipe)


@pytest.mark.parametrize(
    "recipe",
    [
        FACE.with_amount("smile", 1.5),
        FACE.with_amount("smile", 1.5, (2, 4)).with_amount("age", -1.0),
        FACE.with_amount("pca-1", 1.0).with_lock("age", "held"),
        FACE.with_amount("smile", 4.0).with_guard(0.5),
    ],
)
def test_a_new_fit_changes_no_face_that_was_made_before(recipe):
    before = sealed(known(OLD), recipe)
    assert before.fit == OLD
    was = compose(known(OLD), before)
    now = known(NEW, older=(OLD,))
    np.testing.assert_array_equal(compose(now, before), was)
    assert np.abs(compose(now, recipe) - was).max() > 1e-3  # which is what it would be
    assert sealed(now, before.with_amount("smile", 0.5)).fit == OLD  # and goes on so


def test_without_the_old_ones_it_is_refused_not_changed():
    before = sealed(known(OLD), FACE.with_amount("smile", 1.5))
    with pytest.raises(RecipeError, match="other named directions") as caught:
        compose(known(NEW), before)
    assert caught.value.fix


def test_sliders_of_today_say_nothing_of_a_face_of_older_ones():
    now = known(NEW, older=(OLD,))
    before = sealed(known(OLD), FACE.with_amount("smile", 9.0))
    reach = Reach(now)
    ws = compose(now, before)
    assert reach.prepare(before, ["smile"], 1)
    assert reach.ends(ws, before, ["smile"]) == {}
    assert reach.outward(ws, before, ["smile"]) == {}
    assert StrainGauge(now, reach).of(ws, before).beyond == ()


def test_only_what_named_directions_decide_names_them():
    for recipe in (FACE, FACE.with_amount("pca-1", 1.0)):
        assert sealed(known(OLD), recipe) is recipe
    moved = sealed(known(OLD), FACE.with_amount("smile", 1.5))
    assert sealed(known(OLD), moved.without_directions()) == FACE
    assert sealed(known(OLD), FACE.with_lock("age", "held")).fit == OLD
    assert sealed(known(OLD), FACE.with_guard(1.0)).fit == OLD


def test_a_direction_of_one_s_own_travels_with_the_face():
    recipe = sealed(known(OLD, MINE), FACE.with_amount(MINE.id, 0.75))
    assert [each.title for each in recipe.own] == ["X"]
    there = known(OLD)
    np.testing.assert_array_equal(compose(there, recipe), compose(known(OLD, MINE), recipe))
    assert sealed(there, recipe) == recipe
    assert there.find(MINE.id) is None  # it is of the face, not of the network
    ws = compose(there, recipe)
    assert StrainGauge(there, Reach(there)).of(ws, recipe).beyond == ()


def test_it_is_carried_as_long_as_it_is_used():
    recipe = sealed(known(OLD, MINE), FACE.with_amount(MINE.id, 0.75))
    assert sealed(known(OLD, MINE), recipe.with_amount(MINE.id, 0.0)) == FACE


def test_the_one_in_mine_is_the_one_that_is_used():
    other = OwnStep(MINE.id, "X", Latent.from_array(np.zeros((NUM_WS, W_DIM)) + 1))
    recipe = FACE.with_amount(MINE.id, 0.75)
    carrying = Recipe(FACE.model, FACE.source, directions=recipe.directions, own=(other,))
    directions = known(OLD, MINE)
    np.testing.assert_array_equal(compose(directions, carrying), compose(directions, recipe))


def test_one_that_does_not_fit_the_network_is_refused():
    other = OwnStep("mine-y", "Y", Latent.from_array(np.ones(W_DIM + 1)))
    moved = FACE.with_amount("mine-y", 1.0)
    with pytest.raises(RecipeError, match="“Y”"):
        compose(
            known(OLD), Recipe(FACE.model, FACE.source, directions=moved.directions, own=(other,))
        )
