from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from facelab.session import Message, Session
from facelab.ui.theme import Theme
from facelab.ui.window.hidden_panels import HiddenPanels
from facelab.ui.window.main_window import MainWindow
from tests.ui.window.workspace_entries import PLAIN

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def window(session: Session, theme: Theme, qtbot: QtBot) -> MainWindow:
    made = MainWindow(session, theme, PLAIN)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def hidden(window: MainWindow) -> HiddenPanels:
    made = window.arrangement.hidden
    for timer in (made._come, made._go):
        timer.setInterval(0)
    return made


def seen(window: MainWindow) -> list[str]:
    bars = {"menus": window.menuBar(), "toolbar": window.toolbar, "status": window.status}
    parts = window.arrangement.docks | bars
    return [name for name, part in parts.items() if part.isVisible()]


BARS = ["menus", "toolbar", "status"]


def test_all_panels_go_at_a_key_and_come_back_as_they_were(window: MainWindow, qtbot: QtBot):
    docks = window.arrangement.docks
    docks["history"].close()
    docks["kept"].setFloating(True)
    qtbot.waitUntil(lambda: docks["kept"].isFloating() and docks["mixing"].height() > 0)
    first = docks["mixing"].height()
    window.resizeDocks([docks["mixing"]], [first + 30], Qt.Orientation.Vertical)
    qtbot.waitUntil(lambda: docks["mixing"].height() > first)
    before = seen(window)
    places = {
        name: (dock.isFloating(), dock.size()) for name, dock in docks.items() if name in before
    }
    QTest.keyClick(window, Qt.Key.Key_Backslash, Qt.KeyboardModifier.ControlModifier)
    assert seen(window) == BARS
    QTest.keyClick(window, Qt.Key.Key_Backslash, Qt.KeyboardModifier.ControlModifier)
    assert seen(window) == before
    qtbot.waitUntil(
        lambda: all(
            places[name] == (docks[name].isFloating(), docks[name].size()) for name in places
        )
    )


def test_hidden_panels_are_there_again_at_the_next_start(
    window: MainWindow, session: Session, theme: Theme, qtbot: QtBot
):
    before = seen(window)
    window.commands["hide_panels"].trigger()
    window.close()
    again = MainWindow(session, theme, PLAIN)
    qtbot.addWidget(again)
    again.show()
    assert seen(again) == before
    assert not again.commands["hide_panels"].isChecked()


def test_reset_brings_them_back(window: MainWindow):
    before = seen(window)
    window.commands["hide_panels"].trigger()
    window.commands["reset_layout"].trigger()
    assert seen(window) == before
    assert not window.commands["hide_panels"].isChecked()


@pytest.mark.parametrize("afloat", [(), ("kept", "directions")])
def test_after_a_start_in_full_screen_panels_come_back_as_they_were(
    window: MainWindow, session: Session, theme: Theme, qtbot: QtBot, afloat: tuple[str, ...]
):
    docks = window.arrangement.docks
    docks["history"].close()
    for name in afloat:
        docks[name].setFloating(True)
    docks["directions"].close()
    before = {name: (dock.isHidden(), dock.isFloating()) for name, dock in docks.items()}
    window.commands["full_screen"].trigger()
    window.close()
    again = MainWindow(session, theme, PLAIN)
    qtbot.addWidget(again)
    again.show()
    qtbot.waitActive(again)
    for _ in range(3):
        QApplication.processEvents()  # what floats is shown after the window
    assert again.isFullScreen()
    assert seen(again) == []
    again.commands["full_screen"].trigger()
    docks = again.arrangement.docks
    assert {name: (dock.isHidden(), dock.isFloating()) for name, dock in docks.items()} == before


@pytest.mark.parametrize("were_hidden", [False, True])
def test_full_screen_is_the_face_alone_and_escape_brings_back_what_there_was(
    window: MainWindow, hidden: HiddenPanels, qtbot: QtBot, were_hidden: bool
):
    window.commands["hide_panels"].setChecked(were_hidden)
    before = seen(window)
    QTest.keyClick(window.canvas, Qt.Key.Key_F)
    assert window.isFullScreen()
    assert seen(window) == []
    assert window.commands["hide_panels"].isChecked()
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert not window.isFullScreen()
    assert seen(window) == before
    assert window.commands["hide_panels"].isChecked() == were_hidden


def test_in_full_screen_the_key_brings_the_panels(window: MainWindow, hidden: HiddenPanels):
    before = seen(window)
    window.commands["full_screen"].trigger()
    window.commands["hide_panels"].trigger()
    assert seen(window) == [name for name in before if name not in BARS]
    window.commands["full_screen"].trigger()
    assert seen(window) == before


@pytest.fixture
def point(monkeypatch: pytest.MonkeyPatch, window: MainWindow) -> Callable[[QPoint], None]:
    """Moves the pointer to a place in the window, over the face."""

    def move(at: QPoint) -> None:
        monkeypatch.setattr(QCursor, "pos", lambda: window.mapToGlobal(at))
        window.arrangement.hidden._on_pointer(held=False)

    return move


def test_a_pointer_at_an_edge_brings_what_belongs_there_until_it_is_on_the_face(
    window: MainWindow, hidden: HiddenPanels, point: Callable[[QPoint], None], qtbot: QtBot
):
    window.commands["full_screen"].trigger()
    qtbot.waitUntil(lambda: window.size() == window.screen().size())
    inside, docks = window.rect(), window.arrangement.docks
    face = inside.center()
    for at, there in (
        (QPoint(0, face.y()), "face"),
        (QPoint(inside.right(), face.y()), "directions"),
        (QPoint(face.x(), inside.bottom()), "kept"),
    ):
        point(at)
        qtbot.waitUntil(docks[there].isVisible)
        assert "toolbar" not in seen(window)
        point(face)
        qtbot.waitUntil(lambda: seen(window) == [])
    # Of panels that share a place the one that was in front is in front.
    point(QPoint(0, face.y()))
    qtbot.waitUntil(docks["map"].isVisible)
    qtbot.waitUntil(lambda: window.rect().intersects(docks["map"].geometry()))
    assert not window.rect().intersects(docks["history"].geometry())
    point(face)
    qtbot.waitUntil(lambda: seen(window) == [])
    point(QPoint(face.x(), 0))
    qtbot.waitUntil(window.menuBar().isVisible)
    assert not docks["face"].isVisible()
    point(face)
    qtbot.waitUntil(lambda: seen(window) == [])


def test_an_edge_whose_panels_all_float_is_no_edge_of_panels(
    window: MainWindow, hidden: HiddenPanels, point: Callable[[QPoint], None], qtbot: QtBot
):
    docks = window.arrangement.docks
    docks["directions"].setFloating(True)
    for name in ("kept", "history"):
        docks[name].close()
    window.commands["full_screen"].trigger()
    qtbot.waitUntil(lambda: window.size() == window.screen().size())
    inside = window.rect()
    point(QPoint(0, inside.center().y()))
    qtbot.waitUntil(docks["face"].isVisible)
    point(QPoint(inside.right(), inside.center().y()))
    qtbot.waitUntil(lambda: seen(window) == [])  # as if it was on the face
    point(QPoint(0, inside.bottom()))
    qtbot.waitUntil(docks["face"].isVisible)  # the corner is the left side's alone
    window.commands["full_screen"].trigger()
    assert docks["directions"].isVisible()
    assert docks["directions"].isFloating()


def test_a_pointer_at_an_edge_closes_nothing_and_what_was_closed_stays_so(
    window: MainWindow, hidden: HiddenPanels, point: Callable[[QPoint], None], qtbot: QtBot
):
    docks = window.arrangement.docks
    docks["history"].close()
    docks["directions"].close()
    before = seen(window)
    window.commands["full_screen"].trigger()
    qtbot.waitUntil(lambda: window.size() == window.screen().size())
    inside = window.rect()
    point(QPoint(0, inside.center().y()))
    qtbot.waitUntil(docks["face"].isVisible)
    assert hidden.before is not None
    assert not {"kept", "history", "directions"} & set(seen(window))
    point(inside.center())
    qtbot.waitUntil(lambda: seen(window) == [])
    window.commands["full_screen"].trigger()
    assert seen(window) == before


def test_the_way_out_is_told_once(window: MainWindow, session: Session):
    told: list[str] = []
    session.message.connect(lambda message: told.append(message.what))
    for _ in range(4):
        window.commands["full_screen"].trigger()
    assert told == ["Press Escape to leave full screen"]


@pytest.mark.parametrize("leave", ["key", "command"])
def test_the_way_out_is_said_no_longer_than_it_leads_out(
    window: MainWindow, session: Session, start, leave: str
):
    start(42)
    notice = window.canvas._notice
    window.commands["full_screen"].trigger()
    assert notice.isVisible()
    if leave == "key":
        QTest.keyClick(window.canvas, Qt.Key.Key_F)
    else:
        window.commands["full_screen"].trigger()
    assert not window.isFullScreen()
    assert not notice.isVisible()


def test_what_was_said_since_stays_when_full_screen_is_left(
    window: MainWindow, session: Session, start, qtbot: QtBot
):
    start(42)
    notice = window.canvas._notice
    window.commands["full_screen"].trigger()
    session.tell(Message("error", "It could not be opened.", "It is no picture."))
    window.commands["full_screen"].trigger()
    assert notice.isVisible()
    assert notice.what.text() == "It could not be opened."
    notice.close_button.click()
    QApplication.processEvents()
    assert not notice.isVisible(), "the way out does not come back after it"


def test_a_panel_that_is_asked_for_brings_the_others_back(window: MainWindow, start):
    start()
    before = seen(window)
    for ask in (
        window.commands["history"].trigger,
        window.arrangement.docks["map"].toggleViewAction().trigger,
    ):
        window.commands["hide_panels"].setChecked(True)
        assert seen(window) == BARS
        ask()
        QApplication.processEvents()
        assert seen(window) == before
        assert not window.commands["hide_panels"].isChecked()


def test_what_is_arranged_by_hand_while_panels_are_hidden_holds(
    window: MainWindow, hidden: HiddenPanels, point: Callable[[QPoint], None], qtbot: QtBot
):
    before, docks = seen(window), window.arrangement.docks
    window.commands["full_screen"].trigger()
    point(QPoint(0, window.rect().center().y()))
    qtbot.waitUntil(docks["mixing"].isVisible)
    docks["face"].close()
    qtbot.waitUntil(docks["directions"].isVisible)
    docks["mixing"].setFloating(True)
    window.commands["full_screen"].trigger()
    assert seen(window) == [name for name in before if name != "face"]
    assert docks["mixing"].isFloating()


def test_keys_of_what_is_hidden_go_to_the_face(
    window: MainWindow, session: Session, start, qtbot: QtBot
):
    start(42)
    window.activateWindow()
    qtbot.waitActive(window)
    window.panels["history"].list.setFocus()
    for command in ("hide_panels", "hide_panels"):
        window.commands[command].trigger()
        assert QApplication.focusWidget() is window.canvas


def test_panels_that_come_at_an_edge_are_as_they_were(
    window: MainWindow, hidden: HiddenPanels, point: Callable[[QPoint], None], qtbot: QtBot
):
    docks = window.arrangement.docks
    qtbot.waitUntil(lambda: docks["face"].height() > 0)
    width, height = docks["face"].width(), docks["face"].height()
    window.commands["full_screen"].trigger()
    point(QPoint(0, window.rect().center().y()))
    qtbot.waitUntil(docks["face"].isVisible)
    qtbot.waitUntil(lambda: (docks["face"].width(), docks["face"].height()) == (width, height))


def test_a_panel_that_is_closed_while_it_is_hidden_stays_closed_also_after_a_crash(
    window: MainWindow, session: Session, qtbot: QtBot
):
    layout = window.arrangement
    layout._save_soon.setInterval(0)
    for name, dock in layout.docks.items():
        dock.setVisible(name == "mixing")
    window.commands["hide_panels"].trigger()
    layout.save()
    remembered = session.settings.window_state
    layout.docks["mixing"].close()
    assert not layout.docks["mixing"].isVisible()
    qtbot.waitUntil(lambda: session.settings.window_state != remembered)
