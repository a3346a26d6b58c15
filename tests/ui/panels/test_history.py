from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

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
