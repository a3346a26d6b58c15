from __future__ import annotations

import argparse

import pytest

from facelab.cli import parsing
from facelab.recipe import Blend, BlendPart, Seed


def refused(parse, text: str) -> str:
    with pytest.raises(argparse.ArgumentTypeError) as caught:
        parse(text)
    assert len(str(caught.value)) < 200
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("0", [0]), ("0,1,4-6", [0, 1, 4, 5, 6]), (" 3 , 1-1 ", [3, 1]), ("4294967295", [2**32 - 1])],
)
def test_seeds(text, numbers):
    assert parsing.seeds(text) == numbers


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is no list of numbers"),
        ("1,", "is no list of numbers"),
        ("a", "is no list of numbers"),
        ("-1", "is no list of numbers"),
        ("1-", "is no list of numbers"),
        ("1.5", "is no list of numbers"),
        ("²", "is no list of numbers"),
        ("5-3", "does not run upwards"),
        ("4294967296", "within 0-4294967295"),
        ("0-4294967295", "names more than"),
        ("0-600000,0-600000", "names more than"),
    ],
)
def test_what_is_no_list_of_seeds_is_told(text, why):
    assert why in refused(parsing.seeds, text)


def test_names():
    assert parsing.names("age, gender") == ["age", "gender"]
    assert "is no list of names" in refused(parsing.names, "age,")


def test_directions():
    assert parsing.direction("smile=1.5") == ("smile", 1.5, None)
    assert parsing.direction("pca-2=-1e-1@0-8") == ("pca-2", -0.1, (0, 8))
    assert parsing.direction("odd=name=2@3") == ("odd=name", 2.0, (3, 3))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("smile", "is not NAME=AMOUNT"),
        ("=1", "is not NAME=AMOUNT"),
        ("smile=", "is no amount"),
        ("smile=x", "'x' is no amount"),
        ("smile=1@", "is no list of numbers"),
        ("smile=1@9-2", "does not run upwards"),
    ],
)
def test_what_is_no_direction_is_told(text, why):
    assert why in refused(parsing.direction, text)


def test_mixes():
    assert parsing.mix("coarse=5") == ("coarse", Seed(5), 1.0)
    assert parsing.mix("0-2,7=12:0.5") == ([0, 1, 2, 7], Seed(12), 0.5)


@pytest.mark.parametrize(
    "text", ["coarse", "=5", "middling=5", "0-99=5", "coarse=x", "coarse=-1", "coarse=1:x", "0=²"]
)
def test_what_is_no_mix_is_told(text):
    refused(parsing.mix, text)


def test_blends():
    assert parsing.blend("1, 2:0.5") == Blend((BlendPart(Seed(1), 1.0), BlendPart(Seed(2), 0.5)))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is no seed"),
        ("x", "is no seed"),
        ("1:x", "is no weight"),
        ("1:nan,2", "weight is nan"),
        ("1:1e308,2", "weight is 1e+308"),
        ("1:0,2:0", "weights"),
        (",".join(["1"] * 10_000), "1 to 32 faces"),
    ],
)
def test_what_is_no_blend_is_told(text, why):
    assert why in refused(parsing.blend, text)


def test_repeats_are_left_out():
    assert parsing.unique([3, 1, 3, 2, 1]) == [3, 1, 2]
