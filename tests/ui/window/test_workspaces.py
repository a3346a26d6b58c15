"""Workspaces: one switch, and each with its own panels or its own page."""

from __future__ import annotations

import dataclasses
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from facelab.session import Session
from facelab.ui.widgets import SegmentedControl
from facelab.ui.window.main_window import MainWindow
from tests.ui.window.hand import press
from tests.ui.window.workspace_entries import (
    ALL,
    GRID,
    PLAIN,
    TIMELINE,
    TODAY,
    Key,
    Open,
    current,
    seen,
)

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def switch_of(window: MainWindow) -> SegmentedControl:
    (switch,) = window.toolbar.findChildren(SegmentedControl)
    return switch


# -- the switch ----------------------------------------------------------------------------------


def test_keys_and_the_mouse_switch(open_window: Open, start):
    window = open_window()
    start(42)
    switch, page = switch_of(window), window.kept.page
    assert switch.value() == "edit"
    press(window, Key.Key_F8)
    assert (switch.value(), page.isVisible(), seen(window)) == ("library", True, set())
    assert window.commands["gallery"].isChecked()
    assert not window.commands["edit_workspace"].isChecked()
    press(window, Key.Key_F5)
    assert (switch.value(), page.isVisible(), seen(window)) == ("edit", False, TODAY)
    press(window, Key.Key_F5)
    assert switch.value() == "edit"
    assert window.commands["edit_workspace"].isChecked(), "there is nothing to go back to"
    library, edit = switch._buttons["library"], switch._buttons["edit"]
    QTest.mouseClick(library, Qt.MouseButton.LeftButton)
    assert page.isVisible()
    assert not switch.isAncestorOf(window.focusWidget()), "a click takes the keys from nobody"
    QTest.mouseClick(library, Qt.MouseButton.LeftButton)
    assert page.isVisible()
    QTest.mouseClick(edit, Qt.MouseButton.LeftButton)
    assert not page.isVisible()
    assert window.focusWidget() is window.canvas


def test_the_keyboard_walks_through_the_switch(open_window: Open):
    window = open_window()
    switch = switch_of(window)
    switch._buttons["edit"].setFocus(Qt.FocusReason.TabFocusReason)
    press(window, Key.Key_Right)
    assert current(window) == "library"
    assert switch._buttons["library"].hasFocus()
    press(window, Key.Key_Left)
    assert current(window) == "edit"


def test_empty_workspaces_do_not_show(open_window: Open):
    window = open_window()
    assert [each.name for each in window.workspaces.held] == ["edit", "library"]
    press(window, Key.Key_F6)
    press(window, Key.Key_F7)
    assert current(window) == "edit"


def test_what_is_at_home_in_one_makes_it_show(open_window: Open):
    window = open_window((*PLAIN, GRID))
    assert switch_of(window).values() == ("edit", "explore", "library")
    press(window, Key.Key_F6)
    assert current(window) == "explore"
    assert window.panels["grid"].isVisible()
    assert window.panels["grid"].faces.hasFocus()


# -- each with its panels ------------------------------------------------------------------------


def test_each_has_its_panels_and_remembers_them(open_window: Open, session: Session, qtbot: QtBot):
    window = open_window(ALL)
    docks = window.arrangement.docks
    docks["history"].close()
    width = docks["directions"].width()
    window.workspaces.show("animate")
    assert seen(window) == {"timeline"}
    assert window.canvas.isVisible()
    lines = [a.text() for a in panels_menu(window) if a.isVisible()]
    assert lines == ["Directions", "Timeline"]
    window.arrangement.show_panel("directions")
    window.workspaces.show("explore")
    assert seen(window) == {"choices"}
    docks["choices"].setFloating(True)
    window.workspaces.show("edit")
    assert seen(window) == TODAY - {"history"}
    qtbot.waitUntil(lambda: docks["directions"].width() == width)
    window.workspaces.show("animate")
    assert seen(window) == {"timeline", "directions"}
    window.workspaces.show("explore")
    assert docks["choices"].isFloating()
    window.close()
    again = open_window(ALL)
    assert current(again) == "edit"
    assert seen(again) == TODAY - {"history"}
    again.workspaces.show("animate")
    assert seen(again) == {"timeline", "directions"}
    again.workspaces.show("explore")
    assert again.arrangement.docks["choices"].isFloating()


def test_a_panel_may_be_open_in_another_one_at_first(open_window: Open):
    entries = [
        dataclasses.replace(e, also_open_in=("animate",)) if e.name == "directions" else e
        for e in PLAIN
    ]
    window = open_window((*entries, TIMELINE))
    window.workspaces.show("animate")
    assert seen(window) == {"timeline", "directions"}
    window.arrangement.docks["directions"].close()
    window.workspaces.show("edit")
    assert seen(window) == TODAY
    window.workspaces.show("animate")
    assert seen(window) == {"timeline"}


def panels_menu(window: MainWindow) -> list[QAction]:
    actions = window.menuBar().actions()
    for title in ("&View", "&Panels"):
        menu = cast(QMenu, next(a.menu() for a in actions if a.text() == title))
        actions = menu.actions()
    return actions


def test_closed_in_another_workspace_edit_comes_back_as_it_was(open_window: Open, session: Session):
    window = open_window()
    window.arrangement.docks["map"].close()
    press(window, Key.Key_G)
    window.close()
    assert seen(open_window()) == TODAY - {"map"}


def test_reset_is_of_the_workspace_on_show(open_window: Open):
    window = open_window(ALL)
    window.arrangement.docks["map"].close()
    window.workspaces.show("animate")
    window.arrangement.docks["timeline"].close()
    window.commands["reset_layout"].trigger()
    assert seen(window) == {"timeline"}
    window.workspaces.show("edit")
    assert seen(window) == TODAY - {"map"}
    window.workspaces.show("library")
    assert not window.commands["reset_layout"].isEnabled()


def test_a_damaged_arrangement_is_the_first_one(open_window: Open, session: Session):
    session.change_settings(workspace_layouts={"animate": "no layout", "of a newer one": "x"})
    window = open_window(ALL)
    window.workspaces.show("animate")
    assert seen(window) == {"timeline"}


@pytest.mark.parametrize("size", [(1200, 760), (1008, 596)])
def test_a_wide_page_takes_nothing_from_the_panels(open_window: Open, size: tuple[int, int]):
    window = open_window((*PLAIN, GRID))
    window.resize(*size)
    window.commands["reset_layout"].trigger()
    QApplication.processEvents()
    window.panels["grid"].setMinimumWidth(1000)
    docks = window.arrangement.docks
    widths = {name: docks[name].width() for name in ("face", "directions")}
    for name in ("explore", "library"):
        window.workspaces.show(name)
        QApplication.processEvents()
        window.workspaces.show("edit")
        QApplication.processEvents()
        assert {name: docks[name].width() for name in widths} == widths


# -- before there is a face ----------------------------------------------------------------------


def test_the_offer_of_the_network_covers_the_picture_only(open_window: Open):
    from facelab.session import Phase, Stage

    window = open_window()
    window.stage._on_phase_changed(Phase(Stage.FETCHING, "Downloading", 0.1))
    assert window.stage.page.isVisible()
    window.stage.page.cancel_button.setFocus()
    press(window, Key.Key_F8)
    assert not window.stage.page.isVisible()
    assert window.kept.page.isVisible()
    press(window, Key.Key_F5)
    assert window.stage.page.isVisible()
    assert window.stage.page.cancel_button.hasFocus()
