"""The user's own sets of expressions: kept in a folder, shared by windows, damaged ones told."""

from __future__ import annotations

import pytest

from facelab.errors import RecipeError, SettingsError
from facelab.export.character_file import SHIPPED, read_set, shipped_sets, write_set
from facelab.recipe.character.codec import set_to_json
from facelab.recipe.character.sets import MAX_NAME, VariantSet, set_of_amounts
from facelab.session.added import Added
from facelab.session.character import sets_folder
from facelab.session.character.own_sets import (
    FOLDER,
    OwnSets,
    name_of,
    named,
    read_own_sets,
)

SMILES = set_of_amounts("smile", (-2.0, 0.0, 2.0))


@pytest.fixture
def errors():
    return []


@pytest.fixture
def sets(tmp_path, writer, errors):
    return OwnSets(tmp_path, writer, errors.append)


def on_disk(folder) -> dict[str, VariantSet]:
    return read_own_sets(folder)[0]


def settled(writer, pump) -> None:
    """All that was asked of the disk is done and told; what is told may ask for more."""
    for _ in range(3):
        done: list[object] = []
        writer.run(lambda: None, done.append)
        pump.until(lambda done=done: done)


def test_a_set_is_kept_renamed_and_deleted(sets, writer, pump, errors, tmp_path):
    told = []
    sets.changed.connect(lambda: told.append(1))
    kept = sets.keep("Old hands, grinning", SMILES)
    assert (kept.name, kept.title, kept.variants) == (
        "old_hands_grinning", "Old hands, grinning", SMILES.variants,
    )  # fmt: skip
    assert dict(sets.own) == {kept.name: kept}
    assert told == [1]
    assert [*sets.all] == [*SHIPPED, kept.name]
    settled(writer, pump)
    assert read_set(tmp_path / FOLDER / "old_hands_grinning.json") == kept
    other = sets.rename(kept.name, "Grins")
    settled(writer, pump)
    assert on_disk(tmp_path) == {"grins": other} == dict(sets.own)
    assert [each.name for each in (tmp_path / FOLDER).iterdir()] == ["grins.json"]
    same = sets.rename("grins", "GRINS")  # its name stays, and so does its file
    settled(writer, pump)
    assert on_disk(tmp_path) == {"grins": same}
    sets.forget("grins")
    settled(writer, pump)
    assert on_disk(tmp_path) == {} == dict(sets.own)
    assert not errors


@pytest.mark.parametrize("title", ["Con", "AUX", "nul", "com1"])
def test_a_name_that_means_a_device_elsewhere_is_not_that_of_a_file(
    sets, writer, pump, tmp_path, title
):
    kept = sets.keep(title, SMILES)
    settled(writer, pump)
    assert kept.name == title.lower()
    assert [each.name for each in (tmp_path / FOLDER).iterdir()] == [f"_{kept.name}.json"]
    assert on_disk(tmp_path) == {kept.name: kept}
    sets.keep(title, set_of_amounts("smile", (1.0,)))
    sets.rename(kept.name, "Harmless")
    settled(writer, pump)
    assert [each.name for each in (tmp_path / FOLDER).iterdir()] == ["harmless.json"]


def test_one_of_the_same_name_is_replaced_where_it_is(sets, writer, pump, tmp_path):
    (tmp_path / FOLDER).mkdir()
    write_set(tmp_path / FOLDER / "from-a-friend.json", named("Grins", SMILES))
    sets.look()
    settled(writer, pump)
    assert [*sets.own] == ["grins"]
    kept = sets.keep("Grins", set_of_amounts("smile", (1.0,)))
    settled(writer, pump)
    assert on_disk(tmp_path) == {"grins": kept}
    assert len([*(tmp_path / FOLDER).iterdir()]) == 1


def test_sets_of_files_are_added_and_none_is_replaced(sets, writer, pump, errors, tmp_path):
    sets.keep("Grins", SMILES)
    other = named("Grins", set_of_amounts("smile", (1.0,)))
    added: list[Added[VariantSet]] = []
    sets.add([other, other, SMILES, shipped_sets()["basic"]], added.extend)
    settled(writer, pump)
    assert [(each.item.name, each.item.shown, each.new) for each in added[:3]] == [
        *(("grins_2", "Grins 2", True), ("grins_2", "Grins 2", False), ("smile", "Smile", True)),
    ]
    assert added[3] == Added(shipped_sets()["basic"], False)
    sets.add([added[0].item, SMILES], added.extend)
    settled(writer, pump)
    assert added[4:] == [Added(added[0].item, False), Added(SMILES, False)]
    assert [*on_disk(tmp_path)] == [*sets.own] == ["grins", "grins_2", "smile"]
    assert not errors


def test_another_window_loses_nothing(sets, writer, pump, tmp_path, errors):
    other = OwnSets(tmp_path, writer, errors.append)
    first = sets.keep("First", SMILES)
    second = other.keep("Second", SMILES)
    settled(writer, pump)
    assert on_disk(tmp_path) == {"first": first, "second": second}
    sets.look()
    settled(writer, pump)
    assert [*sets.own] == ["first", "second"]
    assert not errors
    other.keep("日本", SMILES)
    sets.keep("中国", SMILES)  # which would have its name
    settled(writer, pump)
    assert "日本 was saved" in errors[0].why
    sets.keep("中国", SMILES)
    settled(writer, pump)
    assert {each.shown for each in on_disk(tmp_path).values()} == {
        "First", "Second", "日本", "中国",
    }  # fmt: skip


def test_damaged_files_are_told_once_left_out_and_never_written_over(
    sets, writer, pump, errors, tmp_path
):
    folder = tmp_path / FOLDER
    folder.mkdir()
    (folder / "grins.json").write_text("nonsense")
    (folder / "newer.json").write_text(set_to_json(SMILES).replace('"version": 1', '"version": 9'))
    write_set(folder / "again.json", named("Fine", SMILES))
    write_set(folder / "fine.json", named("Fine", SMILES))
    (folder / "ours.json").write_text(set_to_json(SMILES).replace('"smile"', '"basic"', 1))
    (folder / "notes.txt").write_text("of no concern")
    (folder / ".hidden.json").write_text("of no concern")
    sets.look()
    sets.look()
    settled(writer, pump)
    (error,) = errors
    assert isinstance(error, SettingsError)
    assert error.what == "4 sets of expressions of your own are left out."
    assert "fine.json: The set in again.json is called fine, too." in error.why
    assert "grins.json: It is not valid JSON" in error.why
    assert "newer.json: It has version 9" in error.why
    assert "And 1 more." in error.why
    assert str(folder) in error.fix
    assert [*sets.own] == ["fine"]
    sets.keep("Grins", SMILES)
    settled(writer, pump)
    assert (folder / "grins.json").read_text() == "nonsense"
    assert (folder / "grins-2.json").is_file()
    assert [*sets.own] == ["fine", "grins"]
    assert len(errors) == 1


def test_names_are_not_those_that_come_with_facelab():
    assert name_of("Basic") == "my_basic"
    assert name_of("Élan vital!") == "elan_vital"
    assert len(name_of("x" * 90)) == MAX_NAME
    with pytest.raises(RecipeError, match="cannot have this name"):
        named("a\nb", SMILES)


def test_a_folder_that_cannot_be_written_is_told_and_nothing_is_pretended(
    sets, writer, pump, errors, tmp_path
):
    (tmp_path / FOLDER).write_text("a file in the way")
    sets.keep("Grins", SMILES)
    settled(writer, pump)
    assert "could not be" in errors[0].what
    assert str(tmp_path) in errors[0].fix
    assert not sets.own


def test_the_command_line_reads_them_and_leaves_them(tmp_path):
    assert read_own_sets(tmp_path) == ({}, None)
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "bad.json").write_text("{}")
    found, error = read_own_sets(tmp_path)
    assert found == {}
    assert error is not None
    assert error.what == "A set of expressions of your own is left out."
    assert (tmp_path / FOLDER / "bad.json").read_text() == "{}"


def test_what_is_damaged_after_a_change_is_told_as_well(sets, writer, pump, errors, tmp_path):
    sets.keep("Grins", SMILES)
    settled(writer, pump)
    sets.rename("grins", "Smirks")
    settled(writer, pump)
    (tmp_path / FOLDER / "bad.json").write_text("[")
    sets.look()
    settled(writer, pump)
    assert len(errors) == 1


def test_names_that_say_the_same_on_the_command_line_are_sets_of_their_own(
    sets, writer, pump, tmp_path, errors
):
    titles = ("日本", "中国", "Ä", "A", "x" * 59 + "y", "x" * 60)
    kept = [sets.keep(title, SMILES) for title in titles]
    settled(writer, pump)
    assert [each.name for each in kept[:4]] == ["face", "face_2", "a", "a_2"]
    assert all(len(each.name) <= MAX_NAME for each in kept)
    assert {each.shown for each in on_disk(tmp_path).values()} == set(titles)
    assert sets.called("日本") == kept[0]
    assert sets.called("a") == kept[3]  # capitals do not make another
    assert sets.called("Japan") is None
    again = sets.keep("中国", set_of_amounts("smile", (1.0,)))
    assert again.name == "face_2"
    assert sets.rename("face", "Ä").name == "a"  # takes the place of that one
    settled(writer, pump)
    assert len(on_disk(tmp_path)) == len(titles) - 1
    assert not errors


def test_the_last_of_as_many_as_there_may_be_can_be_renamed(
    sets, writer, pump, errors, tmp_path, monkeypatch
):
    monkeypatch.setattr(sets_folder, "MOST", 3)
    for title in ("b", "c", "z"):
        sets.keep(title, SMILES)
    sets.rename("z", "a")
    settled(writer, pump)
    assert [*on_disk(tmp_path)] == ["a", "b", "c"] == [*sets.own]
    assert not errors


def test_a_set_is_not_written_where_it_would_not_be_read(
    sets, writer, pump, errors, tmp_path, monkeypatch
):
    monkeypatch.setattr(sets_folder, "MOST", 3)
    sets.keep("b", SMILES)
    for name in ("nonsense", "more"):
        (tmp_path / FOLDER).mkdir(exist_ok=True)
        (tmp_path / FOLDER / f"{name}.json").write_text("{")
    settled(writer, pump)
    errors.clear()
    sets.keep("z", SMILES)
    settled(writer, pump)
    assert "could not be saved" in errors[0].what
    assert [*sets.own] == ["b"]
    assert not (tmp_path / FOLDER / "z.json").exists()


def test_titles_are_in_the_order_of_their_numbers():
    titles = ("Set 49", "set 5", "Set", "10 faces", "9 faces")
    kept = [named(title, SMILES) for title in titles]
    found = sets_folder.in_order({each.name: each for each in kept})
    assert [each.shown for each in found.values()] == [
        *("9 faces", "10 faces", "Set", "set 5", "Set 49")
    ]
