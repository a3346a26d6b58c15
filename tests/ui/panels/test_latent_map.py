from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from facelab.recipe import Recipe
from facelab.session import Session
from facelab.ui.panels.latent_map import LatentMapPanel, first_axes

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> LatentMapPanel:
    made = LatentMapPanel(session)
    qtbot.addWidget(made)
    made.resize(290, 330)
    made.show()
    qtbot.waitExposed(made)
    return made


def at(panel: LatentMapPanel, x: float, y: float) -> QPoint:
    return panel.pad.widget_at(x, y).toPoint()


def test_it_shows_without_writing_back(
    panel: LatentMapPanel, shows_without_writing: Callable[[], None]
):
    shows_without_writing()


def test_it_takes_no_drag(panel: LatentMapPanel):
    assert not panel.pad.acceptDrops()
    assert not panel.pad.viewport().acceptDrops()


def test_the_first_two_directions_are_the_axes(panel: LatentMapPanel, start):
    assert not panel.pad.isEnabled()
    start()
    assert panel.axes() == ("pca-1", "pca-2")
    assert panel.pad.isEnabled()


def test_of_named_directions_the_axes_are_two_that_differ():
    assert first_axes(["smile", "mouth-open", "yaw"]) == ("yaw", "smile")
    assert first_axes(["smile", "mouth-open"]) == ("smile", "mouth-open")
    assert first_axes(["smile"]) is None


def test_a_drag_moves_both_amounts_in_one_step(panel: LatentMapPanel, session: Session, start):
    first = start()
    pad = panel.pad.viewport()
    QTest.mousePress(pad, LEFT, pos=at(panel, 0.0, 0.0))
    for step in (0.5, 1.0, 2.0):
        QTest.mouseMove(pad, at(panel, step, -step))
    QTest.mouseRelease(pad, LEFT, pos=at(panel, 2.0, -2.0))
    recipe = session.face.recipe
    assert recipe.amount("pca-1") == pytest.approx(2.0, abs=0.1)
    assert recipe.amount("pca-2") == pytest.approx(-2.0, abs=0.1)
    assert session.face.undo_label == "Latent map"
    session.face.undo()
    assert session.face.recipe == first


def test_two_drags_are_two_steps(panel: LatentMapPanel, session: Session, start):
    first = start()
    for x in (1.0, 2.0):
        QTest.mouseClick(panel.pad.viewport(), LEFT, pos=at(panel, x, 0.0))
    session.face.undo()
    assert session.face.recipe.amount("pca-1") == pytest.approx(1.0, abs=0.1)
    session.face.undo()
    assert session.face.recipe == first


def test_keys_move_the_point(panel: LatentMapPanel, session: Session, start):
    start()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up):
        QTest.keyClick(panel.pad, key)
    assert session.face.recipe.amount("pca-1") == pytest.approx(0.2)
    assert session.face.recipe.amount("pca-2") == pytest.approx(0.1)
    QTest.keyClick(panel.pad, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert session.face.recipe.amount("pca-1") == pytest.approx(0.19)
    QTest.keyClick(panel.pad, Qt.Key.Key_Home)
    assert not session.face.recipe.directions


def test_a_typed_amount_beyond_the_map_waits_at_its_edge(
    panel: LatentMapPanel, session: Session, start, rich: Recipe
):
    start()
    session.face.edit(rich, "rich")
    assert panel.pad._dot.x() == pytest.approx(1.23456)
    assert panel.pad._dot.y() == -3.0


def test_axes_are_chosen_swapped_and_remembered(
    panel: LatentMapPanel, session: Session, start, rich: Recipe
):
    start()
    session.face.edit(rich, "rich")
    panel.across.setCurrentIndex(2)
    assert panel.axes() == ("pca-3", "pca-2")
    assert session.settings.map_directions == ("pca-3", "pca-2")
    panel.swap.click()
    assert panel.axes() == ("pca-2", "pca-3")
    assert session.settings.map_directions == ("pca-2", "pca-3")
    assert session.face.recipe == rich


def test_reset_goes_to_the_middle(panel: LatentMapPanel, session: Session, start):
    start()
    session.face.edit(session.face.recipe.with_amount("pca-1", 2.0), "x")
    panel.reset.click()
    assert session.face.recipe.amount("pca-1") == 0.0
    assert session.face.undo_label == "Latent map"


def test_its_choices_follow_what_directions_there_are(
    panel: LatentMapPanel, session: Session, start, rich: Recipe, tmp_path: Path, qtbot: QtBot
):
    start()
    session.face.edit(rich, "rich")
    panel.across.setCurrentIndex(2)
    np.save(tmp_path / "mine.npy", np.ones(8))
    session.open_files([tmp_path / "mine.npy"])
    qtbot.waitUntil(lambda: panel.across.count() == 5)
    assert panel.axes() == ("pca-3", "pca-2"), "what was chosen stays"
    assert panel.across.itemText(0) == "mine"
    panel.across.setCurrentIndex(0)
    session.own.delete(session.own.directions()[0].id)
    qtbot.waitUntil(lambda: panel.across.count() == 4)
    assert panel.axes() == ("pca-1", "pca-2")
    assert session.face.recipe == rich


def test_the_dot_follows_a_hand_for_which_faces_are_too_slow(
    panel: LatentMapPanel, session: Session, start, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    start()
    pad = panel.pad.viewport()
    monkeypatch.setattr("facelab.ui.hand_pace.PACE_MS", 60_000)
    monkeypatch.setattr("facelab.ui.hand_pace.PATIENCE_MS", 60_000)
    QTest.mousePress(pad, LEFT, pos=at(panel, 0.0, 0.0))
    shown = panel.pad._dot.pos
    for step in (0.5, 1.0, 2.0):
        QTest.mouseMove(pad, at(panel, step, -step))
    qtbot.waitUntil(lambda: shown().x() == pytest.approx(2.0, abs=0.1))
    assert session.face.recipe.amount("pca-1") < 1.0
    panel.pad.show_point(0.0, 0.0)  # the face is still there
    assert shown().x() == pytest.approx(2.0, abs=0.1)
    QTest.mouseRelease(pad, LEFT, pos=at(panel, 2.0, -2.0))
    assert session.face.recipe.amount("pca-1") == pytest.approx(2.0, abs=0.1)
    panel.pad.show_point(0.5, 0.0)
    assert shown().x() == 0.5


@pytest.fixture
def dragged(panel: LatentMapPanel, session: Session, start, monkeypatch: pytest.MonkeyPatch):
    """A point that is held, at (2, -2), from (1, 0): faces are too slow for the hand."""
    start()
    monkeypatch.setattr("facelab.ui.hand_pace.PACE_MS", 60_000)
    monkeypatch.setattr("facelab.ui.hand_pace.PATIENCE_MS", 60_000)
    session.face.edit(session.face.recipe.with_amount("pca-1", 1.23456), "Typed")
    pad = panel.pad.viewport()
    QTest.mousePress(pad, LEFT, pos=at(panel, 1.0, 0.0))
    for step in (1.5, 2.0):
        QTest.mouseMove(pad, at(panel, step, -step))


def test_a_drag_ends_where_the_map_is_hidden(panel: LatentMapPanel, session: Session, dragged):
    panel.hide()
    assert session.face.recipe.amount("pca-1") == pytest.approx(2.0, abs=0.1)
    assert not session.face.in_gesture
    panel.show()
    session.face.undo()
    assert panel.pad._dot.x() == pytest.approx(1.23456)
    QTest.mouseMove(panel.pad.viewport(), at(panel, 0.0, 0.0))
    assert session.face.recipe.amount("pca-1") == 1.23456


def test_escape_takes_a_drag_back(panel: LatentMapPanel, session: Session, dragged):
    QTest.keyClick(panel.pad, Qt.Key.Key_Escape)
    assert session.face.recipe.amount("pca-1") == 1.23456
    assert panel.pad._dot.x() == pytest.approx(1.23456)
    assert session.face.undo_label == "Typed"
    assert not session.face.in_gesture
    QTest.mouseMove(panel.pad.viewport(), at(panel, 0.0, 0.0))
    QTest.mouseRelease(panel.pad.viewport(), LEFT, pos=at(panel, 0.0, 0.0))
    assert session.face.recipe.amount("pca-1") == 1.23456


def test_the_point_is_where_the_face_is_though_another_came_while_it_was_held(
    panel: LatentMapPanel, session: Session, start
):
    first = start()
    QTest.mousePress(panel.pad.viewport(), LEFT, pos=at(panel, 1.0, 0.0))
    session.face.open(first.with_amount("pca-1", -2.0), "Open")
    QTest.mouseRelease(panel.pad.viewport(), LEFT, pos=at(panel, 1.0, 0.0))
    assert panel.pad._dot.x() == -2.0


def test_shift_that_is_let_go_in_a_drag_makes_no_step(
    panel: LatentMapPanel, session: Session, dragged
):
    QTest.keyClick(panel.pad, Qt.Key.Key_Shift)
    assert session.face.in_gesture


def test_undo_ends_a_drag_and_takes_it_back(panel: LatentMapPanel, session: Session, dragged):
    QTest.keyClick(panel.pad, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    session.face.undo()  # as the window does
    assert session.face.recipe.amount("pca-1") == 1.23456
    assert panel.pad._dot.x() == pytest.approx(1.23456)
    assert session.face.redo_label == "Latent map"


def test_a_drag_ends_where_a_menu_opens(panel: LatentMapPanel, session: Session, dragged):
    lost = QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.PopupFocusReason)
    QApplication.sendEvent(panel.pad, lost)
    assert session.face.recipe.amount("pca-1") == pytest.approx(2.0, abs=0.1)
    assert not session.face.in_gesture
    QTest.mouseMove(panel.pad.viewport(), at(panel, 0.0, 0.0))
    assert session.face.recipe.amount("pca-1") == pytest.approx(2.0, abs=0.1)
