"""Sheets and sets as JSON."""

import json

import msgspec
import pytest

from facelab.errors import RecipeError
from facelab.recipe import ModelRef, Recipe, Seed
from facelab.recipe.character.codec import (
    is_sheet,
    set_from_json,
    set_to_json,
    sheet_from_json,
    sheet_to_json,
)
from facelab.recipe.character.sets import Step, Variant, VariantSet
from facelab.recipe.character.sheet import CharacterSheet, Correction
from tests.recipes import rich_recipe

SET = VariantSet("one", (Variant("happy", "Happy!", (Step("smile", 1.0, "level"),)),), "One", "For")


def full_sheet():
    return CharacterSheet(
        "anna",
        rich_recipe(),
        SET,
        VariantSet("two", (Variant("a"), Variant("b"))),
        corrections=(
            Correction("happy_a", (Step("gaze", 0.5),)),
            Correction("happy_b", face=Recipe(ModelRef("1" * 64), Seed(1))),
        ),
        limit=0.4,
    )


def test_they_come_back_as_they_were():
    assert set_from_json(set_to_json(SET)) == SET
    assert sheet_from_json(sheet_to_json(full_sheet())) == full_sheet()
    assert is_sheet(sheet_to_json(full_sheet()))
    assert not is_sheet(set_to_json(SET))
    assert not is_sheet(b"\x00")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda body: body.update(version=2), "reads only up to version 1"),
        (lambda body: body.update(more=1), "something else"),
        (lambda body: body["sheet"]["face"].update(version=99), "A face in it"),
        (lambda body: body["sheet"]["corrections"][1].update(face=3), "A face in it"),
        (lambda body: body["sheet"].update(name="Anna!"), "no name of a character"),
        (lambda body: body["sheet"]["columns"].update(variants=[]), "1 to 64"),
        (lambda body: body.update(sheet=[]), "Expected"),
        (lambda body: body["sheet"].update(corrections=3), "Expected"),
    ],
)
def test_what_makes_no_sense_says_why(change, why):
    body = json.loads(sheet_to_json(full_sheet()))
    change(body)
    with pytest.raises(RecipeError) as said:
        sheet_from_json(json.dumps(body))
    assert why in str(said.value)
    assert said.value.what == "This character sheet cannot be read."


def test_the_name_for_people_is_kept_and_need_not_be_there():
    body = json.loads(sheet_to_json(msgspec.structs.replace(full_sheet(), title="Zoë")))
    assert sheet_from_json(json.dumps(body)).shown == "Zoë"
    del body["sheet"]["title"]
    assert sheet_from_json(json.dumps(body)).shown == "Anna"
