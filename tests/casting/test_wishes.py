"""Wishes are values: what makes no sense is refused, and a file of them is what it was."""

from __future__ import annotations

import json

import pytest

from facelab.casting.said import wish_of, wishes_of
from facelab.casting.wishes import Range, Share, Wishes
from facelab.casting.wishes_file import read_wishes, wishes_from_json, wishes_to_json, write_wishes
from facelab.errors import RecipeError

WANTED = Wishes(
    count=24,
    wishes=wishes_of("age 20 to 40, no glasses"),
    shares=(Share(0.5, wish_of("smiling")),),
    seed=7,
)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"count": 0}, "number of faces"),
        ({"wishes": wishes_of("age < 30, old")}, "no face can be both"),
        ({"wishes": wishes_of("smiling"), "shares": (Share(0.5, wish_of("not smiling")),)}, "none"),
        (
            {"shares": (Share(0.6, wish_of("young")), Share(0.6, wish_of("old")))},
            "more than the whole",
        ),
        ({"apart": -1.0}, "least difference"),
        ({"psi": 9.0}, "psi"),
    ],
)
def test_what_no_cast_can_be_is_refused(more, why):
    with pytest.raises(ValueError, match=why):
        Wishes(**({"count": 4} | more))


def test_a_range_needs_a_limit_and_says_how_far_out_a_value_is():
    with pytest.raises(ValueError, match="no limit"):
        Range("age")
    assert Range("age", 20, 40).beyond(50) == 10
    assert Range("age", 20, 40).holds(20)
    assert not Range("age", low=20).holds(19.9)


def test_a_file_of_wishes_is_what_it_was(tmp_path):
    path = tmp_path / "wishes.json"
    write_wishes(path, WANTED)
    assert read_wishes(path) == WANTED


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda body: body.update(version=2), "Update facelab"),
        (lambda body: body.update(format="facelab-recipe"), "no"),
        (lambda body: body["wishes"].update(count=-1), "number of faces"),
        (lambda body: body["wishes"].update(friends=1), "friends"),
        (lambda body: body["wishes"]["wishes"][0]["ranges"][0].update(label="luck"), "luck"),
        (lambda body: body.update(more=1), "something else"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused(change, why):
    body = json.loads(wishes_to_json(WANTED))
    change(body)
    with pytest.raises(RecipeError, match=why):
        wishes_from_json(json.dumps(body))
