"""The user's own formats: kept, shared between windows, and as files."""

from __future__ import annotations

from pathlib import Path

import pytest

from facelab.errors import RecipeError, SettingsError
from facelab.export.format_file import read_formats, to_json, write_formats
from facelab.export.named import NAMED, NamedFormat
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
    found: list[NamedFormat] = []
    formats.import_file(source, found.extend)
    pump.until(lambda: len(found) == 2)
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
    write_formats(tmp_path / "taken.json", [NAMED["token"]])
    formats.import_file(tmp_path / "taken.json", pytest.fail)
    pump.until(lambda: len(errors) == 2)
    assert formats.own == {}


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
