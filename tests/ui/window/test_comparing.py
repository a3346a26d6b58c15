from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from facelab.session import Message, Session
from facelab.ui.dialogs.compare_two import CompareTwo
from facelab.ui.theme import Theme
from facelab.ui.window.main_window import MainWindow

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot: QtBot, session: Session, theme: Theme) -> MainWindow:
    made = MainWindow(session, theme)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitActive(made)
    return made


def press(window: MainWindow, key: Qt.Key, shift: bool = False) -> None:
    modifiers = SHIFT if shift else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(window.focusWidget() or window, key, modifiers)


def test_a_and_b_by_keys(window: MainWindow, session: Session, start):
    first = start(42)
    press(window, Qt.Key.Key_A, shift=True)
    press(window, Qt.Key.Key_Space)
    press(window, Qt.Key.Key_B)
    second = session.face.recipe
    assert (session.slots.get("A"), session.slots.get("B")) == (first, second)
    seen = []
    for key in (Qt.Key.Key_A, Qt.Key.Key_B, Qt.Key.Key_X, Qt.Key.Key_X):
        press(window, key)
        seen.append(session.face.recipe)
    assert seen == [first, second, first, second]
    assert session.face.undo_label == "Show B"
    press(window, Qt.Key.Key_Space)
    press(window, Qt.Key.Key_X)
    assert session.face.recipe == first, "from any other face to A"


def test_back_and_forth_with_one_slot_only(window: MainWindow, session: Session, start):
    first = start(42)
    told: list[Message] = []
    session.message.connect(told.append)
    press(window, Qt.Key.Key_X)
    assert told[0].what == "A and B are empty"
    press(window, Qt.Key.Key_B, shift=True)
    press(window, Qt.Key.Key_Space)
    press(window, Qt.Key.Key_X)
    assert session.face.recipe == first
    press(window, Qt.Key.Key_X)
    assert session.face.recipe == first


def test_slots_in_the_tool_bar(window: MainWindow, session: Session, start):
    first = start(42)
    button = window.slots_bar.buttons["A"]
    assert button.isVisible()
    assert window.toolbar.isAncestorOf(button)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert session.slots.get("A") == first
    assert button.is_on_show()


def test_a_and_b_side_by_side_once_both_are_there(
    window: MainWindow, session: Session, start, qtbot: QtBot
):
    first = start(42)
    command = window.commands["compare_slots"]
    session.slots.store("A", first)
    assert not command.isEnabled()
    session.slots.store("B", first.with_seed(7))
    assert command.isEnabled()
    command.trigger()
    (dialog,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, CompareTwo))
    qtbot.waitUntil(lambda: all(view.has_image() for view in dialog.views))
    assert dialog.windowTitle() == "A: seed 42 and B: seed 7"
    dialog.buttons[1].click()
    assert session.face.recipe.seed == 7
    dialog.close()
    session.slots.clear("B")
    assert not command.isEnabled()
