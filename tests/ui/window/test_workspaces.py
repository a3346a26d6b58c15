"""Workspaces: one switch, and each with its own panels or its own page."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial
from typing import cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from facelab.session import Session
from facelab.ui.theme import Theme
from facelab.ui.widgets import SegmentedControl
from facelab.ui.window.main_window import MainWindow
from facelab.ui.window.panel_entries import ENTRIES
from facelab.ui.window.panel_entry import AnyEntry, PanelEntry, Parts, Place

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Key = Qt.Key
NONE, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea


class Grid(QWidget):
    """A page with a field, which a step leaves."""

    def __init__(self, _parts: Parts) -> None:
        super().__init__()
        self.field = QLineEdit(self)
        self.faces = QLabel("faces", self)
        self.faces.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.deep = False
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.faces)

    def take_keys(self) -> None:
        self.faces.setFocus()

    def escape(self) -> bool:
        was, self.deep = self.deep, False
        return was


GRID: AnyEntry = PanelEntry("grid", "Grid", "explore", "centre", Grid)
CHOICES: AnyEntry = PanelEntry(
    "choices", "Choices", "explore", Place(LEFT, 300), lambda _: QLabel("choices")
)
TIMELINE: AnyEntry = PanelEntry(
    "timeline", "Timeline", "animate", Place(BOTTOM, 180), lambda _: QLabel("timeline")
)


def also_in_animate(entry: AnyEntry) -> AnyEntry:
    return dataclasses.replace(entry, also_in=("animate",))


# Those of Edit and the Library, each at home only: here the other workspaces have their own.
PLAIN = tuple(
    dataclasses.replace(entry, also_in=(), also_open_in=())
    for entry in ENTRIES
    if entry.workspace in ("edit", "library")
)
ALL = (
    *(also_in_animate(e) if e.name == "directions" else e for e in PLAIN),
    GRID,
    CHOICES,
    TIMELINE,
)
Open = Callable[..., MainWindow]


@pytest.fixture
def open_window(session: Session, theme: Theme, qtbot: QtBot) -> Open:
    def show(entries: tuple[AnyEntry, ...] = PLAIN) -> MainWindow:
        window = MainWindow(session, theme, entries)
        qtbot.addWidget(window)
        window.resize(1200, 760)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        window.canvas.setFocus()
        return window

    return show


def press(window: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(window.focusWidget() or window, key, modifiers)


def seen(window: MainWindow) -> set[str]:
    return {name for name, dock in window.arrangement.docks.items() if dock.isVisible()}


def current(window: MainWindow) -> str:
    return window.workspaces.current


def switch_of(window: MainWindow) -> SegmentedControl:
    (switch,) = window.toolbar.findChildren(SegmentedControl)
    return switch


TODAY = {"face", "mixing", "map", "history", "directions", "kept"}


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
