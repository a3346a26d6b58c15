"""Hands of the monkey: what they touch may go while they touch it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDockWidget, QLineEdit, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.monkey_hands import Hands

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Field(QLineEdit):
    """Notes its keys."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[tuple[str, int, Qt.KeyboardModifier]] = []

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() != QEvent.Type.ShortcutOverride:
            self.keys.append((event.type().name, event.key(), event.modifiers()))
        return super().event(event)


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    made.activateWindow()
    qtbot.waitActive(made)
    return made


@pytest.fixture
def dock(window: QMainWindow) -> QDockWidget:
    """A panel that floats."""
    made = QDockWidget("Panel", window)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, made)
    made.setFloating(True)
    made.show()
    return made


def test_a_combination_is_typed_as_on_a_keyboard(window: QMainWindow, qtbot: QtBot):
    field = Field()
    window.setCentralWidget(field)
    field.setFocus()
    qtbot.waitUntil(lambda: field.isVisible() and field.hasFocus())
    Hands().keys("Ctrl+Shift+Right")
    assert [(name, key) for name, key, _ in field.keys] == [
        ("KeyPress", Qt.Key.Key_Shift),
        ("KeyPress", Qt.Key.Key_Control),
        ("KeyPress", Qt.Key.Key_Right),
        ("KeyRelease", Qt.Key.Key_Right),
        ("KeyRelease", Qt.Key.Key_Control),
        ("KeyRelease", Qt.Key.Key_Shift),
    ]
    assert [held for _, key, held in field.keys if key == Qt.Key.Key_Right] == [CTRL | SHIFT] * 2


def test_a_panel_may_be_docked_while_ctrl_is_down(
    window: QMainWindow, dock: QDockWidget, qtbot: QtBot
):
    """Its window goes between Ctrl and A: sent to that, A ended the interpreter."""
    field = Field()
    field.setText("hair")
    dock.setWidget(field)
    dock.activateWindow()
    qtbot.waitActive(dock)
    field.setFocus()
    QTimer.singleShot(0, lambda: dock.setFloating(False))
    Hands().keys("Ctrl+A")
    assert not dock.isFloating()
    window.activateWindow()
    field.setFocus()
    Hands().keys("Ctrl+A")
    assert field.selectedText() == "hair"


class Board(QWidget):
    """Notes what the mouse does."""

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__()
        self.said: list[str] = []
        self.dock = dock

    def mousePressEvent(self, event: QEvent) -> None:
        self.said.append("press")

    def mouseReleaseEvent(self, event: QEvent) -> None:
        self.said.append("release")

    def mouseDoubleClickEvent(self, event: QEvent) -> None:
        self.said.append("double")
        self.dock.setFloating(False)


def test_two_clicks_are_a_double_click_that_may_dock_a_panel(dock: QDockWidget, qtbot: QtBot):
    board = Board(dock)
    dock.setWidget(board)
    dock.resize(200, 200)
    qtbot.waitUntil(lambda: board.height() > 100)
    Hands().double_click(board, QPoint(20, 20))
    assert board.said[:3] == ["press", "release", "double"]
    assert not dock.isFloating()
