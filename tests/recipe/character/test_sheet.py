"""A sheet is a face in a grid: cells, locks, corrections."""

import pytest

from facelab.recipe import ModelRef, Recipe, Seed
from facelab.recipe.character.sets import Step, Variant, VariantSet
from facelab.recipe.character.sheet import CharacterSheet

FACE = Recipe(ModelRef("0" * 64, "tiny"), Seed(7)).with_amount("smile", 0.5)
MOODS = VariantSet(
    "moods",
    (
        Variant("happy", steps=(Step("smile", 1.0), Step("eyes-open", -0.5))),
        Variant("sad", steps=(Step("smile", -2.0, "level"),)),
    ),
)
TURNS = VariantSet("turns", (Variant("front"), Variant("left", steps=(Step("yaw", -1.0),))))
AGES = VariantSet("ages", (Variant("young", steps=(Step("age", -1.0),)), Variant("old")))
LEVELS = {"smile": 0.8}


def sheet(**changes):
    return CharacterSheet("anna", FACE, MOODS, **changes)


def cell(of, name, **more):
    return next(each for each in of.cells(LEVELS, **more) if each.name == name)


def test_cells_go_row_by_row_and_page_by_page():
    cells = sheet(rows=TURNS, pages=AGES).cells(LEVELS)
    assert [(each.column, each.row, each.page) for each in cells] == [
        (column, row, page) for page in (0, 1) for row in (0, 1) for column in (0, 1)
    ]
    assert cells[3].name == "sad_left_young"
    assert cells[3].attributes == ("sad", "left", "young")
    assert cells[3].title == "Sad, Left, Young"
    assert sheet(rows=TURNS, pages=AGES).count == 8


def test_a_step_is_added_to_what_the_face_has():
    happy = cell(sheet(), "happy").recipe
    assert (happy.amount("smile"), happy.amount("eyes-open")) == (1.5, -0.5)


def test_a_level_is_reached_from_wherever_the_face_is():
    assert cell(sheet(), "sad").recipe.amount("smile") == pytest.approx(0.5 - 2.0 - 0.8)
    other = sheet().with_face(FACE.with_amount("smile", 2.0))
    # the level of that face is 1.5 higher
    sad = other.cells({"smile": 2.3})[1].recipe
    assert sad.amount("smile") == pytest.approx(2.0 - 2.0 - 2.3)


def test_no_step_goes_where_faces_break_but_a_face_that_is_there_stays():
    assert cell(sheet(), "sad", bearable=lambda name: 1.0).recipe.amount("smile") == -1.0
    far = sheet().with_face(FACE.with_amount("smile", 3.0))
    assert cell(far, "happy", bearable=lambda name: 2.0).recipe.amount("smile") == 3.0


def test_what_the_face_holds_stays_as_it_is():
    held = sheet(rows=TURNS).with_face(FACE.with_lock("smile", "held"))
    assert held.held == ("smile",)
    assert {each.recipe.amount("smile") for each in held.cells(LEVELS)} == {0.5}
    assert cell(held, "happy_left").recipe.amount("yaw") == -1.0


def test_a_cell_that_was_corrected_stays_so_when_the_face_changes():
    before = sheet()
    happy = cell(before, "happy")
    by_hand = happy.recipe.with_amount("smile", 1.2).with_amount("gaze", 0.7)
    after = before.corrected(happy, by_hand)
    assert cell(after, "happy").recipe == by_hand
    assert cell(after, "happy").corrected
    assert not cell(after, "sad").corrected

    other = after.with_face(FACE.with_seed(8).with_amount("smile", -1.0))
    happy = cell(other, "happy").recipe
    assert happy.seed == 8
    assert (happy.amount("smile"), happy.amount("gaze")) == (1.2, 0.7)
    assert happy.amount("eyes-open") == -0.5  # was left alone, and goes on following


def test_a_second_correction_adds_to_the_first_and_both_can_be_taken_back():
    once = sheet().corrected(
        cell(sheet(), "happy"), cell(sheet(), "happy").recipe.with_amount("gaze", 1.0)
    )
    happy = cell(once, "happy")
    twice = once.corrected(happy, happy.recipe.with_amount("smile", 0.0))
    assert (
        cell(twice, "happy").recipe.amount("gaze"),
        cell(twice, "happy").recipe.amount("smile"),
    ) == (1.0, 0.0)
    assert len(twice.corrections) == 1
    assert twice.without_correction("happy") == sheet()
    assert once.corrected(happy, happy.recipe) == once


def test_more_than_directions_makes_a_cell_a_face_of_its_own():
    happy = cell(sheet(), "happy")
    other = sheet().corrected(happy, happy.recipe.with_truncation(0.3))
    assert cell(
        other.with_face(FACE.with_seed(99)), "happy"
    ).recipe == happy.recipe.with_truncation(0.3)


def test_a_limit_is_looked_at_when_it_is_changed():
    assert sheet().with_limit(0.4).limit == 0.4
    with pytest.raises(ValueError, match="limit of drift"):
        sheet().with_limit(5.0)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"pages": AGES}, "has rows, too"),
        ({"rows": MOODS}, "happy stands along two sides"),
        ({"limit": -1.0}, "limit of drift"),
        ({"name": "Anna"}, "no name of a character"),
    ],
)
def test_what_makes_no_sense_is_refused(changes, why):
    with pytest.raises(ValueError, match=why):
        CharacterSheet(**{"name": "anna", "face": FACE, "columns": MOODS, **changes})


def test_cells_whose_joined_names_meet_are_refused():
    columns = VariantSet("a", (Variant("x"), Variant("x_y")))
    rows = VariantSet("b", (Variant("y_z"), Variant("z")))
    with pytest.raises(ValueError, match="same name"):
        CharacterSheet("anna", FACE, columns, rows)
