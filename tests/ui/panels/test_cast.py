"""The panel of a cast: what it says is what is searched for."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from facelab.casting.faces import Outcome
from facelab.casting.said import wishes_of
from facelab.casting.wishes import Range, Share, Wish, Wishes
from facelab.casting.wishes_file import read_wishes, write_wishes
from facelab.errors import RecipeError
from facelab.ui.panels.cast import CastPanel

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # of offscreen popups


@pytest.fixture
def asked(session, monkeypatch):
    """What a search was begun with; none is."""
    found: list[Wishes] = []
    monkeypatch.setattr(session.cast_finder, "find", found.append)
    monkeypatch.setattr(session.cast_finder, "look_for_missing", lambda done: done(()))
    return found


@pytest.fixture
def panel(qtbot, session, start, asked):
    start()
    made = CastPanel(session)
    qtbot.addWidget(made)
    made.resize(320, 700)
    made.show()
    qtbot.waitExposed(made)
    return made


def find(panel) -> None:
    QTest.mouseClick(panel.go, Qt.MouseButton.LeftButton)


def test_it_begins_with_wishes_that_can_be_met(session, panel, asked):
    session.face.edit(session.face.recipe.with_truncation(0.5), "Edit")
    find(panel)
    (wishes,) = asked
    assert [each.words for each in wishes.wishes] == ["age 20 to 60"]
    assert [(each.part, each.wish.words) for each in wishes.shares] == [(0.5, "smiling")]
    assert (wishes.count, wishes.even, wishes.seed, wishes.psi) == (24, True, 0, 0.5)


def test_wishes_are_added_chosen_and_taken_away(panel):
    for row in list(panel.rows):
        QTest.mouseClick(row.remove, Qt.MouseButton.LeftButton)
    assert panel.wishes().wishes == ()
    words = {each.text(): each for each in panel.add.menu().actions()}
    words["Dark hair"].trigger()
    row = panel._add_row("")
    QTest.keyClicks(row.field, "turn -5 to 5")
    row.set_part(0.25)
    panel.count._change(7)
    panel.even.click()
    QTest.mouseClick(panel.seed.next_button, Qt.MouseButton.LeftButton)
    wishes = panel.wishes()
    assert [each.words for each in wishes.wishes] == ["dark hair"]
    assert [(each.part, each.wish.words) for each in wishes.shares] == [(0.25, "turn -5 to 5")]
    assert (wishes.count, wishes.even, wishes.seed) == (7, False, 1)


def test_what_was_wished_comes_back(qtbot, session, panel):
    panel.count._change(7)
    panel.rows[0].field.setText("drak hair")
    panel.rows[1].set_part(1 / 3)
    panel._add_row("")
    panel.even.click()
    QTest.mouseClick(panel.seed.next_button, Qt.MouseButton.LeftButton)
    panel.hide()
    assert session.settings.cast == panel.choice
    again = CastPanel(session)
    qtbot.addWidget(again)
    assert again.choice == panel.choice
    assert [row.choice.text for row in again.rows] == ["drak hair", "smiling"]
    assert (again.choice.count, again.choice.seed) == (7, 1)


def test_a_part_of_a_file_can_be_chosen_too(panel):
    for part in (None, 0.75, 0.9, 1 / 3, 0.0, 1.0):
        panel.rows[0].set_part(part)
        assert panel.rows[0].choice.part == part
    assert panel.rows[0].part.currentText() == "100 %"


def test_wishes_of_a_file_are_wished_exactly_and_those_before_come_back(
    qtbot, session, panel, asked, tmp_path
):
    before = panel.choice
    (smiling,) = wishes_of("smiling")
    bald = Wish("no hair", (Range("hair-light", -1.5, 0.25), Range("smile", high=0.5)))
    file = Wishes(
        count=5, wishes=(bald,), shares=(Share(0.37, smiling),), apart=0.3, apart_in_w=0.4,
        even=False, psi=0.45, seed=9, look_at=1234,
    )  # fmt: skip
    write_wishes(tmp_path / "crowd.json", file)
    with qtbot.waitSignal(panel.wanted):
        session.open_files([tmp_path / "crowd.json"])
    assert [row.field.text() for row in panel.rows] == [
        "hair-light -1.5 to 0.25, smile < 0.5", "smiling"]  # fmt: skip
    find(panel)
    (wishes,) = asked
    assert (wishes.shares, wishes.wishes[0].ranges) == (file.shares, bald.ranges)
    said = msgspec.structs.replace(wishes, wishes=file.wishes)
    assert said == file
    again = CastPanel(session)  # at the next start
    qtbot.addWidget(again)
    assert again.wishes() == wishes
    assert "truncation 0.45" in panel.of_file.label.text()
    QTest.mouseClick(panel.of_file.remove, Qt.MouseButton.LeftButton)
    assert (panel.wishes().psi, panel.wishes().look_at) == (0.7, 50_000)
    panel.files.button.menu().aboutToShow.emit()
    panel.files.back.trigger()
    assert panel.choice == before


def test_what_is_wished_is_saved_as_the_command_reads_it(
    qtbot, session, panel, tmp_path, monkeypatch
):
    path = tmp_path / "mine.json"
    monkeypatch.setattr("facelab.ui.panels.cast.wish_files.ask_save_path", lambda *_: path)
    panel.files.save_file()
    qtbot.waitUntil(path.is_file)
    assert read_wishes(path) == panel.wishes()
    panel.rows[0].field.setText("drak hair")
    path.unlink()
    panel.files.save_file()
    assert "drak hair" in panel.said.text()
    assert not path.is_file()


def test_a_file_that_wishes_for_more_than_the_window_finds_says_so(qtbot, session, panel, tmp_path):
    write_wishes(tmp_path / "crowd.json", Wishes(count=900))
    with qtbot.waitSignal(session.message) as told:
        session.open_files([tmp_path / "crowd.json"])
    assert "900" in told.args[0].why
    assert panel.wishes().count == 200


def test_a_seed_that_was_typed_counts_when_find_is_pressed(panel, asked):
    panel.activateWindow()
    panel.seed.edit.setFocus()
    panel.seed.edit.selectAll()
    QTest.keyClicks(panel.seed.edit, "12")
    panel.go.setFocus(Qt.FocusReason.MouseFocusReason)
    find(panel)
    assert asked[0].seed == 12


def test_what_is_not_understood_is_marked_and_not_searched(panel, asked):
    row = panel.rows[0]
    row.field.setText("drak hair")
    assert row.field.property("invalid")
    assert "Did you mean “dark hair”" in row.field.toolTip()
    with pytest.raises(RecipeError):
        panel.wishes()
    find(panel)
    assert not asked
    assert "drak hair" in panel.said.text()
    panel.rows[1].field.setText("old")
    assert panel.said.text() == ""
    row.field.setText("dark hair")
    assert not row.field.property("invalid")
    assert row.field.toolTip() == "hair-light < -0.2"


def test_wishes_against_each_other_are_told(panel, asked):
    panel._add_row("old")
    panel._add_row("young")
    find(panel)
    assert not asked
    assert "No face can be both" in panel.said.text()


def test_a_search_that_was_stopped_says_how_far_it_came(session, panel):
    finder = session.cast_finder
    finder.faces, finder.wanted = [SimpleNamespace(recipe=session.face.recipe)] * 5, 24
    finder.changed.emit()
    assert panel.said.text() == "Stopped with 5 of 24 faces found."


def test_the_button_has_the_keys_again_once_it_can_be_pressed(
    qtbot, session, panel, asked, monkeypatch
):
    told: list[Any] = []
    monkeypatch.setattr(session.cast_finder, "look_for_missing", told.append)
    qtbot.waitActive(panel)
    panel.go.setFocus()
    find(panel)
    assert not panel.go.isEnabled()
    told[0](())
    assert panel.go.hasFocus()
    assert len(asked) == 1


def test_found_faces_that_are_not_kept_go_only_if_one_agrees(session, panel, asked, monkeypatch):
    answers, questions = [None, ""], []

    def ask(*given):
        questions.append(given[1:])
        return answers.pop(0)

    monkeypatch.setattr("facelab.ui.dialogs.unkept_cast.ask_to_keep", ask)
    finder = session.cast_finder
    finder.faces = [SimpleNamespace(recipe=session.face.recipe)]
    find(panel)
    assert not asked
    what, why, name, keep, leave = questions[0]
    assert (what, why) == ("Keep the cast before another search?", "1 face was found but not kept.")
    assert (name, keep, leave) == ("Cast", "Keep and find", "Find without it")
    find(panel)
    assert len(asked) == 1
    finder._kept_count = 1
    find(panel)
    assert (len(asked), len(questions)) == (2, 2)


def test_networks_are_downloaded_only_if_one_agrees(session, panel, asked, monkeypatch):
    answers, questions = [False, True], []
    monkeypatch.setattr(session.cast_finder, "look_for_missing", lambda done: done(("net",)))
    monkeypatch.setattr("facelab.ui.panels.cast.panel.size_and_licence", lambda _: ["44 MB, CC0"])

    def confirmed(parent, what, why, button):
        questions.append(why)
        return answers.pop(0)

    monkeypatch.setattr("facelab.ui.panels.cast.panel.confirmed", confirmed)
    find(panel)
    assert not asked
    find(panel)
    assert len(asked) == 1
    assert questions == ["44 MB, CC0"] * 2


def test_what_was_found_can_be_kept_and_exported_once_it_has_a_name(
    qtbot, session, panel, monkeypatch
):
    kept: list[str] = []
    finder = session.cast_finder
    monkeypatch.setattr(finder, "keep", kept.append)
    assert not panel.keep.isEnabled()
    finder.faces = [SimpleNamespace(recipe=session.face.recipe)]
    finder.outcome = Outcome(panel.wishes(), (), 1000, 40, 30)
    finder.changed.emit()
    assert "1,000 faces predicted" in panel.said.text()
    assert not panel.keep.isEnabled()
    QTest.keyClicks(panel.name, "Crew")
    assert not panel.export.isEnabled()
    QTest.mouseClick(panel.keep, Qt.MouseButton.LeftButton)
    assert kept == ["Crew"]
    with qtbot.waitSignal(panel.export_wanted) as told:
        QTest.mouseClick(panel.export, Qt.MouseButton.LeftButton)
    assert told.args == ["Crew"]
