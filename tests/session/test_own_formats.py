"""The user's own formats: kept, shared between windows, and as files."""

from __future__ import annotations

from pathlib import Path

import pytest

from facelab.errors import RecipeError, SettingsError
from facelab.export.format_file import read_formats, to_json, write_formats
from facelab.export.named import MAX_NAME, MAX_TITLE, NAMED, NamedFormat
from facelab.session.added import Added
from facelab.session.own_formats import FILE_NAME, OwnFormats, read_own_formats

MINE = NAMED["avatar"].changed(name="mine", title="Mine", longest=300)
YOURS = MINE.changed(name="yours", title="Yours")


def unwanted(error: Exception) -> None:
    raise error


@pytest.fixture
def errors():
    return []


@pytest.fixture
def formats(tmp_path, writer, errors):
    return OwnFormats(tmp_path, writer, errors.append)


def test_a_format_is_kept_and_comes_back(formats, writer, pump, tmp_path):
    told = []
    formats.changed.connect(lambda: told.append(1))
    formats.keep(MINE)
    assert told == [1]
    pump.until(lambda: read_own_formats(tmp_path) == {"mine": MINE})
    again = OwnFormats(tmp_path, writer, unwanted)
    again.load()
    assert again.own == {"mine": MINE}
    assert [*again.all] == [*NAMED, "mine"]
    again.keep(MINE.changed(longest=200))
    again.forget("nobody")
    pump.until(lambda: read_own_formats(tmp_path)["mine"].longest == 200)
    again.forget("mine")
    pump.until(lambda: read_own_formats(tmp_path) == {})


def test_another_window_loses_nothing(formats, writer, pump, tmp_path):
    other = OwnFormats(tmp_path, writer, unwanted)
    formats.keep(MINE)
    other.keep(YOURS)
    pump.until(lambda: read_own_formats(tmp_path) == {"mine": MINE, "yours": YOURS})


def test_names_that_come_with_facelab_are_not_taken(formats):
    with pytest.raises(RecipeError, match="comes with facelab"):
        formats.keep(MINE.changed(name="portrait"))
    assert formats.own == {}


def test_from_a_file_and_to_one(formats, pump, errors, tmp_path):
    source, out = tmp_path / "shared.json", tmp_path / "out.json"
    write_formats(source, [MINE, YOURS])
    found: list[Added[NamedFormat]] = []
    formats.import_file(source, found.extend)
    pump.until(lambda: len(found) == 2)
    assert found == [Added(MINE, True), Added(YOURS, True)]
    assert formats.own == {"mine": MINE, "yours": YOURS}
    saved: list[Path] = []
    formats.export_file(out, [YOURS], saved.append)
    pump.until(lambda: saved == [out])
    assert read_formats(out) == [YOURS]
    assert not errors


def test_a_file_that_makes_no_sense_is_told(formats, pump, errors, tmp_path):
    (tmp_path / "bad.json").write_text("{}")
    formats.import_file(tmp_path / "bad.json", pytest.fail)
    pump.until(lambda: len(errors) == 1)
    assert formats.own == {}


def test_formats_of_files_replace_none(formats, writer, pump, errors, tmp_path):
    OwnFormats(tmp_path, writer, unwanted).keep(YOURS)  # in another window
    formats.keep(MINE)
    other, theirs = MINE.changed(longest=128), YOURS.changed(about="for the intranet")
    portrait = NAMED["portrait"].changed(longest=600)
    added: list[Added[NamedFormat]] = []
    formats.add([other, theirs, portrait, MINE, NAMED["token"]], added.extend)
    pump.until(lambda: len(added) == 5)
    assert [(each.item.name, each.item.title, each.new) for each in added] == [
        ("mine-2", "Mine 2", True),
        ("yours-2", "Yours 2", True),
        ("portrait-2", "Portrait 2", True),
        ("mine", "Mine", False),
        ("token", NAMED["token"].title, False),
    ]
    assert added[0].item.longest == 128
    formats.add([other, portrait], added.extend)
    pump.until(lambda: len(added) == 7)
    assert [each.new for each in added[5:]] == [False, False]
    assert [*formats.own] == ["mine", "mine-2", "yours-2", "portrait-2"]
    kept = read_own_formats(tmp_path)
    assert [*kept] == ["yours", "mine", "mine-2", "yours-2", "portrait-2"]
    assert kept["yours"] == YOURS
    assert kept["mine"] == MINE
    assert not errors


def test_the_longest_name_gets_a_number_too(formats, pump):
    long = MINE.changed(name="x" * MAX_NAME, title="X" * MAX_TITLE)
    formats.keep(long)
    added: list[Added[NamedFormat]] = []
    formats.add([long.changed(longest=64)], added.extend)
    pump.until(lambda: added)
    assert added[0].new
    assert added[0].item.name == "x" * (MAX_NAME - 2) + "-2"


def test_too_many_are_told_and_none_is_taken(formats, pump, errors, monkeypatch):
    monkeypatch.setattr("facelab.session.own_formats.MOST", 2)
    formats.keep(MINE)
    formats.add([YOURS, YOURS.changed(name="third")], pytest.fail)
    pump.until(lambda: errors)
    assert "More than 2 formats" in str(errors[0])
    assert [*formats.own] == ["mine"]


def test_what_makes_no_sense_is_set_aside_and_not_lost(formats, errors, pump, tmp_path):
    (tmp_path / FILE_NAME).write_text("nonsense")
    formats.load()
    assert isinstance(errors[0], SettingsError)
    assert (tmp_path / f"{FILE_NAME}.broken").read_text() == "nonsense"
    formats.keep(MINE)
    pump.until(lambda: (tmp_path / FILE_NAME).exists())


def test_what_a_newer_facelab_wrote_is_set_aside_under_its_version(formats, errors, tmp_path):
    newer = to_json([MINE]).replace(b'"version": 1', b'"version": 9')
    (tmp_path / FILE_NAME).write_bytes(newer)
    formats.load()
    assert len(errors) == 1
    assert (tmp_path / f"{FILE_NAME}.v9").read_bytes() == newer


def test_the_command_line_leaves_the_file_as_it_is(tmp_path):
    (tmp_path / FILE_NAME).write_text("nonsense")
    with pytest.raises(SettingsError, match="cannot be read"):
        read_own_formats(tmp_path)
    assert (tmp_path / FILE_NAME).read_text() == "nonsense"
    assert read_own_formats(tmp_path / "nowhere") == {}
