from __future__ import annotations

from types import SimpleNamespace

import pytest
import shiboken6

from facelab.session.signals import Signal
from facelab.ui.hand_pace import FacePace, HandPace, previews


def test_the_first_is_followed_at_once_and_the_last_of_those_that_come_too_soon(qtbot, qapp):
    seen: list[int] = []
    pace: HandPace[int] = HandPace(qapp, seen.append)
    for report in range(5):
        pace.take(report)
    assert seen == [0]
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen == [0, 4]
    qtbot.waitUntil(lambda: not pace.isActive())
    pace.take(7)
    assert seen == [0, 4, 7]
    pace.deleteLater()


def test_a_hand_that_lets_go_is_caught_up_with(qapp):
    seen: list[int] = []
    pace: HandPace[int] = HandPace(qapp, seen.append)
    pace.take(1)
    pace.take(2)
    pace.catch_up()
    pace.catch_up()
    assert seen == [1, 2]
    pace.deleteLater()


def test_what_is_forgotten_is_not_followed(qtbot, qapp):
    seen: list[int] = []
    pace: HandPace[int] = HandPace(qapp, seen.append)
    pace.take(1)
    pace.take(2)
    pace.forget()
    pace.take(3)
    pace.catch_up()
    assert seen == [1, 3]
    pace.deleteLater()


class Face:
    shown = Signal(object, bool)


class Screen:
    face_due = Signal()
    frame_ready = Signal(object)
    face: Face


@pytest.fixture
def screen(monkeypatch):
    """What tells of previews, as a session does."""
    monkeypatch.setattr("facelab.ui.hand_pace.PATIENCE_MS", 60_000)
    previews.cache_clear()
    told = Screen()
    told.face = Face()
    previews().follow(told)  # type: ignore[arg-type]
    yield told
    previews.cache_clear()


def test_a_face_is_asked_for_when_the_engine_is_about_to_take_the_next(screen, qtbot, qapp):
    asked: list[int] = []

    def ask(report: int) -> None:
        asked.append(report)
        screen.face.shown.emit(None, False)

    pace: FacePace[int] = FacePace(qapp, ask)
    for report in range(5):
        pace.take(report)
    qtbot.wait(30)  # longer than the hand's pace
    assert asked == [0]
    screen.face_due.emit()
    assert asked == [0, 4]
    pace.take(5)
    screen.frame_ready.emit(SimpleNamespace(kind="preview"))  # of what was asked for first
    assert asked == [0, 4]
    screen.face_due.emit()
    screen.face_due.emit()  # nothing was asked for any more
    pace.take(6)
    assert asked == [0, 4, 5, 6]
    screen.frame_ready.emit(SimpleNamespace(kind="full"))  # a fast machine draws nothing else
    pace.take(7)
    assert asked[-1] == 7
    pace.deleteLater()


def test_what_changes_no_face_does_not_wait_for_one(screen, qtbot, qapp):
    seen: list[int] = []
    pace: FacePace[int] = FacePace(qapp, seen.append)
    pace.take(1)
    pace.take(2)
    qtbot.waitUntil(lambda: seen == [1, 2])
    pace.deleteLater()


def test_a_preview_that_is_long_in_coming_is_not_waited_for(screen, qtbot, qapp, monkeypatch):
    monkeypatch.setattr("facelab.ui.hand_pace.PATIENCE_MS", 20)
    seen: list[int] = []

    def ask(report: int) -> None:
        seen.append(report)
        screen.face.shown.emit(None, False)

    pace: FacePace[int] = FacePace(qapp, ask)
    pace.take(1)
    pace.take(2)
    qtbot.waitUntil(lambda: seen == [1, 2])
    pace.deleteLater()


def test_whose_hand_is_gone_is_not_called_any_more(screen, qapp):
    pace: FacePace[int] = FacePace(qapp, lambda _: screen.face.shown.emit(None, False))
    pace.take(1)
    pace.take(2)
    shiboken6.delete(pace)
    screen.face_due.emit()
