"""Wishes as people type them."""

from __future__ import annotations

import pytest

from facelab.casting.said import wish_of, wishes_of
from facelab.casting.wishes import Range
from facelab.casting.words import LABELS, WORDS
from facelab.errors import RecipeError
from facelab.labels.named import NAMED


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("age 20 to 40", Range("age", 20, 40)),
        ("Age 20-40", Range("age", 20, 40)),
        ("age=20..40", Range("age", 20, 40)),
        ("age between 20 and 40 years", Range("age", 20, 40)),
        ("turn -5 to 5", Range("turn", -5, 5)),
        ("yaw −5° to 5°", Range("turn", -5, 5)),
        ("smile>0.5", Range("smile", low=0.5)),
        ("smile at least 0.5 sd", Range("smile", low=0.5)),
        ("hair lightness < -1", Range("hair-light", high=-1)),
        ("age up to 30", Range("age", high=30)),
        ("no glasses", WORDS["no glasses"][0]),
    ],
)
def test_a_wish_is_understood(text, wanted):
    assert wish_of(text).ranges == (wanted,)


def test_several_stand_between_commas():
    assert [each.words for each in wishes_of("dark hair, age 20 to 40,")] == [
        "dark hair",
        "age 20 to 40",
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("drak hair", "Did you mean “dark hair”"),
        ("smil > 1", "Did you mean “smile”"),
        ("smile", "has no limit"),
        ("age 40 to 20", "nothing is both"),
        ("a friend", "is not understood"),
    ],
)
def test_what_is_not_understood_says_what_would_be(text, why):
    with pytest.raises(RecipeError, match=why):
        wish_of(text)


def test_every_word_means_labels_that_are_measured():
    assert {each.label for ranges in WORDS.values() for each in ranges} <= set(LABELS)
    # and whatever has a slider can be wished, but how the network cuts its pictures
    assert {each.label for each in NAMED} - set(LABELS) == {"roll", "size"}
