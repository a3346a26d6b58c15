from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from facelab.errors import FacelabError
from facelab.export.recipe_file import write_recipe
from facelab.recipe import Recipe
from facelab.session import Message, Session
from facelab.ui.window.main_window import MainWindow
from tests.ui.window.hand import press, submenu

Wait = Callable[[], None]


@pytest.fixture
def settled(session: Session, qtbot: QtBot) -> Wait:
    """Wait until the full frame of the current face is on the canvas."""

    def wait() -> None:
        qtbot.waitUntil(lambda: not session.busy)

    return wait


def shown(window: MainWindow) -> NDArray[np.uint8]:
    """The pixels on the canvas."""
    pixels = window.canvas.displayed_pixels()
    assert pixels is not None
    return pixels


# -- before there is a face ----------------------------------------------------------------------


def test_without_a_face_nothing_can_be_edited(window: MainWindow, session: Session):
    assert not window.panels["face"].isEnabled()
    assert not window.commands["keep"].isEnabled()
    assert window.commands["quit"].isEnabled()
    assert window.commands["about"].isEnabled()
    press(window, Qt.Key.Key_Space)
    press(window, Qt.Key.Key_C)
    press(window, Qt.Key.Key_R)
    assert not session.face.has_recipe


def test_the_face_and_its_name_appear(window: MainWindow, session: Session, start):
    start(7)
    pixels = window.canvas.displayed_pixels()
    assert pixels is not None
    assert session.frame is not None
    assert np.array_equal(pixels, session.frame.pixels)
    assert window.windowTitle().startswith("seed 7")
    assert window.panels["face"].isEnabled()
    assert window.commands["keep"].isEnabled()


# -- keys ------------------------------------------------------------------------------------------


def test_plain_keys(window: MainWindow, session: Session, start, rich: Recipe):
    start(42)
    press(window, Qt.Key.Key_Space)
    assert session.face.recipe.seed == 43
    press(window, Qt.Key.Key_Backspace)
    press(window, Qt.Key.Key_Backspace)
    assert session.face.recipe.seed == 41
    session.face.edit(rich, "x")
    press(window, Qt.Key.Key_R)
    assert session.face.recipe == rich.without_edits()


def test_space_on_a_button_reached_with_tab_presses_it(window: MainWindow, session: Session, start):
    start(42)
    window.panels["face"].seed.edit.setFocus()
    press(window, Qt.Key.Key_Tab)
    assert window.panels["face"].seed.previous_button.hasFocus()
    press(window, Qt.Key.Key_Space)
    assert session.face.recipe.seed == 41


def test_space_on_a_slider_is_next_face(window: MainWindow, session: Session, start):
    start(42)
    window.panels["face"].psi.track.setFocus()
    press(window, Qt.Key.Key_Space)
    assert session.face.recipe.seed == 43


def test_letters_are_typed_into_fields(window: MainWindow, session: Session, start):
    first = start(42)
    window.panels["directions"].search.setFocus()
    for key in (Qt.Key.Key_W, Qt.Key.Key_R, Qt.Key.Key_Space, Qt.Key.Key_C):
        press(window, key)
    assert window.panels["directions"].search.text() == "wr c"
    assert session.face.recipe == first


def test_after_a_typed_seed_space_goes_on(window: MainWindow, session: Session, start):
    start(42)
    edit = window.panels["face"].seed.edit
    edit.setFocus()
    QTest.keyClick(edit, Qt.Key.Key_Return)
    press(window, Qt.Key.Key_Space)
    assert session.face.recipe.seed == 43


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_keys_reach_the_window_from_a_floating_panel(window: MainWindow, session: Session, start):
    start(42)
    dock = window.arrangement.docks["directions"]
    dock.setFloating(True)
    QTest.keyClick(window.panels["directions"].slider("pca-1").track, Qt.Key.Key_Space)
    assert session.face.recipe.seed == 43


def test_undo_and_redo_say_what(window: MainWindow, session: Session, start):
    start(42)
    undo, redo = window.commands["undo"], window.commands["redo"]
    assert not undo.isEnabled()
    press(window, Qt.Key.Key_Space)
    assert undo.text() == "&Undo Next face"
    undo.trigger()
    assert session.face.recipe.seed == 42
    assert redo.text() == "&Redo Next face"
    assert not undo.isEnabled()
    redo.trigger()
    assert session.face.recipe.seed == 43
    assert not redo.isEnabled()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_letters_in_an_open_menu_do_nothing_behind_it(
    window: MainWindow, session: Session, start, rich: Recipe
):
    start(42)
    session.face.edit(rich, "x")
    view = submenu(window, "&View")
    view.popup(window.mapToGlobal(QPoint(10, 30)))
    QTest.keyClick(view, Qt.Key.Key_R)
    QTest.keyClick(window, Qt.Key.Key_R)
    view.close()
    assert session.face.recipe == rich
    press(window, Qt.Key.Key_R)
    assert session.face.recipe == rich.without_edits()


# -- comparing -------------------------------------------------------------------------------------


def test_holding_c_shows_the_face_before(
    window: MainWindow, session: Session, start, settled: Wait, qtbot: QtBot
):
    first = start(42)
    plain = shown(window).copy()
    session.face.edit(first.with_amount("pca-1", 2.0), "x")
    settled()
    edited = shown(window).copy()
    assert not np.array_equal(plain, edited)
    QTest.keyPress(window.canvas, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: np.array_equal(shown(window), plain))
    QTest.keyRelease(window.canvas, Qt.Key.Key_C)
    assert np.array_equal(shown(window), edited)
    assert window.canvas.compare() == "off"


def test_the_wipe_is_a_switch(window: MainWindow, session: Session, start, qtbot: QtBot):
    start(42)
    press(window, Qt.Key.Key_W)
    assert window.canvas.compare() == "wipe"
    assert window.commands["wipe"].isChecked()
    qtbot.waitUntil(lambda: session.before.frame is not None)
    press(window, Qt.Key.Key_W)
    assert window.canvas.compare() == "off"


def test_the_face_before_is_never_that_of_another_face(
    window: MainWindow, session: Session, start, renderer, settled: Wait, qtbot: QtBot
):
    start(42)
    press(window, Qt.Key.Key_W)
    qtbot.waitUntil(lambda: session.before.frame is not None)
    press(window, Qt.Key.Key_W)
    session.face.set_seed(7)
    settled()
    QTest.keyPress(window.canvas, Qt.Key.Key_C)
    assert session.frame is not None
    assert np.array_equal(shown(window), session.frame.pixels)
    QTest.keyRelease(window.canvas, Qt.Key.Key_C)


# -- files and clipboard ---------------------------------------------------------------------------


def test_a_dropped_recipe_opens(
    window: MainWindow, session: Session, start, rich: Recipe, tmp_path: Path, qtbot: QtBot
):
    start(42)
    path = tmp_path / "face.json"
    write_recipe(path, rich)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    left = Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, left, none))
    qtbot.waitUntil(lambda: session.face.recipe == rich)
    assert window.commands["undo"].text() == "&Undo Open face.json"


def test_the_seed_and_the_picture_are_copied(
    window: MainWindow, session: Session, start, rich: Recipe, qtbot: QtBot
):
    start(42)
    clipboard = QApplication.clipboard()
    window.commands["copy_seed"].trigger()
    assert clipboard.text() == "42"
    window.commands["copy_picture"].trigger()
    qtbot.waitUntil(lambda: clipboard.image().size().width() == 64)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_right_click_on_the_picture_offers_what_can_be_done(
    window: MainWindow, session: Session, start, qtbot: QtBot
):
    start(42)
    at = window.canvas.rect().center()
    mouse = QContextMenuEvent.Reason.Mouse
    event = QContextMenuEvent(mouse, at, window.canvas.mapToGlobal(at))
    QApplication.sendEvent(window.canvas, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    next_face = next(a for a in menu.actions() if a.text().startswith("&Next face"))
    next_face.trigger()
    assert session.face.recipe.seed == 43
    menu.close()


def test_a_saved_file_is_shown_where_it_lies(
    window: MainWindow, session: Session, start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    start(42)
    there = [True, False]
    shown_files: list[Path] = []

    def show(path: Path) -> bool:
        shown_files.append(path)
        return there.pop(0)

    monkeypatch.setattr("facelab.ui.window.notices.show_in_folder", show)
    notice = window.canvas._notice
    for _ in range(2):
        session.tell(Message("info", "Saved a.png", file=tmp_path / "a.png"))
        assert notice.button.text() == "Show in folder"
        notice.button.click()
    assert shown_files == [tmp_path / "a.png"] * 2
    assert str(tmp_path / "a.png") in notice.why.text(), "without a file manager it is told"


# -- messages --------------------------------------------------------------------------------------


def test_a_render_that_fails_says_so_and_keeps_the_picture(
    window: MainWindow, session: Session, start, renderer, qtbot: QtBot
):
    start(42)
    before = shown(window).copy()
    renderer.fault = FacelabError("It broke.", "Because.", "Try another face.")
    press(window, Qt.Key.Key_Space)
    notice = window.canvas._notice
    qtbot.waitUntil(notice.isVisible)
    assert notice.what.text() == "It broke."
    assert notice.fix.text() == "Try another face."
    assert np.array_equal(shown(window), before)
    renderer.fault = None
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not np.array_equal(shown(window), before))
