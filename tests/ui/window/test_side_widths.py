"""Panels that a small window has squeezed, once the window is large again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from facelab.session import Session
from facelab.ui.theme import Theme
from facelab.ui.window.main_window import MainWindow
from facelab.ui.window.panel_entries import DIRECTIONS_WIDTH
from facelab.ui.window.panel_entry import SIDE_WIDTH

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
USUAL = (SIDE_WIDTH, DIRECTIONS_WIDTH)


@pytest.fixture
def opened(session: Session, theme: Theme, qtbot: QtBot):
    def open_one(width: int = 1440, height: int = 900) -> MainWindow:
        window = MainWindow(session, theme)
        qtbot.addWidget(window)
        window.show()
        qtbot.waitExposed(window)
        window.resize(width, height)
        return window

    return open_one


def widths(window: MainWindow) -> tuple[int, int]:
    docks = window.arrangement.docks
    return docks["face"].width(), docks["directions"].width()


def narrow(window: MainWindow, *sizes: int) -> None:
    docks = window.arrangement.docks
    both = [docks["face"], docks["directions"]]
    window.resizeDocks(both, list(sizes), Qt.Orientation.Horizontal)


def test_they_get_their_widths_back(opened, qtbot: QtBot):
    window = opened()
    window.commands["reset_layout"].trigger()
    qtbot.waitUntil(lambda: widths(window) == USUAL)
    window.resize(900, 640)
    narrow(window, 240, 250)
    qtbot.waitUntil(lambda: widths(window) < USUAL)
    window.resize(1440, 900)
    qtbot.waitUntil(lambda: widths(window) == USUAL)


def test_what_the_user_made_narrow_stays_so(opened, qtbot: QtBot):
    window = opened()
    narrow(window, 250, 300)
    qtbot.waitUntil(lambda: widths(window) == (250, 300))
    window.resize(900, 640)
    narrow(window, 235, 235)
    qtbot.waitUntil(lambda: widths(window) < (250, 300))
    window.resize(1440, 900)
    qtbot.waitUntil(lambda: widths(window) == (250, 300))


def test_a_layout_of_a_narrow_window_has_room_in_a_wide_one(opened, session, qtbot: QtBot):
    """As after a start at another scale."""
    window = opened(900, 640)
    narrow(window, 235, 235)
    qtbot.waitUntil(lambda: widths(window)[0] == 235)
    window.close()
    assert session.settings.window_width == 900
    again = opened(1440, 900)
    qtbot.waitUntil(lambda: widths(again) == USUAL)


def test_so_has_that_of_another_workspace(opened, qtbot: QtBot):
    window = opened(900, 640)
    narrow(window, 235, 235)
    qtbot.waitUntil(lambda: widths(window)[0] == 235)
    window.workspaces.show("explore")
    window.resize(1440, 900)
    window.workspaces.show("edit")
    qtbot.waitUntil(lambda: widths(window) == USUAL)


def test_the_face_panel_has_all_its_rows_again(opened, qtbot: QtBot):
    window = opened()
    window.commands["reset_layout"].trigger()
    docks = window.arrangement.docks
    face, mixing = docks["face"], docks["mixing"]
    window.setMinimumSize(300, 300)  # lower than what the panels need, as on a small screen
    window.resize(1440, 300)
    qtbot.waitUntil(lambda: mixing.y() < face.geometry().bottom())
    window.resize(1440, 900)
    qtbot.waitUntil(lambda: mixing.y() > face.geometry().bottom())
