from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from facelab.recipe import Recipe
from facelab.session import Session
from facelab.ui.panels.directions import DirectionsPanel


def shown(panel: DirectionsPanel) -> list[str]:
    return [name for name, row in panel.rows.items() if row.isVisible()]


def test_it_shows_without_writing_back(
    panel: DirectionsPanel, shows_without_writing: Callable[[], None]
):
    shows_without_writing()


def test_it_shows_amounts(panel: DirectionsPanel, session: Session, start, rich: Recipe):
    start()
    assert len(shown(panel)) == 4
    assert not panel.reset.isEnabled()
    session.face.edit(rich, "rich")
    assert panel.slider("pca-1").edit.text() == "1.23"
    assert panel.slider("pca-2").edit.text() == "-7.65"
    assert panel.slider("pca-3").edit.text() == "0.00"
    session.face.reset_edits()
    assert panel.slider("pca-2").edit.text() == "0.00"


def test_amounts_stay_in_sight_on_another_device(
    panel: DirectionsPanel, session: Session, start, rich: Recipe, qtbot: QtBot
):
    start()
    session.face.edit(rich, "rich")
    with qtbot.waitCallback() as loaded:
        session.model_changed.connect(loaded)
        session.set_device("cpu")
    assert panel.slider("pca-1").edit.text() == "1.23"
    assert panel.reset.isEnabled()


def test_a_typed_amount_may_lie_beyond_the_track(panel: DirectionsPanel, session: Session, start):
    start()
    slider = panel.slider("pca-3")
    slider.track.setFocus()
    QTest.keyClick(slider.track, Qt.Key.Key_5)
    QTest.keyClick(slider.edit, Qt.Key.Key_Return)
    assert session.face.recipe.amount("pca-3") == 5.0
    assert session.face.undo_label == "Component 3"


def test_reset_is_one_step(panel: DirectionsPanel, session: Session, start, rich: Recipe):
    start()
    session.face.edit(rich, "rich")
    panel.reset.click()
    assert session.face.recipe == rich.without_directions()
    assert session.face.undo_label == "Reset directions"
    session.face.undo()
    assert session.face.recipe == rich


def test_search_finds_and_says_when_there_is_nothing(panel: DirectionsPanel, start):
    start()
    panel.search.setText("component 3")
    assert shown(panel) == ["pca-3"]
    panel.search.setText("PCA")
    assert len(shown(panel)) == 4
    panel.search.setText("smile")
    assert shown(panel) == []
    assert panel.list.nothing.isVisible()
    panel.search.clear()
    assert len(shown(panel)) == 4
    assert not panel.list.nothing.isVisible()


def test_a_folded_section_opens_for_a_search_and_is_remembered(
    panel: DirectionsPanel, session: Session, start
):
    start()
    section = panel.list.sections["Found (PCA)"]
    section.header.click()
    assert session.settings.closed_sections == ("Found (PCA)",)
    assert shown(panel) == []
    panel.search.setText("2")
    assert shown(panel) == ["pca-2"]
    panel.search.clear()
    assert shown(panel) == []
    section.header.click()
    assert not session.settings.closed_sections


def test_the_menu_sets_the_layers_of_a_direction(panel: DirectionsPanel, session: Session, start):
    start()
    session.face.edit(session.face.recipe.with_amount("pca-1", 2.0), "x")
    menu = panel.make_menu("pca-1")
    entries = {action.text(): action for action in menu.actions()}
    layers = cast(QMenu, entries["Layers"].menu())
    titles = {action.text(): action for action in layers.actions() if action.text()}
    assert list(titles) == ["Default", "Coarse", "Middle", "Fine", "From … to …"]
    assert titles["Default"].isChecked()
    titles["Middle"].trigger()
    assert session.face.recipe.directions[0].layers == (4, 8)
    assert session.face.recipe.amount("pca-1") == 2.0
    assert session.face.undo_label == "Layers of Component 1"
    panel.make_menu("pca-1").actions()[0].trigger()
    assert session.face.recipe.amount("pca-1") == 0.0
