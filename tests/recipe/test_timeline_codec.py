from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from facelab.errors import RecipeError
from facelab.recipe import Latent, ModelRef, OwnStep, Recipe, Seed, recipe_to_json
from facelab.recipe.easing import Curve
from facelab.recipe.timeline import Key, Timeline
from facelab.recipe.timeline_codec import (
    MIGRATIONS,
    VERSION,
    is_timeline,
    timeline_from_json,
    timeline_to_json,
)
from facelab.recipe.tracks import Point, Track
from facelab.recipe.walks import FaceWalk, NoiseWalk
from tests.recipes import rich_recipe

PLAIN = Recipe(ModelRef("0" * 64, "tiny"), Seed(1))
CLIP = Timeline((Key(rich_recipe(), 1.5, 0.25, "overshoot"), Key(PLAIN)), "loop")
OWN = OwnStep("mine-1", "Twinkle", Latent.from_array(np.ones(4)))
RICH = Timeline(
    (Key(PLAIN, 1.0, 0.0, Curve(0.1, -0.5, 0.9, 1.5)), Key(PLAIN)),
    "again",
    (Track("smile", (Point(0.0, -2.0), Point(1.0, 2.0, Curve())), "a" * 64, (OWN,)),),
    (FaceWalk(4, 2.0, 0.1), NoiseWalk(5)),
    "z",
)


def changed(**said: Any) -> str:
    body = json.loads(timeline_to_json(CLIP))
    for place, value in said.items():
        where = body
        *path, last = place.split("__")
        for part in path:
            where = where[int(part) if part.isdigit() else part]
        where[int(last) if last.isdigit() else last] = value
    return json.dumps(body)


def test_there_and_back_it_is_the_same():
    text = timeline_to_json(CLIP)
    assert timeline_from_json(text) == CLIP
    assert timeline_from_json(text.encode("utf-16")) == CLIP
    assert timeline_to_json(timeline_from_json(text)) == text


def test_tracks_walks_and_curves_are_the_same_there_and_back():
    assert timeline_from_json(timeline_to_json(RICH)) == RICH


def test_version_1_opens():
    old = json.loads(timeline_to_json(CLIP)) | {"version": 1}
    for name in ("tracks", "walks", "via"):
        del old["timeline"][name]
    assert timeline_from_json(json.dumps(old)) == CLIP
    assert set(MIGRATIONS) == set(range(1, VERSION))


def test_what_is_left_out_is_usual():
    bare = changed(timeline={"keys": [{"face": json.loads(recipe_to_json(PLAIN))}] * 2})
    assert timeline_from_json(bare) == Timeline((Key(PLAIN), Key(PLAIN)))


def test_faces_of_older_versions_are_read():
    old = json.loads(recipe_to_json(PLAIN)) | {"version": 1}
    for name in ("locks", "guard"):
        del old["recipe"][name]
    made = timeline_from_json(changed(timeline__keys__1__face=old))
    assert made.keys[1].face == PLAIN


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "not valid JSON"),
        (recipe_to_json(PLAIN), "It is a recipe"),
        ('{"format": "else"}', 'no "format": "facelab-timeline"'),
        (changed(version=0), "Its version is 0"),
        (changed(version=3), "reads only up to version 2"),
        (changed(more=1), "something else"),
        (changed(timeline=[]), "Expected `object`"),
        (changed(timeline__speed=2), "speed"),
        (changed(timeline__repeat="bounce"), "bounce"),
        (changed(timeline__keys=[]), "1 to 1,000 keys"),
        (changed(timeline__keys__0__ease="jump"), "jump"),
        (changed(timeline__keys__0__seconds=-1), "must be 0 to 3600"),
        (changed(timeline__keys__1__face={}), "face of key 2"),
        (changed(timeline__keys__1={}), "face"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_reason(text, why):
    with pytest.raises(RecipeError) as refused:
        timeline_from_json(text)
    assert why in str(refused.value)


def test_recipes_are_told_from_timelines():
    assert is_timeline(timeline_to_json(CLIP))
    assert is_timeline(changed(version=9))
    others: list[str | bytes] = [recipe_to_json(PLAIN), "{", "[]", b"\xff\xfe\x00"]
    assert not any(is_timeline(each) for each in others)
