"""Sets of expressions of the user's own in the lists of the sheet."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QInputDialog, QMenu

from facelab.export.character_file import read_set, write_set
from facelab.recipe.character.sets import Step, Variant, VariantSet
from facelab.session import Session
from facelab.session.character.own_sets import name_of, named
from facelab.ui.panels.sheet import SheetPanel
from facelab.ui.panels.sheet.sides import Sides

MOODS = VariantSet("moods", (Variant("plain"), Variant("glad", "Glad", (Step("pca-1", 1.0),))))
TURNS = VariantSet("turns", (Variant("front"), Variant("side", steps=(Step("pca-2", 1.0),))))


@pytest.fixture
def sides(session: Session, start, qtbot):
    start()
    session.character.begin(MOODS)
    made = Sides(session, None)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.refresh()
    made.show()
    return made


@pytest.fixture
def answer(monkeypatch):
    """Says yes, and what the next name is; returns the questions."""
    asked: list[str] = []
    given = {"title": ""}
    monkeypatch.setattr(QInputDialog, "getText", lambda *a, **k: (given["title"], True))

    def confirmed(_parent, what, *_):
        asked.append(what)
        return True

    monkeypatch.setattr("facelab.ui.panels.sheet.set_menu.confirmed", confirmed)

    def give(title: str) -> list[str]:
        given["title"] = title
        return asked

    return give


def entries(sides: Sides, side="columns") -> dict[str, bool]:
    """What the menu beside a side offers, and whether it can be done now."""
    menu = QMenu(sides)
    sides.menus[side].fill(menu)
    return {each.text(): each.isEnabled() for each in menu.actions() if each.text()}


def chosen(sides: Sides, side="columns") -> str:
    return sides.boxes[side].currentText()


def test_a_set_is_saved_chosen_renamed_and_deleted(sides, session, answer, qtbot):
    folder, box = session.own_sets.folder, sides.boxes["columns"]
    assert not entries(sides)["Delete this set"]
    answer("My moods")
    sides.menus["columns"].save()
    assert chosen(sides) == "My moods (2)"
    assert session.character.sheet.columns.name == "my_moods"
    qtbot.waitUntil(lambda: (folder / "my_moods.json").is_file())
    assert all(entries(sides).values())
    box.setCurrentIndex(box.findData("basic"))
    box.activated.emit(box.currentIndex())
    assert not entries(sides)["Rename this set…"]
    assert box.findText("moods (2)") < 0
    box.setCurrentIndex(box.findData("my_moods"))
    box.activated.emit(box.currentIndex())
    assert session.character.sheet.columns.title == "My moods"
    answer("Two moods")
    sides.menus["columns"].rename()
    assert chosen(sides) == "Two moods (2)"
    assert box.findText("My moods (2)") < 0
    qtbot.waitUntil(lambda: [each.name for each in folder.iterdir()] == ["two_moods.json"])
    asked = answer("")
    sides.menus["columns"].delete()
    assert asked == ["Delete the set Two moods?"]
    qtbot.waitUntil(lambda: not [*folder.iterdir()])
    assert chosen(sides) == "Two moods (2)"  # the sheet keeps it
    assert box.findData("two_moods") < 0


def test_another_set_of_the_name_is_replaced_only_after_a_question(sides, session, answer, qtbot):
    answer("Mine")
    sides.menus["columns"].save()
    session.character.set_side("columns", TURNS)
    sides.refresh()
    asked = answer("MINE")
    sides.menus["columns"].save()
    assert asked == ["Replace the set Mine?"]
    assert session.own_sets.own["mine"].variants == TURNS.variants
    assert name_of("Basic") in {"my_basic"}


def test_without_a_set_nothing_is_offered_but_what_can_be_done(sides):
    assert not any(entries(sides, "rows").values())


def test_one_that_lies_in_the_folder_is_there_once_somebody_looks(sides, session, qtbot):
    session.own_sets.folder.mkdir(parents=True)
    write_set(session.own_sets.folder / "of-a-friend.json", named("Of a friend", TURNS))
    session.own_sets.look()
    qtbot.waitUntil(lambda: sides.boxes["rows"].findData("of_a_friend") >= 0)


def test_a_set_is_handed_on_as_a_file(sides, session, tmp_path, monkeypatch, qtbot):
    path = tmp_path / "out.json"
    where = "facelab.ui.panels.sheet.set_menu.ask_save_path"
    monkeypatch.setattr(where, lambda *_: path)
    sides.menus["columns"].save_file()
    qtbot.waitUntil(path.is_file)
    assert read_set(path) == MOODS


def test_who_turns_to_the_panel_is_told_of_a_damaged_file(session, start, qtbot):
    start()
    panel = SheetPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    panel.hide()
    told: list[Any] = []
    session.message.connect(told.append)
    session.own_sets.folder.mkdir(parents=True, exist_ok=True)
    (session.own_sets.folder / "bad.json").write_text("{")
    panel.show()
    qtbot.waitUntil(lambda: bool(told))
    assert told[0].what == "A set of expressions of your own is left out."
