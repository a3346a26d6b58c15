from __future__ import annotations

from typing import Literal

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from facelab.session import Session
from facelab.ui.theme import Theme, colors
from facelab.ui.window import docks as layout
from facelab.ui.window.dock_titles import DockTitle, FloatingEdge, NoTitle
from facelab.ui.window.main_window import MainWindow
from facelab.ui.window.panel_entries import ENTRIES

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def open_window(session: Session, theme: Theme, qtbot: QtBot) -> MainWindow:
    window = MainWindow(session, theme)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    return window


def areas(window: MainWindow) -> dict[str, tuple[Qt.DockWidgetArea, bool, bool]]:
    return {
        name: (window.dockWidgetArea(dock), dock.isFloating(), dock.isHidden())
        for name, dock in window.arrangement.docks.items()
    }


def in_front(window: MainWindow, name: str, qtbot: QtBot) -> bool:
    """Whether a panel is in front of the one that shares its place."""
    (other,) = {*BEHIND, *BEHIND.values()} - {name}
    seen, hidden = window.panels[name], window.panels[other]
    # What lies behind is visible to Qt all the same, but outside the window.
    qtbot.waitUntil(lambda: hidden.visibleRegion().isEmpty())
    return not seen.visibleRegion().isEmpty()


PLACES = {entry.name: place for entry in ENTRIES if (place := entry.dock_place()) is not None}
BEHIND = {name: place.behind for name, place in PLACES.items() if place.behind}
OPEN = {entry.name for entry in ENTRIES if entry.open_in("edit")}
FIRST = {name: (place.area, False, name not in OPEN) for name, place in PLACES.items()}


def test_at_first_all_panels_are_there(session: Session, theme: Theme, qtbot: QtBot):
    assert areas(open_window(session, theme, qtbot)) == FIRST


def test_the_layout_comes_back(session: Session, theme: Theme, qtbot: QtBot):
    window = open_window(session, theme, qtbot)
    docks = window.arrangement.docks
    docks["map"].close()
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, docks["directions"])
    docks["kept"].setFloating(True)
    window.resize(1000, 700)
    left = areas(window)
    window.close()
    assert session.settings.window_state
    again = open_window(session, theme, qtbot)
    # What floats is shown after its window, or it would lie behind.
    assert again.arrangement.docks["kept"].isHidden()
    qtbot.waitUntil(lambda: areas(again) == left)
    assert again.height() == 700  # the offscreen screen is narrower than the window


def test_reset_puts_everything_back(session: Session, theme: Theme, qtbot: QtBot):
    window = open_window(session, theme, qtbot)
    docks = window.arrangement.docks
    docks["map"].close()
    docks["kept"].setFloating(True)
    window.tabifyDockWidget(docks["face"], docks["directions"])
    window.toolbar.hide()
    window.commands["reset_layout"].trigger()
    assert areas(window) == FIRST
    assert window.toolbar.isVisible()
    assert not window.tabifiedDockWidgets(docks["face"])
    assert docks["face"].y() < docks["mixing"].y()
    assert docks["mixing"].y() < docks["map"].y()
    assert window.tabifiedDockWidgets(docks["map"]) == [docks["history"]]
    assert in_front(window, "map", qtbot)


def test_in_a_low_window_the_sliders_have_their_side_for_themselves(
    session: Session, theme: Theme, qtbot: QtBot
):
    window = open_window(session, theme, qtbot)
    docks = window.arrangement.docks
    window.resize(1024, 640)
    window.commands["reset_layout"].trigger()
    assert areas(window) == FIRST
    assert set(window.tabifiedDockWidgets(docks["mixing"])) == {docks["map"], docks["history"]}
    qtbot.waitUntil(lambda: window.panels["map"].visibleRegion().isEmpty())
    assert not window.panels["mixing"].rows["coarse"].visibleRegion().isEmpty()
    window.resize(1440, 900)
    window.commands["reset_layout"].trigger()
    assert not window.tabifiedDockWidgets(docks["mixing"])


def test_a_damaged_layout_is_the_first_one(session: Session, theme: Theme, qtbot: QtBot):
    session.change_settings(window_geometry="%%%", window_state="not base64 ünd so")
    assert areas(open_window(session, theme, qtbot)) == FIRST


def test_a_layout_of_an_older_facelab_is_the_first_one(
    session: Session, theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(layout, "LAYOUT_VERSION", 1)
    window = open_window(session, theme, qtbot)
    window.arrangement.docks["map"].close()
    window.close()
    monkeypatch.undo()
    again = open_window(session, theme, qtbot)
    assert areas(again) == FIRST
    assert again.panels["kept"].isVisible()


# Saved by the last facelab without workspaces: no map, the directions at the left, the face afloat,
# the kept faces behind the style mixing.
OLD_GEOMETRY = (
    "AdnQywADAAAAAAAAAAAAAAAABLMAAAL7AAAAAgAAAAIAAASxAAAC+QAAAAAAAAAAAyAAAAACAAAAAgAABLEAAAL5"
)
OLD_STATE = (
    "AAAA/wAAAAL9AAAAAQAAAAAAAAFIAAACnvwCAAAABPsAAAASAGQAbwBjAGsAXwBmAGEAYwBlAwAAAAIAAABFAAAA"
    "4QAAAL78AAAAQwAAANoAAAB1AQAAGvoAAAABAgAAAAL7AAAAFgBkAG8AYwBrAF8AbQBpAHgAaQBuAGcBAAAAAP//"
    "//8AAABaAP////sAAAASAGQAbwBjAGsAXwBrAGUAcAB0AQAAAAD/////AAAAWgD////8AAABIAAAASsAAABiAP//"
    "//oAAAABAgAAAAL7AAAAEABkAG8AYwBrAF8AbQBhAHAIAAAAAP////8AAAD4AP////sAAAAYAGQAbwBjAGsAXwBo"
    "AGkAcwB0AG8AcgB5AQAAAAD/////AAAAYgD////7AAAAHgBkAG8AYwBrAF8AZABpAHIAZQBjAHQAaQBvAG4AcwEA"
    "AAJOAAAAkwAAAIgA////AAADZQAAAp4AAAAEAAAABAAAAAEAAAAC/AAAAAEAAAACAAAAAQAAAA4AdABvAG8AbABi"
    "AGEAcgEAAAAA/////wAAAAAAAAAA"
)


def test_a_layout_of_before_there_were_workspaces_is_that_of_edit(
    session: Session, theme: Theme, qtbot: QtBot
):
    session.change_settings(window_geometry=OLD_GEOMETRY, window_state=OLD_STATE)
    window = open_window(session, theme, qtbot)
    docks = window.arrangement.docks
    left = Qt.DockWidgetArea.LeftDockWidgetArea

    def as_before() -> bool:
        return (
            docks["map"].isHidden()
            and window.dockWidgetArea(docks["directions"]) == left
            and docks["face"].isFloating()
            and not docks["face"].isHidden()
            and window.tabifiedDockWidgets(docks["mixing"]) == [docks["kept"]]
        )

    qtbot.waitUntil(as_before)
    window.workspaces.show("library")
    assert docks["face"].isHidden(), "what floats is of its workspace too"
    window.workspaces.show("edit")
    qtbot.waitUntil(as_before)
    window.workspaces.show("library")
    window.close()
    again = open_window(session, theme, qtbot)
    docks, window = again.arrangement.docks, again
    qtbot.waitUntil(as_before)


def test_panels_that_share_a_place_have_tabs_for_titles(
    session: Session, theme: Theme, qtbot: QtBot
):
    window = open_window(session, theme, qtbot)
    docks = window.arrangement.docks
    both = [docks[name] for pair in BEHIND.items() for name in pair]
    qtbot.waitUntil(lambda: all(isinstance(dock.titleBarWidget(), NoTitle) for dock in both))
    assert docks["face"].titleBarWidget() is None
    docks["history"].setFloating(True)
    qtbot.waitUntil(lambda: all(dock.titleBarWidget() is None for dock in both))
    docks["history"].setFloating(False)
    qtbot.waitUntil(lambda: isinstance(docks["map"].titleBarWidget(), NoTitle))
    docks["history"].close()
    qtbot.waitUntil(lambda: docks["map"].titleBarWidget() is None)


def test_a_panel_behind_another_comes_to_the_front(session: Session, theme: Theme, qtbot: QtBot):
    window = open_window(session, theme, qtbot)
    window.arrangement.show_panel("history")
    assert in_front(window, "history", qtbot)
    toggle = window.arrangement.docks["map"].toggleViewAction()
    toggle.trigger()
    toggle.trigger()
    assert in_front(window, "map", qtbot)


def test_kept_faces_have_their_controls_in_the_title(session: Session, theme: Theme, qtbot: QtBot):
    window = open_window(session, theme, qtbot)
    dock = window.arrangement.docks["kept"]
    title = dock.titleBarWidget()
    assert isinstance(title, DockTitle)
    assert title.name.text() == "Kept faces"
    assert title.isAncestorOf(window.kept.strip.search)
    title.floats.click()
    assert dock.isFloating()
    assert window.kept.strip.search.isVisible()
    title.floats.click()
    assert not dock.isFloating()
    title.closes.click()
    assert dock.isHidden()


def test_a_higher_window_gives_its_room_to_the_lists(session: Session, theme: Theme, qtbot: QtBot):
    window = open_window(session, theme, qtbot)
    window.resize(1024, 640)
    before, mixing = window.panels["face"].height(), window.panels["mixing"].height()
    window.resize(1024, 1000)
    qtbot.waitUntil(lambda: window.panels["directions"].height() > 700)
    assert window.panels["mixing"].height() > mixing
    assert window.panels["face"].height() == before


def test_unfolded_layers_get_room_and_give_it_back(
    session: Session, theme: Theme, start, qtbot: QtBot
):
    window = open_window(session, theme, qtbot)
    start()
    window.resize(1200, 900)
    window.commands["reset_layout"].trigger()
    mixing = window.arrangement.docks["mixing"]
    qtbot.waitUntil(lambda: mixing.height() < 320)
    folded = mixing.height()
    window.panels["mixing"].layers.header.click()
    qtbot.waitUntil(lambda: mixing.height() > folded + 60)
    window.panels["mixing"].layers.header.click()
    qtbot.waitUntil(lambda: mixing.height() < folded + 60)


def test_full_screen_is_a_switch_and_the_menu_follows(session: Session, theme: Theme, qtbot: QtBot):
    window = open_window(session, theme, qtbot)
    action = window.commands["full_screen"]
    action.trigger()
    assert window.isFullScreen()
    window.showNormal()
    qtbot.waitUntil(lambda: not action.isChecked())
    window.showMaximized()
    action.trigger()
    assert window.isFullScreen()
    qtbot.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert not window.isFullScreen()
    assert window.isMaximized()


def test_it_works_at_its_smallest(session: Session, theme: Theme, qtbot: QtBot):
    window = open_window(session, theme, qtbot)
    window.resize(1024, 640)
    assert (window.width(), window.height()) == (1024, 640)
    assert window.canvas.width() >= 300
    assert window.canvas.height() >= 300
    assert window.panels["face"].width() >= 220
    assert window.kept.strip.search.width() >= 90
    assert window.kept.strip.view.height() >= 90
    for name in ("face", "mixing", "directions", "map", "kept"):
        assert window.panels[name].isVisible(), name
    window.kept.strip.count.setText("1,234 faces")
    qtbot.waitUntil(lambda: not window.kept.strip.count.is_elided())


def test_a_floating_panel_has_an_edge(session: Session, theme: Theme, qtbot: QtBot):
    window = open_window(session, theme, qtbot)
    dock = window.arrangement.docks["map"]
    edge = dock.findChild(FloatingEdge)
    assert edge is not None
    assert not edge.isVisible()
    dock.setFloating(True)
    qtbot.waitUntil(edge.isVisible)
    dock.resize(300, 333)
    assert edge.rect() == dock.rect()
    assert dock.grab().toImage().pixelColor(0, 100) != QColor(colors().panel)
    assert edge.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    dock.setFloating(False)
    assert not edge.isVisible()


def test_panels_come_back_on_a_screen_that_is_there(session: Session, theme: Theme, qtbot: QtBot):
    window = open_window(session, theme, qtbot)
    dock = window.arrangement.docks["map"]
    dock.setFloating(True)
    dock.move(5000, 4000)
    window.move(4000, 4000)
    window.close()
    again = open_window(session, theme, qtbot)
    screen = again.screen().availableGeometry()
    found = again.arrangement.docks["map"]
    assert found.isFloating()
    assert screen.contains(found.frameGeometry().topLeft())
    seen = screen.intersected(again.frameGeometry())
    assert seen.width() > 300
    assert again.frameGeometry().top() >= screen.top()
    # One that is opened later, too.
    found.close()
    found.move(5000, 4000)
    found.show()
    assert screen.contains(found.frameGeometry().topLeft())


@pytest.mark.parametrize("room", [(1440, 900), (1024, 640), (720, 450), (1920, 1080)])
def test_the_first_window_leaves_room_for_its_frame(
    session: Session, theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, room
):
    class Screen:
        def availableSize(self) -> QSize:
            return QSize(*room)

    monkeypatch.setattr(MainWindow, "screen", lambda self: Screen())
    window = MainWindow(session, theme)
    qtbot.addWidget(window)
    assert window.width() + layout.FRAME[0] <= room[0]
    assert window.height() + layout.FRAME[1] <= room[1]
    assert window.minimumWidth() <= window.width()
    assert window.minimumHeight() <= window.height()


def test_a_row_more_in_the_face_panel_covers_nothing(
    session: Session, theme: Theme, start, qtbot: QtBot
):
    window = open_window(session, theme, qtbot)
    start()
    window.resize(1200, 900)
    window.commands["reset_layout"].trigger()
    face, mixing = window.arrangement.docks["face"], window.arrangement.docks["mixing"]
    row = window.panels["face"].noise_seed
    first = mixing.y()

    def use_noise(mode: Literal["const", "random"]) -> None:
        session.face.edit(session.face.recipe.with_noise(mode=mode), "Fine noise")

    for _ in range(2):
        use_noise("random")
        qtbot.waitUntil(lambda: mixing.y() > first)
        assert mixing.y() > face.geometry().bottom()
        assert row.visibleRegion().boundingRect() == row.rect()
        use_noise("const")
        qtbot.waitUntil(lambda: mixing.y() == first)
    use_noise("random")
    qtbot.waitUntil(lambda: mixing.y() > first)
    window.commands["reset_layout"].trigger()
    qtbot.waitUntil(lambda: mixing.y() > face.geometry().bottom())
    assert row.visibleRegion().boundingRect() == row.rect()
