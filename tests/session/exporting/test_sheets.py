"""Sheets out of a session, drawn by a tiny network."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from facelab.cli.make_sheet_ways import add_ways
from facelab.errors import FacelabError
from facelab.export.character_file import read_sheet
from facelab.recipe.character.sets import Step, Variant, VariantSet
from facelab.recipe.character.sheet import CharacterSheet
from facelab.session.choices.sheet import SheetChoice
from facelab.session.exporting import sheets
from facelab.session.exporting.sheet_command import sheet_command

MOODS = VariantSet("moods", (Variant("plain"), Variant("glad", steps=(Step("smile", 1.0),))))


@pytest.fixture
def sheet(session, monkeypatch):
    monkeypatch.setattr(sheets, "missing_identity", lambda: ("net",))
    return CharacterSheet("anna", session.face.recipe, MOODS)


@pytest.fixture
def choice(tmp_path: Path) -> SheetChoice:
    return SheetChoice(
        kinds=("sheet", "files"), size=32, align=False, folder=str(tmp_path / "out"),
    )  # fmt: skip


def test_a_sheet_is_made_and_told_of(session, sheet, choice, pump, told, tmp_path):
    order = session.sheets.order(sheet, choice)
    pump.until(lambda: not session.busy)
    guessed = session.sheets.cost(order)
    session.sheets.run(order, choice)
    pump.until(lambda: not session.jobs.listed)
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["anna sheet.png", "anna.sheet.json", "anna_glad.png", "anna_plain.png"]
    assert read_sheet(tmp_path / "out" / "anna.sheet.json") == sheet
    assert told.said("Exported anna: 2 cells, 4 files")
    assert session.settings.sheet == choice
    made = session.sheets.cost(order)
    assert guessed.seconds is not None, "a face was drawn for the canvas"
    assert made.seconds not in (None, guessed.seconds)
    written = sum(path.stat().st_size for path in (tmp_path / "out").iterdir())
    sheet_file = (tmp_path / "out" / "anna.sheet.json").stat().st_size
    assert made.bytes == pytest.approx(written - sheet_file)


def test_what_was_there_stays(session, sheet, choice, pump, tmp_path):
    for _ in range(2):
        session.sheets.run(session.sheets.order(sheet, choice), choice)
        pump.until(lambda: not session.jobs.listed)
    assert len(list((tmp_path / "out").glob("anna*.json"))) == 2
    assert len(list((tmp_path / "out").glob("anna_glad*.png"))) == 2


def test_stopped_it_says_that_what_is_there_is_whole(session, sheet, choice, pump, told, renderer):
    renderer.fulls.close()
    job = session.sheets.run(session.sheets.order(sheet, choice), choice)
    renderer.fulls.wait_for("7")
    job.cancel()
    renderer.fulls.open.set()
    pump.until(lambda: not session.jobs.listed)
    assert told.said("Export cancelled")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"kinds": ()}, "at least one"),
        ({"kinds": ("godot",), "godot_folder": "C:/x"}, "begins with res://"),
        ({"kinds": ("atlas",), "padding": 500}, "padding is 0 to"),
        ({"background": "no such"}, "no such"),
    ],
)
def test_what_cannot_be_made_is_refused(session, sheet, choice, changes, why):
    import msgspec

    with pytest.raises(FacelabError, match=why):
        session.sheets.order(sheet, msgspec.structs.replace(choice, **changes))


def test_the_command_does_the_same(session, sheet, choice, tmp_path):
    import argparse

    import msgspec

    wide = msgspec.structs.replace(
        choice, kinds=("sheet", "atlas", "godot"), labels=False, padding=4, trim=False,
        power_of_two=True, godot_folder="res://people", background="#ff0000", overwrite=True,
    )  # fmt: skip
    order = session.sheets.order(sheet, wide)
    words = shlex.split(sheet_command(order, session.saying.parts, windows=False))
    out = tmp_path / "out"
    assert words[:6] == ["facelab", "make", "sheet", str(out / "anna.sheet.json"), "-o", str(out)]
    parser = argparse.ArgumentParser()
    add_ways(parser)
    said = parser.parse_args(words[4:])
    assert (said.kinds, said.size, said.no_labels, said.no_align) == (
        ["sheet", "atlas", "godot"], 32, True, True,
    )  # fmt: skip
    assert (said.padding, said.no_trim, said.power_of_two) == (4, True, True)
    assert (said.godot_folder, str(said.background), said.overwrite) == (
        "res://people", "#ff0000", True,
    )  # fmt: skip
    alone = msgspec.structs.replace(choice, with_sheet=False)
    assert sheet_command(session.sheets.order(sheet, alone), session.saying.parts) == ""
