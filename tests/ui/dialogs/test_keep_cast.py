"""The question before found faces would be lost."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from facelab.session import Session
from facelab.ui.dialogs import unkept_cast
from facelab.ui.dialogs.keep_cast import KeepCast
from facelab.ui.dialogs.unkept_cast import free_name, may_lose_faces

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def dialog(qtbot: QtBot) -> KeepCast:
    made = KeepCast("Keep it?", "2 faces.", "Cast", "Keep and quit", "Quit without it")
    qtbot.addWidget(made)
    made.show()
    qtbot.waitActive(made)
    return made


def test_enter_keeps_under_the_name_that_was_typed(dialog: KeepCast):
    QTest.keyClicks(dialog.name, " Crew ")  # over the one that was proposed
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert (dialog.answer, dialog.isVisible()) == ("Crew", False)


def test_without_a_name_nothing_is_kept_and_nothing_lost(dialog: KeepCast):
    QTest.keyClick(dialog.name, Qt.Key.Key_Delete)
    assert not dialog.keep.isEnabled()
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert (dialog.answer, dialog.isVisible()) == (None, True)


def test_escape_stays(dialog: KeepCast):
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert (dialog.answer, dialog.isVisible()) == (None, False)


def test_one_may_go_on_without(dialog: KeepCast):
    QTest.mouseClick(dialog.leave, Qt.MouseButton.LeftButton)
    assert (dialog.answer, dialog.isVisible()) == ("", False)


def test_the_name_is_that_of_the_panel_or_one_that_no_cast_has(
    session: Session, start, monkeypatch: pytest.MonkeyPatch
):
    start()
    finder, asked = session.cast_finder, []
    monkeypatch.setattr(unkept_cast, "ask_to_keep", lambda *given: asked.append(given[3]))
    finder.faces = [SimpleNamespace(recipe=session.face.recipe)]
    casts = [SimpleNamespace(name=name) for name in ("cast", "Cast 2", "Others")]
    monkeypatch.setattr(session.kept, "facets", SimpleNamespace(casts=casts))
    assert free_name(session) == "Cast 3"
    assert not may_lose_faces(session, QWidget(), "you quit", "Quit")
    finder.name = "Crew"
    assert not may_lose_faces(session, QWidget(), "you quit", "Quit")
    assert asked == ["Cast 3", "Crew"]


def test_a_search_ends_before_its_faces_are_kept(
    session: Session, start, monkeypatch: pytest.MonkeyPatch
):
    start()
    finder, done = session.cast_finder, []
    finder.faces = [SimpleNamespace(recipe=session.face.recipe)]
    monkeypatch.setattr(finder, "stop", lambda: done.append("stop"))
    monkeypatch.setattr(finder, "keep", done.append)
    monkeypatch.setattr(unkept_cast, "ask_to_keep", lambda *_: "Crew")
    assert may_lose_faces(session, QWidget(), "you quit", "Quit")
    assert done == ["stop", "Crew"]
