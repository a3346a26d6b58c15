"""Faces between others as one source."""

from __future__ import annotations

import pytest

from facelab.errors import RecipeError
from facelab.recipe import Blend, BlendPart, ModelRef, Recipe, Seed
from facelab.recipe.blends import blended, mean_source, ratio, with_ratio
from facelab.recipe.sources import MAX_BLEND_PARTS


def of(**weights: float) -> Blend:
    return Blend(tuple(BlendPart(Seed(int(k[1:])), weight) for k, weight in weights.items()))


def test_seeds_stay_seeds():
    assert blended([(Seed(1), 0.25), (Seed(2), 0.75)]) == of(s1=0.25, s2=0.75)


def test_blends_are_taken_apart_and_what_is_there_twice_is_once():
    assert blended([(of(s1=3.0, s2=1.0), 0.5), (Seed(2), 0.5)]) == of(s1=0.375, s2=0.625)


def test_one_face_alone_is_that_face():
    assert blended([(Seed(1), 0.5), (Seed(1), 0.5)]) == Seed(1)
    assert blended([(Seed(1), 0.0), (Seed(2), 1.0)]) == Seed(2)


def test_each_weighs_by_its_psi():
    source, psi = mean_source([(Seed(1), 0.5, 0.5), (Seed(2), 1.0, 0.5)])
    assert psi == pytest.approx(0.75)
    assert ratio(source) == pytest.approx(2 / 3)


def test_average_faces_never_cancel_each_other_out():
    assert mean_source([(Seed(1), 0.0, 0.75), (Seed(2), 0.01, 0.25)]) == (Seed(2), 0.0025)
    assert mean_source([(Seed(1), 0.0, 0.75), (Seed(2), 0.0, 0.25)]) == (of(s1=0.75, s2=0.25), 0.0)


def test_what_cannot_be_said_as_a_blend_is_refused():
    with pytest.raises(RecipeError, match="cancel"):
        mean_source([(Seed(1), 1.0, 0.5), (Seed(2), -1.0, 0.5)])
    with pytest.raises(RecipeError, match="too far apart"):
        mean_source([(Seed(1), 4.0, 0.5), (Seed(2), -3.8, 0.5)])
    count = MAX_BLEND_PARTS + 1
    with pytest.raises(RecipeError, match=str(MAX_BLEND_PARTS)):
        blended([(Seed(k), 1 / count) for k in range(count)])


def test_the_ratio_of_two():
    recipe = Recipe(ModelRef("0" * 64), of(s1=1.0, s2=3.0))
    assert ratio(recipe.source) == 0.75
    assert with_ratio(recipe, 0.2).source == of(s1=0.8, s2=0.2)
    for end in (0.0, 1.0):  # there is a way back
        assert ratio(with_ratio(recipe, end).source) == end


@pytest.mark.parametrize("source", [Seed(1), of(s1=1.0), of(s1=1.0, s2=1.0, s3=1.0)])
def test_other_faces_have_no_ratio(source):
    assert ratio(source) is None
