"""Class label and transform of a recipe: what they hold, how they are kept, what is between."""

from __future__ import annotations

import json
import math

import pytest

from facelab.errors import RecipeError
from facelab.recipe import (
    UPRIGHT,
    LabelPart,
    Recipe,
    Transform,
    codec,
    recipe_from_json,
    recipe_to_json,
)
from facelab.recipe.between import between
from facelab.recipe.conditions import MAX_LABEL_PARTS, make_label, shares


def test_a_label_is_in_order_and_without_zeros():
    assert make_label([(7, 0.5), (2, 0.25), (3, 0.0)]) == (LabelPart(2, 0.25), LabelPart(7, 0.5))
    assert make_label([]) == ()


def test_shares_sum_to_1():
    assert shares([(4, 3.0), (1, 1.0)]) == (LabelPart(1, 0.25), LabelPart(4, 0.75))
    assert shares([(4, 5.0)]) == (LabelPart(4, 1.0),)
    with pytest.raises(ValueError, match="sum to zero"):
        shares([(1, 1.0), (2, -1.0)])


@pytest.mark.parametrize(
    "label",
    [
        (LabelPart(3), LabelPart(1)),
        (LabelPart(3), LabelPart(3, 0.5)),
        tuple(LabelPart(k) for k in range(MAX_LABEL_PARTS + 1)),
    ],
)
def test_a_label_out_of_order_or_too_long_is_refused(recipe: Recipe, label):
    with pytest.raises(ValueError, match="class"):
        recipe.with_label(label)


@pytest.mark.parametrize("part", [(-1, 1.0), (100_000, 1.0), (0, 0.0), (0, 11.0), (0, math.nan)])
def test_a_class_or_weight_out_of_range_is_refused(part):
    with pytest.raises(ValueError, match="class"):
        LabelPart(*part)


@pytest.mark.parametrize("values", [(361.0, 0, 0), (0, 11.0, 0), (0, 0, -11.0), (math.inf, 0, 0)])
def test_a_transform_out_of_range_is_refused(values):
    with pytest.raises(ValueError, match=r"rotate|translate"):
        Transform(*values)


def test_one_axis_is_changed_and_the_others_stay(recipe: Recipe):
    moved = recipe.with_transform(x=0.25).with_transform(rotate=30.0).with_transform(y=-0.5)
    assert moved.transform == Transform(30.0, 0.25, -0.5)
    assert moved.without_edits().transform == moved.transform


def test_they_come_back_and_say_nothing_at_their_defaults(recipe: Recipe):
    said = json.loads(recipe_to_json(recipe))["recipe"]
    assert not {"label", "transform"} & set(said)
    rich = recipe.with_label(make_label([(1, 0.75), (8, 0.25)])).with_transform(12.5, 0.1, -0.2)
    assert recipe_from_json(recipe_to_json(rich)) == rich
    said = json.loads(recipe_to_json(rich))["recipe"]
    assert said["label"] == [{"label": 1, "weight": 0.75}, {"label": 8, "weight": 0.25}]
    assert said["transform"] == {"rotate": 12.5, "x": 0.1, "y": -0.2}
    assert codec.lasting_text(rich) != codec.lasting_text(recipe)


def test_older_recipes_have_none(recipe: Recipe):
    body = json.loads(recipe_to_json(recipe))
    older = recipe_from_json(json.dumps({**body, "version": 4}))
    assert (older.label, older.transform) == ((), UPRIGHT)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("label", [{"label": 1.5}]),
        ("label", [{"label": 2}, {"label": 1}]),
        ("label", 3),
        ("transform", {"rotate": 400.0}),
        ("transform", {"turn": 4.0}),
        ("transform", [0, 0, 0]),
    ],
)
def test_what_is_none_is_refused_in_words(recipe: Recipe, name, value):
    body = json.loads(recipe_to_json(recipe))
    body["recipe"][name] = value
    with pytest.raises(RecipeError, match=r"class|label|rotate|transform"):
        recipe_from_json(json.dumps(body))


def test_an_older_facelab_asks_for_an_update(recipe: Recipe, monkeypatch):
    text = recipe_to_json(recipe.with_label(make_label([(1, 1.0)])))
    monkeypatch.setattr(codec, "VERSION", 4)
    with pytest.raises(RecipeError, match="Update facelab"):
        recipe_from_json(text)


# -- between -------------------------------------------------------------------------------------


def test_between_two_classes_the_label_goes_straight(recipe: Recipe):
    one, other = (
        recipe.with_label(make_label([(1, 1.0)])),
        recipe.with_label(make_label([(4, 1.0)])),
    )
    assert between(one, other, 0.25).label == make_label([(1, 0.75), (4, 0.25)])
    assert between(one, recipe, 0.25).label == make_label([(1, 0.75)])
    assert (between(one, other, 0.0), between(one, other, 1.0)) == (one, other)
    same = one.with_truncation(psi=0.1)
    assert between(one, same, 0.3).label == one.label


def test_between_two_transforms_each_number_goes_straight(recipe: Recipe):
    one, other = recipe.with_transform(90.0, 0.0, 1.0), recipe.with_transform(0.0, -0.5, 1.0)
    assert between(one, other, 0.5).transform == Transform(45.0, -0.25, 1.0)


def test_between_more_classes_than_a_face_holds_there_is_none(recipe: Recipe):
    one = recipe.with_label(make_label([(k, 1.0) for k in range(MAX_LABEL_PARTS)]))
    other = recipe.with_label(make_label([(1000, 1.0)]))
    with pytest.raises(RecipeError, match="65 classes"):
        between(one, other, 0.5)
