"""The sheet of a window: it follows the face, cells are corrected, its cells are drawn."""

from __future__ import annotations

import numpy as np
import pytest

from facelab.errors import RecipeError
from facelab.export.character_file import write_sheet
from facelab.labels.identity import STRANGERS, Identity
from facelab.recipe.character.sets import Step, Variant, VariantSet
from facelab.session import identity_networks as networks
from facelab.session.character.character import Held
from facelab.session.character.saved import FILE_NAME, decode, encode

MOODS = VariantSet(
    "moods", (Variant("plain"), Variant("glad", "Glad", (Step("smile", 1.0),)), Variant("sad",
    steps=(Step("smile", -1.0),)))
)  # fmt: skip
MORE = VariantSet("more", (Variant("calm"), Variant("wild", steps=(Step("smile", 0.5),))))


@pytest.fixture
def sheet(session, pump, monkeypatch):
    """A sheet of the face on show, looked at and drawn."""
    monkeypatch.setattr(networks, "missing_identity", lambda: ("net",))
    session.character.begin(MOODS)
    session.sheet_cells.look("test", True)
    pump.until(lambda: session.sheet_cells.cells and not session.sheet_cells.to_come)
    return session


def cell(session, name):
    return session.sheet_cells.cells[session.sheet_cells.place_of(name)]


def drawn(session, pump):
    pump.until(lambda: not session.sheet_cells.to_come)


def test_it_follows_the_face_when_the_hand_rests(sheet, renderer, pump):
    assert [each.name for each in sheet.sheet_cells.cells] == ["plain", "glad", "sad"]
    before = sheet.face.recipe
    renderer.done.clear()
    sheet.face.edit(before.with_amount("smile", 0.25), "Smile", "hand")
    sheet.face.edit(before.with_amount("smile", 0.5), "Smile", "hand")
    assert sheet.character.sheet.face == before  # the hand still holds it
    sheet.face.end_gesture()
    assert sheet.character.sheet.face.amount("smile") == 0.5
    pump.until(lambda: sheet.sheet_cells.cells[1].recipe.amount("smile") == 1.5)
    assert sheet.sheet_cells.frame(1) is not None  # the picture of before, until its own is there
    assert not sheet.sheet_cells.is_fresh(1)
    drawn(sheet, pump)
    amounts = {recipe.amount("smile") for kind, recipe in renderer.done if kind == "preview"}
    assert amounts >= {1.5, -0.5}
    assert 1.25 not in amounts  # nothing was drawn of a face under the hand


def test_a_face_that_is_kept_does_not_follow(sheet):
    before = sheet.face.recipe
    sheet.character.set_follows(False)
    sheet.face.edit(before.with_seed(5), "Next face")
    assert sheet.character.sheet.face == before
    sheet.character.set_follows(True)
    assert sheet.character.sheet.face == before.with_seed(5)


def test_a_corrected_cell_stays_so_and_can_be_undone(sheet, pump):
    base = sheet.face.recipe
    assert sheet.character.open_cell(cell(sheet, "glad"))
    assert (sheet.character.opened, sheet.face.recipe.amount("smile")) == ("glad", 1.0)
    sheet.face.edit(sheet.face.recipe.with_amount("smile", 2.0), "Smile")
    assert sheet.character.sheet.face == base  # a cell is corrected: nothing follows it
    sheet.character.correct(cell(sheet, "glad"))
    assert (sheet.character.opened, sheet.face.recipe) == ("", base)
    sheet.face.edit(base.with_amount("smile", -0.5), "Smile")
    pump.until(lambda: cell(sheet, "sad").recipe.amount("smile") == -1.5)
    assert (cell(sheet, "glad").recipe.amount("smile"), cell(sheet, "glad").corrected) == (
        2.0,
        True,
    )
    sheet.character.uncorrect("glad")
    pump.until(lambda: cell(sheet, "glad").recipe.amount("smile") == 0.5)
    assert not cell(sheet, "glad").corrected


def test_undo_leaves_the_cell(sheet):
    base = sheet.face.recipe
    sheet.character.open_cell(cell(sheet, "glad"))
    sheet.face.undo()
    assert (sheet.character.opened, sheet.face.recipe) == ("", base)


def test_back_leaves_the_cell_as_it_is(sheet):
    base = sheet.face.recipe
    sheet.character.open_cell(cell(sheet, "sad"))
    sheet.face.edit(sheet.face.recipe.with_seed(9), "Next face")
    sheet.character.back()
    assert (sheet.face.recipe, sheet.character.sheet.corrections) == (base, ())


def test_sides(sheet, pump):
    character = sheet.character
    assert character.fits("rows", MORE)
    assert not character.fits("rows", MOODS)  # the same names twice
    with pytest.raises(RecipeError, match="along the rows"):
        character.set_side("rows", MOODS)
    character.set_side("rows", MORE)
    pump.until(lambda: len(sheet.sheet_cells.cells) == 6)
    assert cell(sheet, "glad_wild").recipe.amount("smile") == 1.5
    pages = VariantSet("pages", (Variant("day"), Variant("night")))
    character.set_side("pages", pages)
    character.set_side("rows", None)  # pages stand in their place
    assert (character.sheet.rows, character.sheet.pages) == (pages, None)


def test_names_and_limits(sheet, pump):
    sheet.character.rename("Eileen & Co.")
    sheet.character.set_limit(0.4)
    assert (sheet.character.sheet.name, sheet.sheet_cells.limit) == ("eileen_co", 0.4)


def test_another_network_is_said(sheet, make_face):
    other = sheet.character.sheet.with_face(make_face(1, sha256="b" * 64))
    sheet.character.restore(Held(other, follows=False))
    assert sheet.sheet_cells.cells == ()
    assert "another network" in sheet.sheet_cells.problem


def test_what_cannot_be_worked_out_is_said_and_nothing_hangs(sheet, pump):
    strange = VariantSet("strange", (Variant("odd", steps=(Step("no such", 1.0),)),))
    sheet.character.set_side("columns", strange)
    pump.until(lambda: sheet.sheet_cells.problem)
    assert "no such" in sheet.sheet_cells.problem
    sheet.character.set_side("columns", MOODS)
    pump.until(lambda: sheet.sheet_cells.cells and not sheet.sheet_cells.problem)


class Numbers:
    """Every picture is farther from the first by a half than the one before."""

    count = 0

    def describe(self, pictures):
        row = np.zeros((1, 128), np.float32)
        row[0, 0] = self.count * STRANGERS / 2
        self.count += 1
        return row


def test_the_drift_of_each_cell_is_measured_once_the_networks_are_here(
    session, pump, monkeypatch, told
):
    monkeypatch.setattr(networks, "missing_identity", lambda: ())
    monkeypatch.setattr(Identity, "open", classmethod(lambda cls, threads=1: Numbers()))
    session.character.begin(MOODS)
    cells = session.sheet_cells
    cells.look("test", True)
    pump.until(lambda: cells.cells and cells.drift(2) is not None)
    assert [round(cells.drift(k), 3) for k in range(3)] == [0.0, 0.5, 1.0]
    assert [cells.is_beyond(k) for k in range(3)] == [False, False, True]
    session.character.set_limit(1.2)
    assert not cells.is_beyond(2)
    assert told.messages == []


def test_nothing_is_drawn_while_nobody_looks(session, renderer):
    session.character.begin(MOODS)
    renderer.done.clear()
    session.sheet_cells.follow()
    assert session.sheet_cells.cells == ()


def test_it_comes_back_at_the_next_start(world, sheet, pump, make_world):
    sheet.character.open_cell(cell(sheet, "glad"))
    held = sheet.character.held
    assert decode(encode(held)).value == held
    assert decode(encode(Held())).value == Held()
    sheet.close()
    assert (world.settings / FILE_NAME).exists()
    again = world.started()
    assert again.character.held == held


def test_a_file_of_a_sheet_is_opened_and_its_face_shown(sheet, pump, told, tmp_path):
    other = sheet.character.sheet.with_face(sheet.face.recipe.with_seed(8))
    write_sheet(tmp_path / "anna.sheet.json", other)
    sheet.open_files([tmp_path / "anna.sheet.json"])
    pump.until(lambda: sheet.face.recipe.seed == 8)
    assert sheet.character.sheet == other
    assert sheet.character.follows
    assert told.said("Opened anna.sheet.json: 3 cells")
    sheet.sheet_files.save(tmp_path / "again.json")
    pump.until(lambda: told.said("Saved again.json"))
