"""Formats by plain names."""

import pytest

from facelab.errors import RecipeError
from facelab.export.named import NAMED, NamedFormat, Research, Shape, Sheet, named_format
from facelab.export.names import in_letters
from facelab.export.writer import Encoding

AVATAR = NAMED["avatar"]


def test_what_games_want():
    rpg, renpy = NAMED["rpg-maker"], NAMED["renpy"]
    assert (rpg.longest, rpg.suffix, rpg.letters) == (144, ".png", "plain")
    assert (renpy.background, renpy.pattern, renpy.letters) == (
        "transparent",
        "side {name}",
        "words",
    )
    sheet = NAMED["rpg-maker-set"].sheet
    assert sheet is not None
    assert (sheet.columns, sheet.rows, sheet.cell, sheet.gap) == (4, 2, 144, 0)


def test_a_name_that_is_not_there_is_told_with_what_it_may_mean():
    with pytest.raises(RecipeError, match=r"No format is called 'avatr'.*Did you mean avatar"):
        named_format("avatr")
    mine = AVATAR.changed(name="mine")
    assert named_format("mine", {"mine": mine}) is mine
    assert named_format("token") is NAMED["token"]


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "Has Spaces"},
        {"name": ""},
        {"name": "x" * 61},
        {"title": ""},
        {"title": "two\nlines"},
        {"about": "x" * 301},
        {"pattern": "{nobody}"},
        {"longest": 15},
        {"longest": 4097},
        {"background": "red"},
        {"background": "/home/me/wall.png"},
        {"encoding": Encoding("bmp")},
        {"encoding": Encoding("json")},
        {"encoding": Encoding("pdf")},
        {"encoding": Encoding(quality=0)},
        {"encoding": Encoding(background=(0, 0, 256))},
        {"sheet": Sheet(), "research": Research()},
    ],
)
def test_what_makes_no_sense_is_refused(fields):
    with pytest.raises(ValueError, match=r"\w"):
        AVATAR.changed(**fields)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Shape("oval", ring="#ffffff"),
        lambda: Shape(outside="white"),
        lambda: Shape("round", ring="#ffffff", ring_width=0.4),
        lambda: Research(head=1.5),
        lambda: Research(luminance=0.3, contrast=0),
        lambda: Research(luminance=float("nan")),
        lambda: Sheet(columns=0),
        lambda: Sheet(columns=100, rows=100),
        lambda: Sheet(10, 10, 4096),
        lambda: Sheet(labels=("name", "name")),
        lambda: Sheet(paper="#fff"),
    ],
)
def test_values_out_of_range_are_refused(make):
    with pytest.raises(ValueError, match=r"\w"):
        make()


def test_plain_pictures_are_those_that_only_change_their_size():
    assert NAMED["portrait"].is_plain
    assert NAMED["rpg-maker"].is_plain
    assert not NAMED["avatar"].is_plain
    assert not NAMED["contact-sheet"].is_plain
    assert not NamedFormat("a", "A", "", enhance=2048).is_plain


@pytest.mark.parametrize(
    ("letters", "stem", "name"),
    [
        ("any", "Zoë & co.", "Zoë & co."),
        ("words", "side Zoë HAPPY", "side zoe happy"),
        ("words", "side eileen-2 (sad)", "side eileen_2 sad"),
        ("words", "你好", "face"),
        ("plain", "Zoë & co. 7", "Zoeco7"),
        ("plain", "☺", "face"),
        ("any", "_con", "_con"),
        ("words", "_con", "face_con"),  # not the device of Windows
        ("plain", "_NUL", "faceNUL"),
    ],
)
def test_names_as_other_programs_take_them(letters, stem, name):
    assert in_letters(stem, letters) == name
