from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from facelab.session import Session
from facelab.ui.panels.directions import DirectionsPanel
from tests.ui.conftest import FakeRenderer
from tests.ui.panels.directions.named import NamedRenderer


@pytest.fixture
def renderer() -> NamedRenderer:
    return NamedRenderer()


def test_showing_a_limit_writes_nothing_back(panel: DirectionsPanel, session: Session, start):
    first = start()
    session.face.edit(first.with_guard(0.876543), "guarded")
    assert session.face.recipe.guard == 0.876543
    assert session.face.redo_label is None
    assert panel.guard.switch.isChecked()
    assert panel.guard.limit.edit.text() == "0.88"
    session.face.undo()
    assert session.face.recipe == first
    assert not panel.guard.switch.isChecked()
    assert not panel.guard.limit.isEnabled()


def test_switched_on_it_begins_where_faces_end(panel: DirectionsPanel, session: Session, start):
    first = start()
    panel.guard.switch.click()
    assert session.face.recipe.guard == 1.3
    assert session.face.undo_label == "Stay within"
    assert panel.guard.limit.isEnabled()
    panel.guard.switch.click()
    assert session.face.recipe == first
    assert session.face.undo_label == "No limit"


def test_the_limit_is_moved_in_one_step(panel: DirectionsPanel, session: Session, start):
    start()
    panel.guard.switch.click()
    track = panel.guard.limit.track
    track.setFocus()
    QTest.keyClick(track, Qt.Key.Key_Left)
    QTest.keyClick(track, Qt.Key.Key_End)
    assert session.face.recipe.guard == 2.0
    session.face.undo()
    session.face.undo()
    assert session.face.recipe.guard == 1.3


def test_it_says_how_far_the_face_is(panel: DirectionsPanel, session: Session, start, rest):
    start()
    session.face.edit(session.face.recipe.with_truncation(psi=0.0), "average")
    rest()
    readout = panel.guard.readout
    assert readout.text() == "0.00 σ from the average"
    assert readout._tone == "text_dim"
    session.face.edit(session.face.recipe.with_amount("pca-1", 12.0), "far")
    rest()
    assert readout._tone == "warning"
    assert "held" not in readout.text()


def test_it_says_when_it_held_an_edit(panel: DirectionsPanel, session: Session, start, rest):
    start()
    near = session.face.recipe.with_truncation(psi=0.0).with_amount("pca-1", 12.0)
    session.face.edit(near.with_guard(1.0), "held")
    rest()
    assert session.frame is not None
    share = round(100 * session.frame.share)
    assert 0 < share < 100
    assert panel.guard.readout.text() == f"1.00 σ from the average, reduced to {share}%"
    assert "Directions are reduced" in panel.guard.readout.toolTip()
    far = near.with_truncation(psi=2.0).with_guard(0.1)
    session.face.edit(far, "beyond")
    rest()
    if session.frame.share < 0.005:
        assert "by itself" in panel.guard.readout.toolTip()


class TestWithoutNames:
    @pytest.fixture
    def renderer(self) -> FakeRenderer:
        return FakeRenderer()

    def test_there_is_neither_limit_nor_padlock(self, panel: DirectionsPanel, start):
        start()
        assert not panel.guard.isVisible()
        assert not panel.locks.isVisible()
        assert all(not row.lock.isVisible() for row in panel.rows.values())
        row = panel.rows["pca-1"]
        assert row.slider.geometry().right() + 1 == row.reset.x(), "their room is not kept"
