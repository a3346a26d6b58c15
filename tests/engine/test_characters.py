"""Cells of a sheet for a network: levels are predicted in its face."""

import numpy as np
import pytest

from facelab.engine import load
from facelab.engine.characters import cells_of, levels_of, with_look, with_looks
from facelab.errors import ModelError, RecipeError
from facelab.export.character_file import shipped_sets
from facelab.recipe import ModelRef, Recipe, Seed
from facelab.recipe.character.sets import Step, Variant, VariantSet, set_of_amounts
from facelab.recipe.character.sheet import CharacterSheet


@pytest.fixture(scope="module")
def renderer(model_path):
    made = load(model_path, "cpu")
    yield made
    made.close()


def sheet(renderer, seed, name="basic", **amounts):
    face = Recipe(renderer.info.ref, Seed(seed))
    for direction, amount in amounts.items():
        face = face.with_amount(direction, amount)
    return CharacterSheet("anna", face, shipped_sets()[name])


def test_every_face_comes_to_the_level_of_an_expression(renderer):
    """Whether it smiles by nature or not, and whatever its sliders say."""
    reached = []
    for seed, smile in ((22, 0.0), (25, 0.0), (25, 1.5)):
        sad = next(
            c for c in cells_of(sheet(renderer, seed, smile=smile), renderer) if c.name == "sad"
        )
        reached.append(levels_of(renderer, sad.recipe, ["smile", "brows-worried"]))
    smiles = [each["smile"] for each in reached]
    before = [
        levels_of(renderer, sheet(renderer, seed).face, ["smile"])["smile"] for seed in (22, 25)
    ]
    assert abs(before[0] - before[1]) > 0.5
    assert np.ptp(smiles) < 1.0  # what moves brows and mouth moves it, too
    assert max(smiles) < min(before) - 1
    assert min(each["brows-worried"] for each in reached) > 1


def test_no_cell_goes_beyond_what_faces_bear(renderer):
    far = sheet(renderer, 7, "turnaround", yaw=3.0)
    bearable = renderer.info.directions.get("yaw").breaks_at
    for cell in cells_of(far, renderer):
        assert abs(cell.recipe.amount("yaw")) <= max(bearable, 3.0)
        assert cell.recipe.fit == renderer.info.directions.fit


def test_components_have_no_level_but_can_be_added(renderer):
    with pytest.raises(RecipeError, match="No level is known"):
        levels_of(renderer, Recipe(renderer.info.ref, Seed(1)), ["pca-1"])
    face = Recipe(renderer.info.ref, Seed(1))
    cells = cells_of(CharacterSheet("a", face, set_of_amounts("pca-1", (1.0, 2.0))), renderer)
    assert [cell.recipe.amount("pca-1") for cell in cells] == [1.0, 2.0]


def test_a_face_of_another_network_is_refused(renderer):
    other = Recipe(ModelRef("1" * 64, "other"), Seed(1))
    with pytest.raises(ModelError):
        cells_of(CharacterSheet("a", other, shipped_sets()["basic"]), renderer)


def test_a_look_is_what_a_cell_of_the_sheet_is(renderer):
    made = sheet(renderer, 7, age=0.5)
    for cell, look in zip(cells_of(made, renderer), made.columns.variants, strict=True):
        assert with_look(renderer, made.face, look) == cell.recipe


def test_what_a_look_adds_is_added_whole_and_what_it_brings_to_a_level_is_not(renderer):
    breaks = renderer.info.directions.get("yaw").breaks_at
    face = Recipe(renderer.info.ref, Seed(7))
    far = Variant("far", steps=(Step("yaw", breaks + 1),))
    assert with_look(renderer, face, far).amount("yaw") == breaks + 1
    level = Variant("level", steps=(Step("yaw", 15.0, "level"),))
    assert with_look(renderer, face, level).amount("yaw") == breaks


def test_several_looks_come_one_on_top_of_the_other(renderer):
    face = Recipe(renderer.info.ref, Seed(7))
    old, angry = (shipped_sets()[name].variants[k] for name, k in (("ages", -1), ("basic", 3)))
    aged = with_look(renderer, face, old)
    assert with_looks(renderer, face, (old, angry)) == with_look(renderer, aged, angry)
    assert with_looks(renderer, face, ()) == face


def test_locks_hold_against_looks(renderer):
    face = Recipe(renderer.info.ref, Seed(7)).with_lock("smile", "held")
    look = Variant("look", steps=(Step("smile", 1.0), Step("age", 1.0)))
    made = with_look(renderer, face, look)
    assert (made.amount("smile"), made.amount("age")) == (0.0, 1.0)


def test_a_look_that_does_not_fit_is_refused(renderer):
    face = Recipe(renderer.info.ref, Seed(7))
    steps = (Step("horns", 1.0), Step("age", 1.0), Step("tail", 1.0, "level"))
    with pytest.raises(RecipeError, match=r"Imp is not for this network\. It moves horns, tail: "):
        with_look(renderer, face, Variant("imp", steps=steps))
    other = Recipe(ModelRef("b" * 64, "other"), Seed(7))
    with pytest.raises(ModelError):
        with_look(renderer, other, Variant("look", steps=(Step("smile", 1.0),)))


def test_a_sheet_that_does_not_fit_is_refused_by_the_name_of_its_set(renderer):
    looks = (Variant("a", steps=(Step("horns", 1.0),)), Variant("b", steps=(Step("tail", 1.0),)))
    made = CharacterSheet("anna", Recipe(renderer.info.ref, Seed(7)), VariantSet("imps", looks))
    with pytest.raises(RecipeError, match=r"Imps is not for this network\. It moves horns, tail: "):
        cells_of(made, renderer)
