"""Panels that a hand drags when they are to be arranged anew."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from facelab.session import Session
from facelab.ui.theme import Theme
from facelab.ui.window.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(session: Session, theme: Theme, qtbot: QtBot) -> MainWindow:
    made = MainWindow(session, theme)
    qtbot.addWidget(made)
    made.resize(1424, 860)
    made.show()
    qtbot.waitExposed(made)
    return made


def take(window: MainWindow, at: QPoint, by: QPoint) -> None:
    """Press, and move: in the window, since Qt's layout hears of it there."""
    handle = window.windowHandle()
    QTest.mousePress(handle, LEFT, pos=at)
    for share in (0.3, 0.6, 1.0):
        QTest.mouseMove(handle, at + by * share)
    QApplication.processEvents()


def take_an_edge(window: MainWindow) -> None:
    face = window.arrangement.docks["face"]
    right = face.mapTo(window, QPoint(face.width() + 1, 60))
    width = face.width()
    take(window, right, QPoint(40, 0))
    assert face.width() == width + 40


def take_a_panel(window: MainWindow) -> None:
    face = window.arrangement.docks["face"]
    take(window, face.mapTo(window, QPoint(60, 10)), QPoint(400, 300))
    assert face.isFloating()


def panels(window: MainWindow) -> dict[str, QRect]:
    docks = window.arrangement.docks.items()
    return {name: dock.geometry() for name, dock in docks if dock.isVisible()}


@pytest.mark.parametrize("drag", [take_an_edge, take_a_panel])
def test_what_is_dragged_is_dropped_before_panels_are_arranged(window: MainWindow, drag):
    def go(command: str) -> None:
        window.commands[command].trigger()
        QApplication.processEvents()

    for there, back in (("animate_workspace", "edit_workspace"), ("hide_panels", "hide_panels")):
        go(there)
        wanted = panels(window), window.canvas.geometry()
        go(back)
        drag(window)
        go(there)
        assert (panels(window), window.canvas.geometry()) == wanted
        QTest.mouseRelease(window.windowHandle(), LEFT)
        assert (panels(window), window.canvas.geometry()) == wanted
        go(back)
        go("reset_layout")
