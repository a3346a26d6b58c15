from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from facelab.engine.directions.direction_set import MINE_GROUP
from facelab.recipe import Latent, OwnStep
from facelab.session import Session
from facelab.ui.panels.directions import DirectionsPanel
from facelab.ui.panels.directions.chance import FARTHEST, drawn
from facelab.ui.panels.directions.sections import MINE, PINNED, in_order
from tests.ui.panels.directions.named import BREAKS_AT, NamedRenderer

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def renderer() -> NamedRenderer:
    return NamedRenderer()


def titles(panel: DirectionsPanel, section: str) -> list[str]:
    return [row.direction.id for row in panel.list.sections[section].rows]


def test_the_order_of_groups():
    groups = ["Found (SeFa)", "Light", "Expression", "Light", "Mine", "Found (PCA)"]
    assert in_order(groups) == ["Light", "Expression", "Mine", "Found (PCA)", "Found (SeFa)"]
    assert MINE == MINE_GROUP


def test_at_first_the_most_used_are_open(panel: DirectionsPanel, start):
    start()
    is_open = {title: s.is_expanded() for title, s in panel.list.sections.items()}
    assert is_open == {
        "Expression": True, "Head": True, "Light": False, "Mine": True, "Found (PCA)": False,
    }  # fmt: skip


def test_what_was_folded_and_unfolded_is_remembered(
    panel: DirectionsPanel, session: Session, start, qtbot: QtBot
):
    start()
    panel.list.sections["Light"].header.click()
    panel.list.sections["Head"].header.click()
    assert "Light" in session.settings.open_sections
    assert session.settings.closed_sections == ("Head",)
    panel.search.setText("l")
    panel.search.clear()
    assert panel.list.sections["Light"].is_expanded()
    assert not panel.list.sections["Head"].is_expanded()
    panel.list.sections["Light"].header.click()
    assert not session.settings.open_sections
    assert "Light" in session.settings.closed_sections


def test_a_pinned_row_moves_to_the_top_and_back(panel: DirectionsPanel, session: Session, start):
    start()
    track = panel.slider("age").track
    track.setFocus()
    panel.pin("age", True)
    panel.pin("light", True)
    assert next(iter(panel.list.sections)) == PINNED
    assert titles(panel, PINNED) == ["age", "light"]
    assert "Head" not in panel.list.sections, "it has no rows left"
    assert session.settings.pinned_directions == ("age", "light")
    assert QApplication.focusWidget() is track
    assert panel.rows["light"].isVisible(), "its own group was folded"
    entries = [action.text() for action in panel.make_menu("age").actions()]
    assert entries[1] == "Unpin"
    panel.pin("age", False)
    assert titles(panel, "Head") == ["age"]
    assert titles(panel, PINNED) == ["light"]
    panel.rows["light"].pin.click()
    assert PINNED not in panel.list.sections
    assert not session.settings.pinned_directions


def test_search_looks_into_title_id_group_and_note(panel: DirectionsPanel, start):
    start()

    def found() -> list[str]:
        return [name for name, row in panel.rows.items() if row.isVisible()]

    for text, names in (
        ("smil", ["smile"]),
        ("expression", ["smile"]),
        ("more light", ["light"]),  # the note
        ("pca-2", ["pca-2"]),
        ("nothing of that", []),
    ):
        panel.search.setText(text)
        assert found() == names
    assert not panel.list.sections[MINE].isVisible()


def test_a_group_is_drawn_by_chance_in_one_step(panel: DirectionsPanel, session: Session, start):
    first = start()
    panel._chance = random.Random(3)
    section = panel.list.sections["Found (PCA)"]
    section.header.click()
    QTest.mouseClick(section.randomise, LEFT)
    recipe = session.face.recipe
    assert recipe.amount("pca-1") != 0.0 != recipe.amount("pca-2")
    assert recipe.amount("smile") == 0.0
    assert session.face.undo_label == "Randomise Found (PCA)"
    assert panel.slider("pca-1").value() == recipe.amount("pca-1")
    session.face.undo()
    assert session.face.recipe == first


def test_chance_stays_where_faces_hold_together(panel: DirectionsPanel, session: Session, start):
    recipe = start().with_amount("smile", 1.5).with_lock("smile", "held")
    rows = list(panel.rows.values())
    panel.rows["light"].show_ends((-0.5, 0.25))
    chance = random.Random(1)
    for _ in range(200):
        new = drawn(rows, recipe, chance)
        assert new.amount("smile") == 1.5, "it is held"
        assert -0.5 <= new.amount("light") <= 0.25
        assert abs(new.amount("age")) <= min(FARTHEST, BREAKS_AT)


def test_a_group_is_reset_in_one_step(
    panel: DirectionsPanel, session: Session, start, qtbot: QtBot
):
    first = start()
    section = panel.list.sections["Found (PCA)"]
    assert not section.reset.isVisible()
    edited = first.with_amount("pca-1", 1.0).with_amount("pca-2", 0.0, (2, 3))
    session.face.edit(edited.with_amount("age", 1.0), "x")
    qtbot.waitUntil(section.reset.isVisible)  # its rows, which it folds, are made by and by
    assert "2 changed" in section.reset.toolTip()
    QTest.mouseClick(section.reset, LEFT)
    assert session.face.recipe == first.with_amount("age", 1.0)
    assert session.face.undo_label == "Reset Found (PCA)"
    assert not section.reset.isVisible()


# -- others come and go -----------------------------------------------------------------------


def put(renderer: NamedRenderer, session: Session, *made: tuple[str, str]) -> None:
    """List these directions in Mine, by id and title."""
    plain = renderer.info.directions.get("pca-1")
    mine = tuple(replace(plain, id=i, title=title, group=MINE_GROUP) for i, title in made)
    renderer.info.directions.replace_group(MINE_GROUP, mine, "Found (PCA)")
    session.directions_changed.emit()


def test_mine_says_how_while_it_is_empty(panel: DirectionsPanel, session: Session, start, renderer):
    start()
    mine = panel.list.sections[MINE]
    assert mine.empty.isVisible()
    assert not mine.randomise.isVisible()
    put(renderer, session, ("mine-1", "Freckles"))
    assert not mine.empty.isVisible()
    assert mine.randomise.isVisible()
    put(renderer, session)
    assert panel.list.sections[MINE] is mine
    assert mine.empty.isVisible()


def test_rows_that_stay_keep_focus_amount_and_place(
    panel: DirectionsPanel, session: Session, start, renderer, qtbot: QtBot
):
    first = start()
    panel.resize(320, 220)
    session.face.edit(first.with_amount("smile", 1.0), "x")
    row = panel.rows["smile"]
    row.slider.track.setFocus()
    bar = panel.list.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 20)
    bar.setValue(20)
    put(renderer, session, ("mine-1", "Freckles"), ("mine-2", "Warm"))
    qtbot.wait(5)
    assert panel.rows["smile"] is row
    assert row.slider.track.hasFocus()
    assert row.slider.value() == 1.0
    assert bar.value() == 20
    assert titles(panel, MINE) == ["mine-1", "mine-2"]
    assert session.face.recipe == first.with_amount("smile", 1.0)
    put(renderer, session, ("mine-2", "Cold"))
    assert titles(panel, MINE) == ["mine-2"]
    assert panel.slider("mine-2").name() == "Cold"
    assert "mine-1" not in panel.rows


def test_a_slider_that_is_held_goes_on_through_a_rebuild(
    panel: DirectionsPanel, session: Session, start, renderer
):
    start()
    track = panel.slider("smile").track
    middle = track.rect().center()
    QTest.mousePress(track, LEFT, pos=middle)
    QTest.mouseMove(track, middle * 1.2)
    put(renderer, session, ("mine-1", "Freckles"))
    assert panel.slider("smile").in_gesture()
    QTest.mouseMove(track, middle * 1.4)
    QTest.mouseRelease(track, LEFT, pos=middle * 1.4)
    assert session.face.recipe.amount("smile") > 0.0
    assert session.face.undo_label == "Smile"
    session.face.undo()
    assert session.face.recipe.amount("smile") == 0.0


def test_new_rows_know_what_the_face_has(panel: DirectionsPanel, session: Session, start, renderer):
    start()
    put(renderer, session, ("mine-1", "Freckles"))
    session.face.edit(session.face.recipe.with_amount("mine-1", -1.25), "x")
    put(renderer, session)
    put(renderer, session, ("mine-1", "Freckles"))
    assert panel.slider("mine-1").value() == -1.25
    assert panel.list.sections[MINE].reset.isVisible()


def test_rename_delete_export_and_import(
    panel: DirectionsPanel, session: Session, start, renderer, monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
):  # fmt: skip
    start()
    put(renderer, session, ("mine-1", "Freckles"))
    entries = {action.text(): action for action in panel.make_menu("mine-1").actions()}
    assert {"Rename…", "Delete", "Export…"} <= set(entries)
    assert "Delete" not in [action.text() for action in panel.make_menu("smile").actions()]
    told: list[tuple[object, ...]] = []
    for name in ("rename", "delete", "export"):
        monkeypatch.setattr(
            session.own, name, lambda *args, name=name, **_: told.append((name, *args))
        )
    files = "facelab.ui.panels.directions.direction_files"
    monkeypatch.setattr(f"{files}.QInputDialog.getText", lambda *_, **__: (" Sun ", True))
    entries["Rename…"].trigger()
    entries["Delete"].trigger()
    kind = "With name and network (*.safetensors)"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "out"), kind))
    entries["Export…"].trigger()
    assert told == [
        ("rename", "mine-1", "Sun"),
        ("delete", "mine-1"),
        ("export", "mine-1", tmp_path / "out.safetensors"),
    ]
    assert session.settings.directions_folder == str(tmp_path)


AN_HOUR = 3_600_000


def test_rows_of_folded_sections_come_later_or_when_they_are_asked_for(
    panel: DirectionsPanel, start, qtbot: QtBot
):
    panel.list._later.setInterval(AN_HOUR)
    start()
    model = panel._session.model
    assert model is not None
    count = len(model.directions)
    made = panel.list.made
    assert "smile" in made
    assert "pca-1" not in made
    assert panel.list.sections["Found (PCA)"].isVisible()
    panel.list._later.start(0)
    panel.list._later.setInterval(0)
    qtbot.waitUntil(lambda: len(panel.list.made) == count)
    assert titles(panel, "Found (PCA)")[0] == "pca-1"


def test_unfolding_searching_and_asking_make_rows_at_once(panel: DirectionsPanel, start):
    panel.list._later.setInterval(AN_HOUR)
    start()
    assert "light" not in panel.list.made
    panel.list.sections["Light"].header.click()
    assert "light" in panel.list.made
    assert "pca-1" not in panel.list.made
    panel.search.setText("component 1")
    panel.list.search("component 1")
    assert panel.list.made["pca-1"].isVisible()


def test_a_row_that_comes_later_shows_the_face_as_it_is(
    panel: DirectionsPanel, session: Session, start, qtbot: QtBot
):
    panel.list._later.setInterval(AN_HOUR)
    start()
    assert "pca-1" not in panel.list.made
    session.face.edit(session.face.recipe.with_amount("pca-1", 1.5), "x")
    panel.list._later.start(0)
    qtbot.waitUntil(lambda: "pca-1" in panel.list.made)
    assert panel.list.made["pca-1"].slider.value() == 1.5
    qtbot.waitUntil(lambda: panel.list.sections["Found (PCA)"].reset.isVisible())


def test_a_direction_that_came_with_the_face_has_a_slider_and_can_be_kept(
    panel: DirectionsPanel, session: Session, start, monkeypatch: pytest.MonkeyPatch
):
    start()
    assert session.model is not None
    step = OwnStep("mine-cap", "Cap", Latent.from_array(np.ones(session.model.w_dim)))
    moved = session.face.recipe.with_amount("mine-cap", 1.5)
    session.face.edit(msgspec.structs.replace(moved, own=(step,)), "Open")
    assert titles(panel, MINE) == ["mine-cap"]
    slider = panel.slider("mine-cap")
    assert slider.value() == 1.5
    for value in (0.0, -0.5):  # on its way it lets go of the step, and has it again
        panel._on_amount_changed("mine-cap", value)
    session.face.end_gesture()
    assert panel.slider("mine-cap") is slider
    assert (session.face.recipe.amount("mine-cap"), session.face.recipe.own) == (-0.5, (step,))
    entries = {action.text(): action for action in panel.make_menu("mine-cap").actions()}
    assert not {"Rename…", "Delete", "Export…"} & set(entries)
    added: list[str] = []
    monkeypatch.setattr(session.own, "add", lambda direction: added.append(direction.id))
    entries["Add to Mine"].trigger()
    assert added == ["mine-cap"]
    session.face.undo()
    session.face.undo()
    assert titles(panel, MINE) == []
