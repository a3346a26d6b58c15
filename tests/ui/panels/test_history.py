from __future__ import annotations

from unittest.mock import Mock

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from facelab.recipe import Recipe
from facelab.session import Session
from facelab.ui.panels.history import STEP, HistoryPanel


@pytest.fixture
def told(session: Session, start, qtbot: QtBot):
    """A panel on two steps, and the rows that it is told to show anew."""
    panel = HistoryPanel(session)
    qtbot.addWidget(panel)
    face = start()
    session.face.edit(face.with_seed(5), "Seed")
    rows: list[int] = []
    panel.model.dataChanged.connect(lambda first, last: rows.extend((first.row(), last.row())))
    panel.told = rows  # type: ignore[attr-defined]
    return panel


def test_a_moving_hand_lays_out_the_list_once_and_at_its_end(told, session: Session):
    face = session.face.recipe
    first = next(iter(session.model.directions)).id  # type: ignore[union-attr]
    for step in range(1, 6):
        session.face.edit(face.with_amount(first, step / 10), "Smile", "smile")
    assert told.model.rowCount() == 3
    assert told.model.step(2).recipe == face.with_amount(first, 0.5)
    del told.told[:]
    session.face.edit(face.with_amount(first, 0.6), "Smile", "smile")
    assert told.told == []
    assert told.model.data(told.model.index(2), STEP).recipe.amount(first) == 0.6
    session.face.end_gesture()
    assert told.told == [2, 2]
    del told.told[:]
    session.face.history_changed.emit()
    assert told.told == []


def test_other_words_are_shown_under_the_hand(told, session: Session):
    face = session.face.recipe
    first = next(iter(session.model.directions)).id  # type: ignore[union-attr]
    session.face.edit(face.with_amount(first, 0.1), "Smile", "smile")
    del told.told[:]
    session.face.edit(face.with_amount(first, 0.0), "Smile", "smile")
    assert told.told == [2, 2]


def test_the_step_that_was_pressed_is_dragged_though_the_list_has_scrolled(
    told, session: Session, monkeypatch
):
    dragged: list[Recipe] = []
    monkeypatch.setattr("facelab.ui.panels.history.QDrag", Mock())
    monkeypatch.setattr("facelab.ui.panels.history.recipes_mime", dragged.extend)
    told.resize(200, 120)
    told.show()
    steps = told.list
    pressed = steps.indexAt(QPoint(40, 20)).data(STEP).recipe
    QTest.mousePress(steps.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, 20))
    for _ in range(6):
        session.face.next_face()
    QApplication.processEvents()
    assert steps.indexAt(QPoint(40, 20)).data(STEP).recipe != pressed
    at = QPointF(80, 60)
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    move = QMouseEvent(QEvent.Type.MouseMove, at, steps.mapToGlobal(at), left, left, none)
    QApplication.sendEvent(steps.viewport(), move)
    assert dragged == [pressed]
