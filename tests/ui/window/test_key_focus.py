from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from facelab.session import Session
from facelab.ui.theme import Theme
from facelab.ui.widgets import SearchField
from facelab.ui.window.main_window import MainWindow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot: QtBot, session: Session, theme: Theme) -> MainWindow:
    made = MainWindow(session, theme)
    qtbot.addWidget(made)
    made.resize(1200, 900)
    made.show()
    qtbot.waitActive(made)
    return made


def click(window: MainWindow, widget: QWidget, at: QPoint | None = None) -> None:
    """A click as the window system sends it, so that it takes and leaves the focus as there."""
    place = widget.rect().center() if at is None else at
    QTest.mouseClick(
        window.windowHandle(), LEFT, Qt.KeyboardModifier.NoModifier, widget.mapTo(window, place)
    )
    QApplication.processEvents()


def press(window: MainWindow, key: Qt.Key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    """A key as the window system sends it, shortcuts too."""
    QTest.keyClick(window.windowHandle(), key, modifiers)
    QApplication.processEvents()


def controls(window: MainWindow) -> dict[str, QWidget]:
    """What a click gives the focus to, or did."""
    face, mixing = window.panels["face"], window.panels["mixing"]
    return {
        "noise": face.noise_mode._buttons["const"],
        "section": window.panels["directions"].list.sections["Found (PCA)"].header,
        "matrix": mixing.layers.matrix,
        "slider": face.psi.track,
        "map": window.panels["map"].pad,
        "combo": window.panels["map"].across,
        "strip": window.kept.strip.view,
        "number": face.psi.edit,
        "seed": face.seed.edit,
        "search": window.panels["directions"].search,
    }


@pytest.mark.parametrize(
    "name", ["noise", "section", "matrix", "slider", "map", "strip", "number", "seed", "search"]
)
def test_after_a_click_space_is_the_next_face(
    window: MainWindow, session: Session, start, name: str
):
    start(42)
    widget = controls(window)[name]
    # the matrix: beside the faces of its sources, which ask for others
    click(window, widget, QPoint(12, widget.height() - 12) if name == "matrix" else None)
    seed = session.face.recipe.seed
    assert seed is not None
    press(window, Qt.Key.Key_Space)
    assert session.face.recipe.seed == seed + 1


def test_a_control_reached_with_tab_has_space(window: MainWindow, session: Session, start):
    start(42)
    click(window, window.panels["face"].seed.edit)
    press(window, Qt.Key.Key_Tab)
    assert window.panels["face"].seed.previous_button.hasFocus()
    press(window, Qt.Key.Key_Space)
    assert session.face.recipe.seed == 41


def test_a_slider_that_was_clicked_has_the_arrows(window: MainWindow, session: Session, start):
    start(42)
    click(window, window.panels["face"].psi.track)
    before = session.face.recipe.truncation.psi
    press(window, Qt.Key.Key_Right)
    assert session.face.recipe.truncation.psi == pytest.approx(before + 0.05)
    press(window, Qt.Key.Key_Space)
    assert session.face.recipe.seed == 43


def searches(window: MainWindow) -> list[SearchField]:
    return [window.panels["directions"].search, window.kept.strip.search]


def test_escape_leaves_every_search(window: MainWindow, session: Session, start):
    start(42)
    for field in searches(window):
        click(window, field)
        assert field.hasFocus()
        press(window, Qt.Key.Key_S)
        assert field.text() == "s"
        press(window, Qt.Key.Key_Escape)
        assert window.canvas.hasFocus()
        assert field.text() == ""


def test_what_is_typed_in_a_search_keeps_its_spaces(window: MainWindow, session: Session, start):
    start(42)
    click(window, window.panels["directions"].search)
    for key in (Qt.Key.Key_A, Qt.Key.Key_Space, Qt.Key.Key_B):
        press(window, key)
    assert window.panels["directions"].search.text() == "a b"
    assert session.face.recipe.seed == 42


def test_undo_in_a_search_is_that_of_the_face(window: MainWindow, session: Session, start):
    first = start(42)
    session.face.edit(first.with_amount("pca-1", 1.0), "x")
    field = window.panels["directions"].search
    click(window, field)
    press(window, Qt.Key.Key_P)
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert session.face.recipe == first
    assert field.text() == "p"


def test_undo_in_a_seed_that_nobody_typed_is_that_of_the_face(
    window: MainWindow, session: Session, start
):
    first = start(42)
    session.face.next_face()
    click(window, window.panels["face"].seed.edit)
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert session.face.recipe == first


def test_a_click_on_a_button_leaves_a_field(window: MainWindow, session: Session, start):
    start(42)
    search = window.panels["directions"].search
    click(window, search)
    press(window, Qt.Key.Key_P)
    click(window, window.panels["face"].seed.next_button)
    assert session.face.recipe.seed == 43
    assert window.canvas.hasFocus()
    press(window, Qt.Key.Key_Space)
    assert session.face.recipe.seed == 44
    assert search.text() == "p"


def test_a_click_in_the_field_stays_there(window: MainWindow, start):
    start(42)
    search = window.panels["directions"].search
    click(window, search)
    press(window, Qt.Key.Key_P)
    click(window, search)
    assert search.hasFocus()


def test_escape_in_the_gallery_leaves_the_field_first(window: MainWindow, session: Session, start):
    start(42)
    window.commands["gallery"].trigger()
    page = window.kept.page
    for field in (page.top.search, page.find_row):
        field.setFocus()
        press(window, Qt.Key.Key_Escape)
        assert page.is_open()
        assert not field.hasFocus()
    press(window, Qt.Key.Key_Escape)
    assert not page.is_open()
    assert window.canvas.hasFocus()
    press(window, Qt.Key.Key_Space)
    assert session.face.recipe.seed == 43


def test_a_ring_is_for_those_who_came_by_keyboard(window: MainWindow, start):
    start(42)
    fixed = window.panels["face"].noise_mode._buttons["const"]
    thumb = window.panels["mixing"].rows["coarse"].thumb
    click(window, fixed)
    assert fixed.hasFocus()
    assert not fixed.ringed()
    press(window, Qt.Key.Key_G)
    press(window, Qt.Key.Key_G)
    assert fixed.hasFocus()
    assert not fixed.ringed(), "it has only come back"
    click(window, window.panels["face"].seed.edit)
    for _ in range(20):
        press(window, Qt.Key.Key_Tab)
        if thumb.hasFocus():
            break
    assert thumb.hasFocus()
    assert thumb.ringed()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_floating_panel_that_becomes_active_leaves_its_search_alone(
    window: MainWindow, session: Session, start, qtbot: QtBot
):
    start(42)
    dock = window.arrangement.docks["directions"]
    window.canvas.setFocus()
    dock.setFloating(True)
    assert QApplication.focusWidget() is window.canvas
    dock.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dock)
    assert QApplication.focusWidget() is dock
    QTest.keyClick(dock.windowHandle(), Qt.Key.Key_Space)
    assert session.face.recipe.seed == 43
    window.panels["directions"].search.setFocus()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    dock.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dock)
    assert QApplication.focusWidget() is dock


@pytest.mark.parametrize("how", ["close", "reset"])
def test_a_panel_that_goes_leaves_its_keys_to_the_picture(window: MainWindow, start, how: str):
    start(42)
    click(window, window.panels["face"].psi.track)
    assert window.panels["face"].psi.track.hasFocus()
    if how == "close":
        window.arrangement.docks["face"].close()
    else:
        window.commands["reset_layout"].trigger()
    assert QApplication.focusWidget() is window.canvas


@pytest.mark.qt_log_ignore(r"does not support raise\(\)")
@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the system does it, or has none")
@pytest.mark.parametrize("floats", [False, True])
def test_shift_f10_is_the_menu_key_of_what_has_the_focus(
    window: MainWindow, start, qtbot: QtBot, floats: bool
):
    start()
    asked: list[str] = []
    window.canvas.menu_requested.disconnect()
    window.canvas.menu_requested.connect(lambda at: asked.append("picture"))
    row = window.panels["directions"].rows["pca-1"]
    row.menu_wanted.disconnect()
    row.menu_wanted.connect(lambda at: asked.append("row"))
    dock = window.arrangement.docks["directions"]
    dock.setFloating(floats)
    for widget in (window.canvas, row.slider.track):
        widget.window().activateWindow()
        widget.setFocus()
        qtbot.waitUntil(widget.hasFocus)
        QTest.keyClick(
            widget.window().windowHandle(), Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier
        )
    qtbot.waitUntil(lambda: len(asked) == 2)
    assert asked == ["picture", "row"]
