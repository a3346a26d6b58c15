"""A new panel is one entry: its dock, its lines in menus, its keys come of it alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu, QToolBar, QToolButton
from pytestqt.qtbot import QtBot

from facelab.session import Session
from facelab.ui.panels.slot_button import SlotButton
from facelab.ui.theme import Theme
from facelab.ui.widgets import SegmentedControl
from facelab.ui.window.command_table import table_of
from facelab.ui.window.commands import Command
from facelab.ui.window.main_window import MainWindow
from facelab.ui.window.panel_entries import ENTRIES
from facelab.ui.window.panel_entry import AnyEntry, PanelCommand, PanelEntry, Parts, Place

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class Presets(QLabel):
    """A panel that did not exist."""

    def __init__(self, parts: Parts) -> None:
        super().__init__("Older villain")
        self.session = parts.session
        self.called: list[object] = []


def apply(parts: Parts, panel: Presets) -> None:
    parts.workspaces.show_panel("presets")
    panel.called.append(parts.session)


def dummy(**more: Any) -> AnyEntry:
    entry: AnyEntry = PanelEntry(
        "presets", "Presets", "edit", Place(Qt.DockWidgetArea.RightDockWidgetArea, 200), Presets,
        commands=(
            PanelCommand(
                Command("apply_preset", "Appl&y preset", "Make any face a villain",
                        ("Ctrl+Shift+P",), plain_key="P", needs_face=True),
                "F&ace", apply, after="random_face"),
            PanelCommand(
                Command("freeze_presets", "Free&ze presets", "Let them be", checkable=True),
                "F&ace", lambda parts, panel, on: panel.called.append(on),
                after="apply_preset", apart=True),
        ),
        keys={"Presets": (("Enter", "Apply the preset"),), "Picture": (("Alt", "Peek"),)},
        needs_face=True,
    )  # fmt: skip
    return dataclasses.replace(entry, **more)


Open = Callable[..., MainWindow]


@pytest.fixture
def open_window(session: Session, theme: Theme, qtbot: QtBot) -> Open:
    def show(*entries: AnyEntry) -> MainWindow:
        window = MainWindow(session, theme, (*ENTRIES, *entries))
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        return window

    return show


def menu_of(window: MainWindow, *titles: str) -> list[str]:
    """The texts of a menu by the titles on the way to it; "" is a line."""
    actions = window.menuBar().actions()
    for title in titles:
        menu = cast(QMenu, next(a.menu() for a in actions if a.text() == title))
        actions = menu.actions()
    return [action.text().split("\t")[0] for action in actions if action.isVisible()]


def test_it_has_a_dock_and_a_line_that_shows_and_hides_it(open_window: Open, start):
    window = open_window(dummy())
    dock = window.arrangement.docks["presets"]
    assert dock.windowTitle() == "Presets"
    assert window.dockWidgetArea(dock) == Qt.DockWidgetArea.RightDockWidgetArea
    assert dock.isVisible()
    assert menu_of(window, "&View", "&Panels")[-1] == "Presets"
    panel = window.panels["presets"]
    assert not panel.isEnabled(), "there is no face yet"
    start(42)
    assert panel.isEnabled()
    dock.toggleViewAction().trigger()
    assert dock.isHidden()
    dock.toggleViewAction().trigger()
    assert dock.isVisible()


def test_its_commands_are_in_menus_and_act_by_keys(open_window: Open, session: Session, start):
    window = open_window(dummy())
    assert menu_of(window, "F&ace")[:8] == [
        "&Next face", "&Previous face", "&Random face", "Appl&y preset", "", "Free&ze presets", "",
        "&Looks",
    ]  # fmt: skip
    panel = window.panels["presets"]
    QTest.keyClick(window.canvas, Qt.Key.Key_P)
    assert panel.called == [], "there is no face yet"
    start(42)
    window.arrangement.docks["presets"].close()
    QTest.keyClick(window.canvas, Qt.Key.Key_P)
    assert panel.called == [session]
    assert window.arrangement.docks["presets"].isVisible()
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window.canvas, Qt.Key.Key_P, both)
    assert panel.called == [session] * 2
    window.commands["freeze_presets"].trigger()
    assert panel.called[-1] is True


def test_its_keys_are_in_the_list_of_keys():
    table = table_of((*ENTRIES, dummy()))
    groups = {group.title: dict(group.keys) for group in table.key_groups()}
    assert groups["Face"]["Ctrl+Shift+P / P"] == "Apply preset"
    assert groups["Presets"] == {"Enter": "Apply the preset"}
    assert groups["Picture"]["Alt"] == "Peek"
    assert "Wheel" in groups["Picture"]


def test_hiding_panels_hides_it(open_window: Open, start):
    window = open_window(dummy())
    start(42)
    dock = window.arrangement.docks["presets"]
    window.commands["hide_panels"].trigger()
    assert dock.isHidden()
    window.commands["hide_panels"].trigger()
    assert dock.isVisible()


def test_a_layout_of_before_it_existed_comes_back_with_it(
    open_window: Open, session: Session, qtbot: QtBot
):
    before = open_window()
    before.arrangement.docks["map"].close()
    before.addDockWidget(
        Qt.DockWidgetArea.LeftDockWidgetArea, before.arrangement.docks["directions"]
    )
    before.close()
    window = open_window(dummy())
    docks = window.arrangement.docks
    left = Qt.DockWidgetArea.LeftDockWidgetArea
    qtbot.waitUntil(lambda: window.dockWidgetArea(docks["directions"]) == left)
    assert docks["map"].isHidden()
    assert docks["presets"].isVisible(), "what is new is seen"


def test_it_shares_a_place_or_has_its_controls_in_its_title(open_window: Open):
    right = Qt.DockWidgetArea.RightDockWidgetArea
    window = open_window(dummy(place=Place(right, 200, behind="directions")))
    docks = window.arrangement.docks
    assert window.tabifiedDockWidgets(docks["directions"]) == [docks["presets"]]


# -- the first start -----------------------------------------------------------------------------


def things(bar: QToolBar) -> list[str]:
    """What can be used in a tool bar: each button, and what else takes a place in it."""
    found: list[str] = []
    for action in bar.actions():
        widget = bar.widgetForAction(action)
        if action.isSeparator() or widget is None or not widget.isVisible():
            continue
        if isinstance(widget, QToolButton):
            found.append(action.text())
        elif isinstance(widget, SegmentedControl):
            found.append(widget.accessibleName())
        else:
            found += [button.text() for button in widget.findChildren(SlotButton)]
    return found


def test_the_first_start_is_calm(open_window: Open, start):
    window = open_window()
    start(42)
    seen = {name for name, dock in window.arrangement.docks.items() if dock.isVisible()}
    assert seen == {"face", "mixing", "map", "history", "directions", "kept"}
    found = things(window.toolbar)
    assert {"Workspace", "A", "B"} < set(found)
    assert len(found) <= 12, found
    (switch,) = window.toolbar.findChildren(SegmentedControl)
    assert switch.values() == ("edit", "explore", "animate", "library"), (
        "empty workspaces do not show"
    )
    assert switch.value() == "edit"
    assert menu_of(window, "&View")[:3] == ["&Edit", "E&xplore", "A&nimate"]
