"""Sets and sheets as files, and the sets that come with facelab."""

import pytest

from facelab.checkpoints.directions import directions_path, read_directions
from facelab.errors import DestinationError, ExportError, RecipeError
from facelab.export.character_file import (
    SHIPPED,
    holds_set,
    holds_sheet,
    named_set,
    read_set,
    read_sheet,
    shipped_sets,
    write_set,
    write_sheet,
)
from tests.recipe.character.test_codec import SET, full_sheet


def test_shipped_sets_use_directions_that_there_are():
    named = read_directions(directions_path("mobilestylegan-ffhq-1024"), None)
    known = {each.id for each in named.metadata.directions}
    for made in shipped_sets().values():
        assert {step.direction for each in made.variants for step in each.steps} <= known
        assert made.about
        assert made.title


def test_there_are_the_sets_that_stories_need():
    sets = shipped_sets()
    assert tuple(sets) == SHIPPED
    assert [each.name for each in sets["mouths"].variants] == list("abcdefghx")
    assert len(sets["visual_novel"].variants) == 12
    assert len(sets["basic"].variants) == 6
    assert "disgust" in sets["basic"].about  # is left out, and that is said


def test_sets_are_found_by_name():
    assert named_set("visual-novel") is shipped_sets()["visual_novel"]
    with pytest.raises(RecipeError) as said:
        named_set("visul_novel")
    assert "Did you mean visual_novel?" in str(said.value)


def test_files_come_back_and_are_not_replaced_unasked(tmp_path):
    write_set(tmp_path / "set.json", SET)
    write_sheet(tmp_path / "sheet.json", full_sheet())
    assert read_set(tmp_path / "set.json") == SET
    assert read_sheet(tmp_path / "sheet.json") == full_sheet()
    assert holds_sheet(tmp_path / "sheet.json")
    assert not holds_sheet(tmp_path / "set.json")
    assert holds_set(tmp_path / "set.json")
    assert not holds_set(tmp_path / "sheet.json")
    assert not holds_sheet(tmp_path / "set.png")
    with pytest.raises(DestinationError):
        write_set(tmp_path / "set.json", SET)


def test_what_cannot_be_read_says_which_file(tmp_path):
    write_set(tmp_path / "set.json", SET)
    with pytest.raises(RecipeError) as said:
        read_sheet(tmp_path / "set.json")
    assert "set.json" in said.value.what
    with pytest.raises(ExportError):
        read_set(tmp_path / "none.json")


def test_of_many_sets_some_are_named():
    (basic,) = (each for name, each in shipped_sets().items() if name == "basic")
    own = {f"mine_{k}": basic for k in range(100)}
    with pytest.raises(RecipeError) as refused:
        named_set("mine", own)
    assert "basic, visual_novel" in refused.value.fix
    assert "mine_14 and 85 more (`facelab info --sets` lists them)" in refused.value.fix
    assert "mine_15," not in refused.value.fix
