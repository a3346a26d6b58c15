from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from facelab.ui.dialogs.face_or_direction import ask_meaning


@pytest.mark.parametrize(
    ("button", "answer"),
    [("As a face", "face"), ("As a direction", "direction"), ("Cancel", None)],
)
def test_the_answer_of_one(qtbot: QtBot, button: str, answer: str | None):
    window = QWidget()
    qtbot.addWidget(window)
    seen: list[QMessageBox] = []

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        assert box.textFormat() == Qt.TextFormat.PlainText
        assert "<b>x.npy" in box.text()
        seen.append(box)
        next(each for each in box.buttons() if each.text().replace("&", "") == button).click()

    QTimer.singleShot(0, window, press)
    assert ask_meaning(window, [Path("<b>x.npy")]) == answer
    assert seen


def test_several_are_asked_about_at_once(qtbot: QtBot):
    window = QWidget()
    qtbot.addWidget(window)
    said: list[str] = []

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        said.append(box.informativeText())
        next(each for each in box.buttons() if each.text() == "As faces").click()

    QTimer.singleShot(0, window, press)
    assert ask_meaning(window, [Path(f"{k}.npy") for k in range(9)]) == "face"
    assert "0.npy" in said[0]
    assert "and 4 more" in said[0]
