"""Sets of changes by plain names."""

import pytest

from facelab.recipe.character.sets import (
    Step,
    Variant,
    VariantSet,
    check_name,
    safe_name,
    set_of_amounts,
)


@pytest.mark.parametrize("name", ["", "Happy", "very happy", "_sad", "sad_", "a__b", "é", "a" * 41])
def test_a_name_that_a_game_could_not_use_is_refused(name):
    with pytest.raises(ValueError, match="is no name of a picture"):
        check_name("a picture", name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Eileen O'Hara (2)", "eileen_ohara_2"),
        ("José Søren Müßig", "jose_soren_mussig"),
        ("seed0007", "seed0007"),
        ("!!", "face"),
        ("李", "face"),
    ],
)
def test_a_text_becomes_such_a_name(text, name):
    assert safe_name(text) == name
    check_name("anything", safe_name(text))


def test_a_direction_at_amounts_is_a_set():
    made = set_of_amounts("mouth-open", (-1.5, 0.0, 2.0))
    assert [each.name for each in made.variants] == [
        *("mouth_open_minus_1_5", "mouth_open_0", "mouth_open_plus_2"),
    ]
    assert [each.steps for each in made.variants] == [
        *((Step("mouth-open", -1.5),), (), (Step("mouth-open", 2.0),)),
    ]
    assert made.levels == frozenset()


def test_what_makes_no_sense_is_refused():
    happy = Variant("happy", steps=(Step("smile", 1.0),))
    for make, why in (
        (lambda: set_of_amounts("smile", (1.0, 1.0)), "called smile_plus_1"),
        (lambda: VariantSet("one", (happy, happy)), "called happy"),
        (lambda: VariantSet("one", ()), "1 to 64"),
        (lambda: Variant("sad", steps=(Step("smile", 1.0), Step("smile", 2.0))), "twice"),
        (lambda: Step("smile", 99.0), "must be -20 to 20"),
        (lambda: Step("smile", 1.0, "by"), "add or level"),  # type: ignore[arg-type]
        (lambda: Variant("sad", "a\nb"), "no plain text"),
    ):
        with pytest.raises(ValueError, match=why):
            make()


def test_names_are_shown_as_words():
    assert Variant("half_left").shown == "Half left"
    assert VariantSet("visual_novel", (Variant("a"),), "Visual novel").shown == "Visual novel"
