from __future__ import annotations

import json
from typing import Any

import pytest

from facelab.errors import RecipeError
from facelab.recipe import ModelRef, Recipe, Seed, recipe_to_json
from facelab.recipe.timeline import Key, Timeline
from facelab.recipe.timeline_codec import is_timeline, timeline_from_json, timeline_to_json
from tests.recipes import rich_recipe

PLAIN = Recipe(ModelRef("0" * 64, "tiny"), Seed(1))
CLIP = Timeline((Key(rich_recipe(), 1.5, 0.25, "overshoot"), Key(PLAIN)), "loop")


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
        (recipe_to_json(PLAIN), 'no "format": "facelab-timeline"'),
        (changed(version=0), "Its version is 0"),
        (changed(version=2), "reads only up to version 1"),
        (changed(more=1), "something else"),
        (changed(timeline=[]), "Expected `object`"),
        (changed(timeline__speed=2), "speed"),
        (changed(timeline__repeat="bounce"), "bounce"),
        (changed(timeline__keys=[]), "2 to 1,000 keys"),
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
