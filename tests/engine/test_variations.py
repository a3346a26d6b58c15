"""Faces near a face."""

from __future__ import annotations

import numpy as np
import pytest

from facelab.engine import load
from facelab.engine.variations import variations
from facelab.errors import RecipeError
from facelab.recipe import Recipe, Seed, recipe_from_json, recipe_to_json
from tests.tiny_network import write_tiny_network


@pytest.fixture(scope="module")
def renderer(tmp_path_factory):
    made = load(write_tiny_network(tmp_path_factory.mktemp("tiny")), "cpu")
    yield made
    made.close()


@pytest.fixture
def recipe(renderer) -> Recipe:
    return Recipe(renderer.info.ref, Seed(3))


def steps(renderer, recipe, **options):
    start = renderer.compose(recipe)
    made = variations(recipe, renderer.info, **options)
    return [renderer.compose(each) - start for each in made]


def test_each_is_as_far_as_it_was_asked_to_be_as_w_is_spread(renderer, recipe):
    half = renderer.info.spread.half.astype(np.float64)
    inverse = np.linalg.pinv(half.T @ half)
    for amount in (0.2, 1.0):
        for step in steps(renderer, recipe, count=4, amount=amount):
            assert np.allclose(step, step[0], atol=1e-5)  # the same on all layers
            length = np.sqrt(step[0] @ inverse @ step[0] / np.linalg.matrix_rank(half))
            assert length == pytest.approx(amount, rel=1e-2)


def test_they_are_the_same_from_the_same_seed_and_differ_from_each_other(renderer, recipe):
    three = list(variations(recipe, renderer.info, 3, seed=5))
    assert list(variations(recipe, renderer.info, 9, seed=5))[:3] == three
    assert len({each.own for each in three}) == 3
    assert list(variations(recipe, renderer.info, 3, seed=6)) != three


def test_only_the_chosen_layers_change(renderer, recipe):
    (step,) = steps(renderer, recipe, count=1, layers=(2, 4))
    assert np.abs(step[2:5]).max() > 0
    assert np.abs(step[:2]).max() == np.abs(step[5:]).max() == 0


def test_a_variation_keeps_the_face_and_its_edits_and_opens_again(renderer, recipe):
    edited = recipe.with_mix([0], Seed(8), 0.5)
    (first,) = variations(edited, renderer.info, 1)
    assert (first.source, first.mixing) == (edited.source, edited.mixing)
    (second,) = variations(first, renderer.info, 1, seed=2)  # of a variation
    again = recipe_from_json(recipe_to_json(second))
    assert np.array_equal(renderer.compose(again), renderer.compose(second))
    assert len(again.own) == 2


@pytest.mark.parametrize("amount", [0.0, -1.0, 99.0, float("nan")])
def test_an_amount_out_of_range_is_refused(renderer, recipe, amount):
    with pytest.raises(RecipeError, match=r"Choose 0\.01 to 3"):
        list(variations(recipe, renderer.info, 1, amount=amount))


def test_locks_hold_on_the_real_network(model_path):
    """What a lock holds moves less than a quarter as far as without it, by the predictors."""
    real = load(model_path, "cpu")
    try:
        info = real.info
        recipe = info.sealed(Recipe(info.ref, Seed(3)))
        held = recipe.with_lock("age", "held")
        space = info.directions.space
        assert space is not None

        def ages(recipe):
            start = real.compose(recipe)
            made = variations(recipe, info, 6, amount=1.0)
            return [abs(space.effects(real.compose(each) - start)["age"]) for each in made]

        assert max(ages(held)) < 0.25 * max(ages(recipe))
    finally:
        real.close()
