from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from facelab.cli import parsing
from facelab.recipe import Blend, BlendPart, Seed
from facelab.recipe.conditions import make_label


def refused(parse, text: str) -> str:
    with pytest.raises(argparse.ArgumentTypeError) as caught:
        parse(text)
    assert len(str(caught.value)) < 200
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("0", [0]),
        ("0,1,4-6", [0, 1, 4, 5, 6]),
        (" 3 , 1-1 ", [3, 1]),
        ("4294967295", [2**32 - 1]),
        ("5-1", [5, 4, 3, 2, 1]),
        ("1, 2, 3", [1, 2, 3]),
        ("1 2  3", [1, 2, 3]),
        ("1–3", [1, 2, 3]),
        ("1 — 3,7", [1, 2, 3, 7]),
        ("3,1-4,3", [3, 1, 2, 4]),
        ("-1", [2**32 - 1]),
        ("−2--1", [2**32 - 2, 2**32 - 1]),
        ("-1-1", [2**32 - 1, 0, 1]),
        ("1 -1", [1, 2**32 - 1]),
    ],
)
def test_seeds(text, numbers):
    assert list(parsing.seeds(text)) == numbers


def test_a_long_range_of_seeds_takes_no_memory():
    assert parsing.seeds("0-999999") == range(1_000_000)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is not a list of seeds"),
        ("1,", "is not a list of seeds"),
        ("a", "is not a list of seeds"),
        ("1-", "is not a list of seeds"),
        ("1-2-3", "is not a list of seeds"),
        ("1.5", "is not a list of seeds"),
        ("²", "is not a list of seeds"),
        ("9" * 30, "is not a list of seeds"),
        ("4294967296", "within 0-4294967295"),
        ("-4294967296", "within 0-4294967295"),
        ("0-4294967295", "names more than"),
        ("0-600000,0-600000", "names more than"),
    ],
)
def test_what_is_no_list_of_seeds_is_told(text, why):
    assert why in refused(parsing.seeds, text)


def test_numbers_that_are_no_seeds_run_upwards_and_are_what_they_are():
    assert parsing.number_list("0, 4-6 9", 10) == [0, 4, 5, 6, 9]
    for text in ("5-3", "-1", "11", "0-11"):
        assert "does not count up within 0-10" in refused(
            lambda text: parsing.number_list(text, 10), text
        )


@pytest.mark.parametrize(("text", "number"), [("7", 7), ("-1", 2**32 - 1), ("–3", 2**32 - 3)])
def test_a_seed(text, number):
    assert parsing.seed(text) == number


@pytest.mark.parametrize("text", ["", "x", "1-2", "1.5", "4294967296", "9" * 5000])
def test_what_is_no_seed_is_told(text):
    if len(text) < 100:
        assert "is not a seed" in refused(parsing.seed, text)
    else:
        with pytest.raises(argparse.ArgumentTypeError):
            parsing.seed(text)


def test_a_decimal_comma_is_told_with_the_point():
    for parse, text, said in (
        (parsing.number, "0,7", "write 0.7, not 0,7"),
        (parsing.number, "-,5", "write -.5, not -,5"),
        (parsing.seconds, "1,5", "write 1.5, not 1,5"),
        (parsing.direction, "smile=1,5", "write 1.5, not 1,5"),
        (parsing.mix, "coarse=5:0,5", "write 0.5, not 0,5"),
        (parsing.blend, "1:0,7,2:0,3", "write 0.7, not 0,7"),
    ):
        assert refused(parse, text) == said
    assert parsing.number("−0.5") == -0.5
    assert parsing.blend("1:1,2").parts[1].source == Seed(2)


def test_names():
    assert parsing.names("age, gender") == ["age", "gender"]
    assert "is not a list of names" in refused(parsing.names, "age,")


def test_directions():
    assert parsing.direction("smile=1.5") == ("smile", 1.5, None)
    assert parsing.direction("pca-2=-1e-1@0-8") == ("pca-2", -0.1, (0, 8))
    assert parsing.direction("odd=name=2@3") == ("odd=name", 2.0, (3, 3))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("smile", "is not NAME=AMOUNT"),
        ("=1", "is not NAME=AMOUNT"),
        ("smile=", "is not a valid amount"),
        ("smile=x", "'x' is not a valid amount"),
        ("smile=1@", "is not a list of numbers"),
        ("smile=1@9-2", "does not count up"),
    ],
)
def test_what_is_no_direction_is_told(text, why):
    assert why in refused(parsing.direction, text)


def test_mixes():
    assert parsing.mix("coarse=5") == ("coarse", Seed(5), 1.0)
    assert parsing.mix("0-2,7=12:0.5") == ([0, 1, 2, 7], Seed(12), 0.5)
    assert parsing.mix("fine=-1") == ("fine", Seed(2**32 - 1), 1.0)


@pytest.mark.parametrize(
    "text", ["coarse", "=5", "middling=5", "0-99=5", "coarse=x", "coarse=1-2", "coarse=1:x", "0=²"]
)
def test_what_is_no_mix_is_told(text):
    refused(parsing.mix, text)


def test_blends():
    assert parsing.blend("1, 2:0.5") == Blend((BlendPart(Seed(1), 1.0), BlendPart(Seed(2), 0.5)))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is not a seed"),
        ("x", "is not a seed"),
        ("1:x", "is not a valid weight"),
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


def test_paths(monkeypatch):
    monkeypatch.setenv("HOME", str(Path("/home/ann")))
    assert parsing.path("~/faces") == Path("/home/ann/faces")
    assert parsing.path("a/~b") == Path("a/~b")
    assert "No user is called nosuch" in refused(parsing.path, "~nosuch/faces")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("3", [(3, 1.0)]),
        ("8:3,2:1", [(2, 0.25), (8, 0.75)]),
        (" 1 , 4 ", [(1, 0.5), (4, 0.5)]),
        ("none", []),
    ],
)
def test_class_labels(text, parts):
    assert parsing.label(text) == make_label(parts)


@pytest.mark.parametrize("text", ["", "cat", "1:", "1,1", "-1", "3:0,5", "1:1,2:-1", "200000"])
def test_what_is_no_class_label(text):
    with pytest.raises(argparse.ArgumentTypeError):
        parsing.label(text)


def test_places():
    assert parsing.place("0.25,-0.5") == (0.25, -0.5)
    for text in ("0.25", "1,2,3", "a,b", ""):
        with pytest.raises(argparse.ArgumentTypeError):
            parsing.place(text)
