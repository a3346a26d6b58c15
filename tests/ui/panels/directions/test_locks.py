from __future__ import annotations

from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from facelab.checkpoints.directions import Attribute
from facelab.engine.directions.edit_space import EditSpace
from facelab.recipe import Locks
from facelab.session import Session
from facelab.ui.panels.directions import DirectionsPanel
from facelab.ui.panels.directions.lock_button import LockButton, said_of
from facelab.ui.panels.directions.locks_strip import LocksStrip
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


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[QMenu]:
    """Menus that were opened; without a window system they cannot be shown."""
    menus: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _at: menus.append(menu))
    return menus


def choose(menus: list[QMenu], word: str) -> None:
    """Choose in the menu that was opened last."""
    next(a for a in menus[-1].actions() if a.text().startswith(f"{word}:")).trigger()


def test_a_click_offers_the_states_with_what_they_do(
    panel: DirectionsPanel, session: Session, start, opened: list[QMenu]
):
    start()
    lock = panel.rows["age"].lock
    for word, hold in (("Hold", "held"), ("Free", "free"), ("Auto", "auto")):
        QTest.mouseClick(lock, LEFT)
        choose(opened, word)
        assert session.face.recipe.locks.of("age") == hold == lock.hold()
        assert session.face.undo_label == f"Age: {word}"
    assert session.face.recipe.locks == Locks()


def test_shift_and_a_click_hold_and_let_go(panel: DirectionsPanel, session: Session, start):
    start()
    lock = panel.rows["age"].lock
    QTest.mouseClick(lock, LEFT, SHIFT)
    assert session.face.recipe.locks.held == ("age",)
    QTest.mouseClick(lock, LEFT, SHIFT)
    assert session.face.recipe.locks == Locks()


def test_the_keyboard_goes_through_the_states(
    panel: DirectionsPanel, session: Session, start, opened: list[QMenu]
):
    start()
    lock = panel.rows["smile"].lock
    lock.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(lock, Qt.Key.Key_Right)
    assert session.face.recipe.locks.held == ("smile",)
    QTest.keyClick(lock, Qt.Key.Key_Right)
    assert session.face.recipe.locks.held == ("smile",), "there is nothing beyond Hold"
    for _ in range(2):
        QTest.keyClick(lock, Qt.Key.Key_Left)
    assert session.face.recipe.locks.free == ("smile",)
    QTest.keyClick(lock, Qt.Key.Key_Return)
    assert opened[0].activeAction().text() == "Free: anything may change Smile"
    choose(opened, "Auto")
    assert session.face.recipe.locks == Locks()
    assert lock.accessibleName() == "Lock for Smile: Auto"


def test_a_state_says_what_it_does_in_one_line():
    assert said_of("held", "Smile") == "Hold: nothing changes Smile"
    assert said_of("auto", "Smile") == "Auto: other named directions leave Smile alone"
    assert said_of("free", "Smile") == "Free: anything may change Smile"


def test_the_menu_has_the_three_states(panel: DirectionsPanel, session: Session, start):
    start()
    entries = {action.text(): action for action in panel.make_menu("age").actions()}
    states = cast(QMenu, entries["Lock"].menu()).actions()
    assert [a.text().partition(":")[0] for a in states] == ["Free", "Auto", "Hold"]
    assert [a.isChecked() for a in states] == [False, True, False]
    states[2].trigger()
    assert session.face.recipe.locks.held == ("age",)
    assert session.face.undo_label == "Age: Hold"
    states[0].trigger()
    assert session.face.recipe.locks.free == ("age",)


def test_a_lock_is_dim_until_it_is_hovered_or_set(panel: DirectionsPanel, session: Session, start):
    first = start()
    row = panel.rows["age"]
    quiet = row.lock.grab().toImage()
    row.show_hovered(True)
    lit = row.lock.grab().toImage()
    row.show_hovered(False)
    assert row.lock.grab().toImage() == quiet != lit
    session.face.edit(first.with_lock("age", "held"), "x")
    held = row.lock.grab().toImage()
    session.face.edit(first.with_lock("age", "free"), "x")
    free = row.lock.grab().toImage()
    assert held not in (quiet, lit, free)
    assert free not in (quiet, lit)


def test_only_named_directions_have_a_lock(panel: DirectionsPanel, start):
    start()
    panel.list.sections["Found (PCA)"].header.click()
    assert panel.rows["smile"].lock.isVisible()
    found = panel.rows["pca-1"]
    assert found.isVisible()
    assert not found.lock.isVisible()
    assert found.slider.x() == panel.rows["smile"].slider.x() > 0, "but they line up"
    assert "Lock" not in [action.text() for action in panel.make_menu("pca-1").actions()]


def test_whole_attributes_have_the_same_control(
    panel: DirectionsPanel, session: Session, start, opened: list[QMenu]
):
    start()
    chip = panel.locks.chips["person"]
    assert panel.locks.isVisible()
    assert chip.text() == "Person"
    assert "Who." in chip.toolTip()
    QTest.mouseClick(chip, LEFT)
    choose(opened, "Free")
    assert session.face.recipe.locks.free == ("person",)
    chip.make_menu().actions()[2].trigger()
    assert session.face.recipe.locks.held == ("person",)
    assert session.face.undo_label == "Person: Hold"


@pytest.mark.parametrize("width", [200, 268, 340])
def test_whole_attributes_stay_in_their_row(qtbot: QtBot, width: int):
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    strip = LocksStrip(window)
    column.addWidget(strip)
    strip.show_space(cast(EditSpace, Wholes()))
    window.resize(width, 60)
    window.show()
    qtbot.waitExposed(window)
    assert window.width() == width
    chips = list(strip.chips.values())
    for chip in chips:
        assert strip.rect().contains(chip.geometry())
    assert not chips[0].geometry().intersects(chips[1].geometry())
    if width >= 268:
        assert [chip.title_shown() for chip in chips] == ["Identity", "Surroundings"]


class Wholes:
    wholes = (
        Attribute(id="identity", title="Identity", about="Who.", labels=("a",)),
        Attribute(id="surroundings", title="Surroundings", about="Where.", labels=("b",)),
    )


def test_showing_a_lock_emits_nothing(qtbot):
    lock = LockButton("Age")
    qtbot.addWidget(lock)
    told: list[str] = []
    lock.hold_wanted.connect(told.append)
    for hold in ("free", "held", "auto"):
        lock.set_hold(hold)
        assert lock.toolTip()
    assert told == []
