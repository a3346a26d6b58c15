"""What the window says when a face cannot be written."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from facelab.errors import LibraryError
from facelab.library import Library
from facelab.session import Session
from facelab.ui.theme import Theme
from facelab.ui.window.main_window import MainWindow


def test_a_face_that_could_not_be_kept_is_said_in_the_window_and_kept_with_the_next(
    qtbot: QtBot, session: Session, theme: Theme, start, monkeypatch: pytest.MonkeyPatch
):
    window = MainWindow(session, theme)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitActive(window)
    start(42)
    notice = window.canvas._notice

    def full(self: Library, record: object) -> None:
        raise LibraryError("This face was not kept.", "The disk is full.", "Free some space.")

    with monkeypatch.context() as disk:
        disk.setattr(Library, "keep", full)
        QTest.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: notice.what.text() == "This face was not kept.")
        assert notice.isVisible()
        assert notice.why.text() == "The disk is full."
        assert "tries again with the next face" in notice.fix.text()
        QTest.keyClick(window, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: not session.busy and session.face.recipe.seed == 43)
        assert notice.isVisible()  # it stays until it was read
    QTest.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: notice.what.text() == "Face kept")
    assert notice.why.text() == "1 that could not be saved earlier is now saved too."
    qtbot.waitUntil(lambda: {face.seed for face in session.kept.faces} == {42, 43})
    window.close()
