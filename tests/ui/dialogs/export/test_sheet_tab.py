from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from facelab.recipe.character.sets import Step, Variant, VariantSet
from facelab.session import Session
from facelab.ui.dialogs.export.dialog import ExportDialog
from facelab.ui.dialogs.export.sheet.tab import NOTHING, SheetTab

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
NET = SimpleNamespace(wheel_bytes=100_600_000)  # that is not here
MOODS = VariantSet("moods", (Variant("plain"), Variant("glad", steps=(Step("pca-1", 1.0),))))


@pytest.fixture
def dialog(session: Session, start, qtbot: QtBot, monkeypatch) -> Iterator[ExportDialog]:
    monkeypatch.setattr("facelab.session.identity_networks.missing_identity", lambda: (NET,))
    monkeypatch.setattr("facelab.session.exporting.sheets.missing_identity", lambda: ("net",))
    start()
    made = ExportDialog(session, lambda: [])
    qtbot.addWidget(made)
    made.open_for(name="sheet")
    yield made
    made.reject()


@pytest.fixture
def tab(dialog: ExportDialog, tmp_path: Path) -> SheetTab:
    found = dialog.tab
    assert isinstance(found, SheetTab)
    found.where._folder = str(tmp_path / "out")
    return found


def test_without_a_sheet_it_says_what_to_do(dialog, tab):
    assert (tab.ready, tab.standing) == (False, NOTHING)
    assert not dialog.export.isEnabled()
    assert tab.nothing.isVisible()


def test_a_sheet_leaves(dialog, tab, session, qtbot, tmp_path):
    session.character.begin(MOODS)
    tab.how.align.click()
    assert tab.ready
    assert tab.standing.startswith("2 cells, 2 kinds, about 531 KB, about ")
    assert "make sheet" in tab.command()
    dialog.export.click()
    qtbot.waitUntil(lambda: (tmp_path / "out" / "character.sheet.json").exists())
    qtbot.waitUntil(lambda: not session.jobs.listed)
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {
        "character sheet.png", "character_glad.png", "character_plain.png", "character.sheet.json",
    }  # fmt: skip


def test_only_what_says_something_is_to_be_chosen(tab, session):
    session.character.begin(MOODS)
    assert not tab.sprites.isVisible()
    tab.kinds.switches["godot"].click()
    assert tab.sprites.isVisible()
    assert tab.sprites.godot.isVisible()
    tab.kinds.switches["renpy"].click()
    assert "Ren'Py" in tab.where.told.text()
    tab.sprites.godot.setText("nowhere")
    tab._check()
    assert "begins with" in tab.standing
    for kind in tab.kinds.kinds:
        tab.kinds.switches[kind].click()
    assert "at least one" in tab.standing


def test_the_character_is_named_here_too(tab, session):
    session.character.begin(MOODS)
    tab.kinds.name.setText("")
    QTest.keyClicks(tab.kinds.name, "Eileen")
    tab.kinds.name.editingFinished.emit()
    assert session.character.sheet.name == "eileen"
    assert "eileen.sheet.json" in tab.command()


def test_what_was_chosen_comes_back(tab, session, qtbot, dialog):
    session.character.begin(MOODS)
    tab.kinds.switches["rpgmaker"].click()
    tab.how.labels.click()
    tab.how.align.click()
    dialog.export.click()
    qtbot.waitUntil(lambda: not session.jobs.listed and session.settings.sheet is not None)
    choice = session.settings.sheet
    assert choice.kinds == ("sheet", "files", "rpgmaker")
    assert not choice.labels
    dialog.open_for(name="sheet")
    assert tab.choice.kinds == choice.kinds
