from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from facelab.session import Session
from facelab.ui.theme import Theme
from facelab.ui.window import tips
from facelab.ui.window.main_window import MainWindow

# The window of a tooltip is raised, which the offscreen platform says it cannot.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

ROOM = QRect(0, 0, 1440, 900)


@pytest.fixture
def window(qtbot: QtBot, session: Session, theme: Theme) -> Iterator[MainWindow]:
    made = MainWindow(session, theme)
    qtbot.addWidget(made)
    made.resize(1300, 860)
    made.show()
    qtbot.waitActive(made)
    yield made
    QToolTip.hideText()
    made.tips._look_away()


def shown_tip() -> QWidget | None:
    found = [
        top
        for top in QApplication.topLevelWidgets()
        if top.objectName() == tips._TIP and top.isVisible()
    ]
    return found[0] if found else None


def rest_on(window: MainWindow, widget: QWidget) -> QWidget | None:
    """What Qt does once the mouse has rested on a widget."""
    window.tips._watch()
    at = widget.rect().center()
    event = QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at))
    QApplication.sendEvent(widget, event)
    return shown_tip()


def on_screen(widget: QWidget) -> QRect:
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())


def test_no_tooltip_of_a_panel_covers_the_panel_or_takes_the_mouse(window: MainWindow, start):
    start(42)
    seen = 0
    for dock in window.arrangement.docks.values():
        for widget in dock.findChildren(QWidget):
            if not widget.toolTip() or widget.visibleRegion().isEmpty():
                continue
            tip = rest_on(window, widget)
            if tip is None:
                continue  # a name that has a card instead
            seen += 1
            assert not on_screen(dock).intersects(tip.geometry()), widget.toolTip()
            assert window.screen().availableGeometry().contains(tip.geometry())
            flags = tip.windowHandle().flags()
            assert flags & Qt.WindowType.WindowTransparentForInput
            QToolTip.hideText()
    assert seen > 30


def test_a_tooltip_that_goes_on_to_the_next_control_stays_beside(window: MainWindow, start):
    start(42)
    dock = window.arrangement.docks["face"]
    first = rest_on(window, window.panels["face"].psi.track)
    assert first is not None
    high = first.geometry().top()
    second = rest_on(window, window.panels["face"].cutoff.track)
    assert second is not None
    assert second.geometry().top() > high
    assert not on_screen(dock).intersects(second.geometry())


def test_nothing_is_watched_while_the_mouse_moves(window: MainWindow, start, qtbot: QtBot):
    start(42)
    handle = window.windowHandle()
    window.tips._rest.setInterval(1)
    QTest.mouseMove(handle, QPoint(300, 400))
    qtbot.waitUntil(lambda: window.tips._watching)
    window.tips._rest.setInterval(tips.REST_MS)
    QTest.mouseMove(handle, QPoint(310, 400))
    assert not window.tips._watching


def test_the_tooltips_of_a_floating_panel_too(window: MainWindow, start, qtbot: QtBot):
    start(42)
    dock: QDockWidget = window.arrangement.docks["face"]
    dock.setFloating(True)
    qtbot.waitUntil(dock.isVisible)
    dock.move(300, 100)
    tip = rest_on(window, window.panels["face"].psi.track)
    assert tip is not None
    assert not on_screen(dock).intersects(tip.geometry())
    assert dock.windowHandle() in window.tips._handles


def test_the_tooltips_of_dialogs_too(window: MainWindow, start, qtbot: QtBot):
    start(42)
    window.move(0, 0)
    dialog = window.settings_dialog
    dialog.open_again()
    dialog.move(10, 100)
    qtbot.waitActive(dialog)
    qtbot.waitUntil(lambda: dialog.windowHandle() in window.tips._handles)
    seen = 0
    for widget in dialog.findChildren(QWidget):
        if widget.toolTip() and not widget.visibleRegion().isEmpty():
            tip = rest_on(window, widget)
            assert tip is not None
            assert not dialog.frameGeometry().intersects(tip.geometry()), widget.toolTip()
            assert tip.windowHandle().flags() & Qt.WindowType.WindowTransparentForInput
            QToolTip.hideText()
            seen += 1
    assert seen > 2
    dialog.close()


def test_beside_is_the_other_side_where_there_is_no_room():
    size, row = QSize(200, 60), QRect(20, 300, 100, 28)
    left, right = QRect(0, 100, 290, 600), QRect(1150, 100, 290, 600)
    assert tips.beside(left, row, size, ROOM, to_the_right=True).x() == 290 + tips.GAP
    assert tips.beside(right, row, size, ROOM, to_the_right=True).x() == 1150 - tips.GAP - 200
    low = QRect(20, 890, 100, 28)
    assert tips.beside(left, low, size, ROOM, to_the_right=True).y() == 900 - 60


def test_above_stays_on_the_screen():
    panel, size = QRect(290, 750, 800, 150), QSize(200, 60)
    at = tips.above(panel, QPoint(1080, 800), size, ROOM)
    assert QRect(at, size).bottom() < panel.top()
    assert at.x() + 200 <= panel.right() + 1
