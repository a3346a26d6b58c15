from __future__ import annotations

from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from facelab.recipe import Locks
from facelab.session import Session
from facelab.ui.panels.directions import DirectionsPanel
from facelab.ui.panels.directions.lock_button import LockButton, next_hold
from tests.ui.panels.directions.named import NamedRenderer

LEFT, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def renderer() -> NamedRenderer:
    return NamedRenderer()


def test_showing_locks_writes_nothing_back(panel: DirectionsPanel, session: Session, start):
    first = start()
    locked = first.with_lock("age", "held").with_lock("smile", "free").with_lock("person", "held")
    session.face.edit(locked, "locked")
    assert session.face.recipe == locked
    assert session.face.redo_label is None
    assert panel.rows["age"].lock.hold() == "held"
    assert panel.rows["smile"].lock.hold() == "free"
    assert panel.locks.chips["person"].hold() == "held"
    session.face.undo()
    assert session.face.recipe == first
    assert panel.rows["age"].lock.hold() == panel.locks.chips["person"].hold() == "auto"


def test_a_click_lets_go_and_holds_again(panel: DirectionsPanel, session: Session, start):
    start()
    lock = panel.rows["age"].lock
    for hold, label in (("free", "Unlock Age"), ("auto", "Hold Age by itself")):
        QTest.mouseClick(lock, LEFT)
        assert session.face.recipe.locks.of("age") == hold == lock.hold()
        assert session.face.undo_label == label
    assert session.face.recipe.locks == Locks()


@pytest.mark.parametrize(
    ("hold", "click", "shift"),
    [("auto", "free", "held"), ("held", "free", "auto"), ("free", "auto", "held")],
)
def test_what_a_click_makes_of_a_lock(hold, click, shift):
    assert next_hold(hold, always=False) == click
    assert next_hold(hold, always=True) == shift


def test_the_keyboard_reaches_locks(panel: DirectionsPanel, session: Session, start):
    start()
    lock = panel.rows["smile"].lock
    lock.setFocus()
    QTest.keyClick(lock, Qt.Key.Key_Return)
    assert session.face.recipe.locks.free == ("smile",)
    QTest.keyClick(lock, Qt.Key.Key_Space)
    assert session.face.recipe.locks == Locks()
    assert "Lock of Smile: by itself" in lock.accessibleName()
    assert "held by itself" in lock.toolTip()


def test_the_menu_has_the_three_states(panel: DirectionsPanel, session: Session, start):
    start()
    entries = {action.text(): action for action in panel.make_menu("age").actions()}
    states = {a.text(): a for a in cast(QMenu, entries["Lock"].menu()).actions()}
    assert list(states) == ["By itself", "Always", "Never"]
    assert states["By itself"].isChecked()
    states["Always"].trigger()
    assert session.face.recipe.locks.held == ("age",)
    assert session.face.undo_label == "Lock Age"
    states["Never"].trigger()
    assert session.face.recipe.locks.free == ("age",)


def test_only_named_directions_have_a_padlock(panel: DirectionsPanel, start):
    start()
    panel.list.sections["Found (PCA)"].header.click()
    assert panel.rows["smile"].lock.isVisible()
    found = panel.rows["pca-1"]
    assert found.isVisible()
    assert not found.lock.isVisible()
    assert found.slider.x() == panel.rows["smile"].slider.x() > 0, "but they line up"
    assert "Lock" not in [action.text() for action in panel.make_menu("pca-1").actions()]


def test_whole_attributes_have_a_chip(panel: DirectionsPanel, session: Session, start):
    start()
    chip = panel.locks.chips["person"]
    assert panel.locks.isVisible()
    assert chip.text() == "Person"
    assert "Who." in chip.toolTip()
    QTest.mouseClick(chip, LEFT)
    assert session.face.recipe.locks.free == ("person",)
    chip.make_menu().actions()[1].trigger()
    assert session.face.recipe.locks.held == ("person",)
    assert session.face.undo_label == "Lock Person"


def test_showing_a_lock_emits_nothing(qtbot):
    lock = LockButton("Age")
    qtbot.addWidget(lock)
    told: list[str] = []
    lock.hold_wanted.connect(told.append)
    for hold in ("free", "held", "auto"):
        lock.set_hold(hold)
        assert lock.toolTip()
    assert told == []
