"""Exporting pictures in the real window: keys, the library's menus, notices."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from facelab.errors import RecipeError
from facelab.export.orders import Refused
from facelab.session import Message, Session
from facelab.ui.dialogs.export.failures import FailuresDialog
from facelab.ui.dialogs.export.pictures_tab import PicturesTab
from facelab.ui.gallery.faces_menu import make_menu
from facelab.ui.window.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def kept(window: MainWindow, session: Session, start, qtbot: QtBot) -> MainWindow:
    """Two kept faces, Ann and Bob, who is in a cast; 42 is on show."""
    first = start(42)
    session.kept.add_all([(first.with_seed(1), "Ann"), (first.with_seed(2), "Bob")])
    qtbot.waitUntil(lambda: window.kept.gallery.faces.rowCount() == 2)
    qtbot.waitUntil(lambda: len(session.kept.faces) == 2)  # read by itself
    bob = next(card.id for card in session.kept.faces if card.name == "Bob")
    session.kept.add_cast("Night", [bob])
    qtbot.waitUntil(lambda: any(cast.count for cast in session.kept.facets.casts))
    return window


def tab(window: MainWindow) -> PicturesTab:
    dialog = window.exporting.dialog
    assert dialog is not None
    assert isinstance(dialog.tab, PicturesTab)
    return dialog.tab


def kind(window: MainWindow) -> str:
    scope = tab(window).what.scope
    return "" if scope is None else scope.kind


def press_export(window: MainWindow) -> None:
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_E, CONTROL)


def entries(menu: QMenu) -> dict[str, object]:
    return {action.text(): action for action in menu.actions()}


def test_the_key_opens_it_for_what_is_in_the_middle(kept: MainWindow):
    press_export(kept)
    assert kind(kept) == "shown"
    offered = [tab(kept).what.faces.itemText(k) for k in range(tab(kept).what.faces.count())]
    assert offered == ["The face on show", "All kept faces (2 faces)", "Cast: Night (1 face)"]
    assert kept.exporting.dialog is not None
    kept.exporting.dialog.reject()

    kept.workspaces.show("library")  # where a face is chosen at once
    press_export(kept)
    assert kind(kept) == "chosen"
    kept.exporting.dialog.reject()


def test_the_menus_of_the_library_lead_there(kept: MainWindow, session: Session):
    gallery = kept.kept.gallery
    ids = [int(number) for number in gallery.faces.ids]
    menu = make_menu(
        session, gallery.browsing, gallery.actions, ids, lambda: None, lambda: None, kept
    )
    assert "Export as .facelab file…" in entries(menu)
    gallery.actions.export_pictures(ids[::-1])
    scope = tab(kept).what.scope
    assert scope is not None
    assert scope.ids == tuple(ids)  # as they are in the list

    gallery.actions.export_pictures_of_cast(session.kept.facets.casts[0].id)
    assert kind(kept) == "cast"
    gallery.actions.export_pictures_found()
    assert kind(kept) == "found"
    assert kept.exporting.dialog is not None
    kept.exporting.dialog.reject()


def test_again_asks_the_first_time_and_never_after(
    kept: MainWindow, session: Session, qtbot: QtBot, pictures: Path
):
    QTest.keyClick(kept, Qt.Key.Key_E, CONTROL | SHIFT)
    dialog = kept.exporting.dialog
    assert dialog is not None
    assert dialog.isVisible()
    dialog.export.click()
    folder = pictures / "facelab"
    qtbot.waitUntil(lambda: (folder / "seed0042.png").is_file())

    session.face.next_face()
    kept.commands["export_again"].trigger()
    qtbot.waitUntil(lambda: (folder / "seed0043.png").is_file())
    assert not dialog.isVisible()


def test_what_failed_is_one_press_away(kept: MainWindow, session: Session, qtbot: QtBot):
    session.exporting.refused = (Refused("Bob", RecipeError("It has no such direction.")),)
    session.tell(Message("warning", "Exported 1 of 2 faces", offers="export failures"))
    kept.notices._show_failures(None)
    (shown,) = kept.findChildren(FailuresDialog)
    assert "Bob" in shown.list.toPlainText()
    shown.reject()
