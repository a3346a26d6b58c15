"""Keys, hidden panels and full screen in each workspace."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QCursor
from pytestqt.qtbot import QtBot

from facelab.session import Session
from facelab.ui.window.main_window import MainWindow
from tests.ui.window.hand import press
from tests.ui.window.workspace_entries import ALL, TODAY, Key, Open, current, seen

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


# -- keys ----------------------------------------------------------------------------------------


def test_space_and_escape_mean_the_page(open_window: Open, session: Session, start):
    window = open_window(ALL)
    start(42)
    window.workspaces.show("explore")
    grid = window.panels["grid"]
    press(window, Key.Key_Space)
    press(window, Key.Key_C)
    assert session.face.recipe.seed == 42
    assert window.canvas.compare() == "off"
    grid.deep = True
    grid.field.setFocus()
    press(window, Key.Key_Escape)
    assert grid.faces.hasFocus()
    press(window, Key.Key_Escape)
    assert (grid.deep, current(window)) == (False, "explore")
    press(window, Key.Key_Escape)
    assert current(window) == "edit"
    assert window.focusWidget() is window.canvas
    press(window, Key.Key_Space)
    assert session.face.recipe.seed == 43
    window.workspaces.show("animate")
    press(window, Key.Key_Space)
    assert session.face.recipe.seed == 44


def test_escape_goes_back_where_a_page_was_opened(open_window: Open, session: Session, start):
    window = open_window(ALL)
    start(42)
    for name in ("animate", "explore", "library"):
        window.workspaces.show(name)
    press(window, Key.Key_Escape)
    assert current(window) == "explore"
    press(window, Key.Key_Escape)
    assert current(window) == "animate"
    press(window, Key.Key_Escape)
    assert current(window) == "animate", "here is the picture"
    press(window, Key.Key_G)
    press(window, Key.Key_G)
    assert current(window) == "animate"


def test_what_changes_the_face_goes_where_it_is_seen(open_window: Open, session: Session, start):
    window = open_window(ALL)
    start(42)
    for name in ("animate", "explore"):
        window.workspaces.show(name)
    session.face.set_seed(9)
    assert current(window) == "animate"


def test_the_keys_come_back_to_what_had_them(open_window: Open, start):
    window = open_window()
    start(42)
    track = window.panels["face"].psi.track
    track.setFocus()
    press(window, Key.Key_F8)
    press(window, Key.Key_Escape)
    assert window.focusWidget() is track


def test_a_panel_that_is_asked_for_opens_where_it_is_at_home(
    open_window: Open, session: Session, start
):
    window = open_window(ALL)
    start(42)
    window.workspaces.show("animate")
    press(window, Key.Key_H)
    assert current(window) == "edit"
    assert window.panels["history"].list.hasFocus()
    window.workspaces.show("animate")
    window.workspaces.show_panel("directions")
    assert current(window) == "animate", "it is offered here"
    assert "directions" in seen(window)


# -- hidden panels and full screen ---------------------------------------------------------------


def test_hidden_panels_stay_hidden_in_each(open_window: Open):
    window = open_window(ALL)
    window.commands["hide_panels"].trigger()
    window.workspaces.show("animate")
    assert seen(window) == set()
    window.workspaces.show("library")
    assert not window.commands["hide_panels"].isEnabled()
    window.workspaces.show("explore")
    assert window.commands["hide_panels"].isEnabled()
    assert seen(window) == set()
    window.commands["hide_panels"].trigger()
    assert seen(window) == {"choices"}
    window.workspaces.show("edit")
    assert seen(window) == TODAY


def test_full_screen_goes_from_one_to_another(open_window: Open, session: Session, start):
    window = open_window(ALL)
    start(42)
    bars = (window.menuBar(), window.toolbar, window.status)
    window.commands["full_screen"].trigger()
    for name in ("library", "explore", "animate", "explore"):
        window.workspaces.show(name)
        assert window.isFullScreen()
        assert seen(window) == set()
        assert not any(bar.isVisible() for bar in bars)
    press(window, Key.Key_Escape)
    assert not window.isFullScreen()
    assert current(window) == "explore"
    assert seen(window) == {"choices"}
    assert all(bar.isVisible() for bar in bars)


def test_the_pointer_at_an_edge_brings_the_bars_over_a_page_too(
    open_window: Open, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
):
    window = open_window(ALL)
    hidden = window.arrangement.hidden
    for timer in (hidden._come, hidden._go, hidden._look):
        timer.setInterval(0)
    at = [QPoint(300, 300)]
    monkeypatch.setattr(QCursor, "pos", lambda: window.mapToGlobal(at[0]))
    window.workspaces.show("explore")
    window.commands["full_screen"].trigger()
    assert not window.toolbar.isVisible()
    at[0] = QPoint(300, 0)
    qtbot.waitUntil(window.toolbar.isVisible)
    at[0] = QPoint(500, 500)
    qtbot.waitUntil(partial(bars_gone, window))
    at[0] = QPoint(0, 300)
    qtbot.waitUntil(window.arrangement.docks["choices"].isVisible)
    at[0] = QPoint(700, 500)
    qtbot.waitUntil(lambda: not seen(window))


def bars_gone(window: MainWindow) -> bool:
    return not window.toolbar.isVisible()
