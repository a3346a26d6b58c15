from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
)
from pytestqt.qtbot import QtBot

from facelab.session import Session
from facelab.ui.dialogs.settings import SettingsDialog
from facelab.ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def dialog(session: Session, start, theme: Theme, qtbot: QtBot) -> SettingsDialog:
    start()
    made = SettingsDialog(session, theme)
    qtbot.addWidget(made)
    made.open_again()
    qtbot.waitActive(made)
    return made


def choose(box: QComboBox, value: str) -> None:
    """As a user does it with the keyboard."""
    box.setFocus()
    while box.currentData() != value:
        key = Qt.Key.Key_Down if box.findData(value) > box.currentIndex() else Qt.Key.Key_Up
        QTest.keyClick(box, key)


def test_it_shows_what_holds_and_writes_nothing(dialog: SettingsDialog, session: Session):
    before = session.settings
    assert dialog.theme.currentData() == "system"
    assert dialog.device.currentData() == "auto"
    assert dialog.previews.currentData() == "auto"
    assert dialog.library.text() == str(session.kept.folder)
    assert dialog.picture_size.currentText() == "Full size, 64 × 64"
    assert dialog.name.text() == "{name}"
    assert "seed0042.png" in dialog.example.text()
    assert session.settings == before


def test_the_theme_changes_at_once(dialog: SettingsDialog, session: Session, theme: Theme):
    choose(dialog.theme, "light")
    assert theme.scheme == "light"
    assert session.settings.theme == "light"


def test_device_and_previews_reach_the_network(
    dialog: SettingsDialog, session: Session, renderer, qtbot: QtBot
):
    choose(dialog.previews, "512")
    assert session.settings.previews == "512"
    session.face.next_face()
    qtbot.waitUntil(lambda: renderer.previews == "512")
    choose(dialog.device, "cpu")
    assert session.settings.device == "cpu"
    qtbot.waitUntil(lambda: not session.busy)


def test_how_pictures_are_saved(
    dialog: SettingsDialog, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    choose(dialog.picture_size, "256")
    sizes = [session.settings.save_size]
    choose(dialog.picture_size, "full")
    sizes.append(session.settings.save_size)
    assert sizes == [256, None]
    dialog.name.setFocus()
    dialog.name.selectAll()
    QTest.keyClicks(dialog.name, "a/{face}")
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert session.settings.save_name == "a/{face}"
    assert "a_seed0042.png" in dialog.example.text()
    assert dialog.isVisible(), "Enter in a field does not close it"
    answers = ["", str(tmp_path / "there")]
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: answers.pop(0))
    for expected in (None, str(tmp_path / "there")):
        dialog.choose_pictures.click()
        assert session.settings.pictures_folder == expected
    assert dialog.pictures.text() == str(tmp_path / "there")


def test_it_follows_what_is_changed_elsewhere(dialog: SettingsDialog, session: Session):
    session.change_settings(theme="dark", save_size=777, save_name="x", previews="off")
    assert dialog.theme.currentData() == "dark"
    assert dialog.picture_size.currentText() == "777 × 777"
    assert dialog.previews.currentData() == "off"
    assert dialog.name.text() == "x"
    session.face.set_seed(7)
    session.change_settings(save_name="{face}")
    assert "seed0007.png" in dialog.example.text()


def test_while_it_is_closed_it_does_nothing_and_then_it_shows_what_holds(
    dialog: SettingsDialog, session: Session
):
    dialog.close()
    before = dialog.example.text()
    session.change_settings(save_name="x-{face}")
    session.face.set_seed(7)
    assert dialog.example.text() == before
    dialog.open_again()
    assert "x-seed0007.png" in dialog.example.text()
    assert dialog.name.text() == "x-{face}"


def test_a_library_elsewhere_is_shown(
    dialog: SettingsDialog, session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    qtbot: QtBot,
):  # fmt: skip
    monkeypatch.delenv("FACELAB_LIBRARY")
    session.choose_library(tmp_path / "other")
    qtbot.waitUntil(lambda: dialog.library.text() == str(tmp_path / "other"))


def test_the_keyboard_reaches_all_of_it_in_order_and_escape_closes(
    dialog: SettingsDialog, qtbot: QtBot
):
    reached = [dialog.focusWidget()]
    qtbot.waitUntil(lambda: dialog.saying.name.text() != "")
    dialog.saying.network.hide()  # where it is not here yet there is one button more
    for _ in range(14):
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        reached.append(dialog.focusWidget())
    (close,) = dialog.findChildren(QDialogButtonBox)[0].buttons()
    assert reached == [
        dialog.theme, dialog.device, dialog.previews, dialog.library, dialog.choose_library,
        dialog.pictures, dialog.choose_pictures, dialog.picture_size, dialog.name,
        *dialog.saying.switches.values(), dialog.saying.name, close,
    ]  # fmt: skip
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_every_control_has_a_name_and_says_what_it_is(dialog: SettingsDialog):
    for kind in (QComboBox, QLineEdit, QAbstractButton):
        for control in dialog.findChildren(kind):
            assert control.accessibleName() or getattr(control, "text", str)()
            assert control.toolTip()


def test_the_wheel_changes_nothing(dialog: SettingsDialog, session: Session):
    before, box = session.settings, dialog.theme
    at = QPointF(box.rect().center())
    none, phase = Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    turn = QWheelEvent(
        at,
        box.mapToGlobal(at),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        none,
        phase,
        False,
    )
    QApplication.sendEvent(box, turn)
    assert session.settings == before
