"""What is read late and opens under a held control: the hand lets go, and changes nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from facelab.casting.wishes import Wishes
from facelab.export.character_file import named_set
from facelab.recipe import Recipe
from facelab.recipe.character.sheet import CharacterSheet
from facelab.recipe.timeline import Key, Timeline
from facelab.session import Session
from facelab.ui.window.main_window import MainWindow

SET = "basic"


@pytest.fixture(autouse=True)
def _slow_faces(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was reached last is not what was followed last."""
    monkeypatch.setattr("facelab.ui.hand_pace.PACE_MS", 60_000)
    monkeypatch.setattr("facelab.ui.hand_pace.PATIENCE_MS", 60_000)
    monkeypatch.setattr("facelab.session.identity_networks.missing_identity", lambda: ())


def hold(held: QWidget) -> Callable[[], None]:
    """Drag it somewhere. Returns what drags it on."""
    at = held.rect().center()
    QTest.mousePress(held, Qt.MouseButton.LeftButton, pos=at)
    for far in (10, 20, 30):
        QTest.mouseMove(held, at + QPoint(far, 0))

    def go_on() -> None:
        QTest.mouseMove(held, at + QPoint(45, 0))
        QTest.mouseRelease(held, Qt.MouseButton.LeftButton, pos=at + QPoint(45, 0))

    return go_on


def track_of_truncation(window: MainWindow) -> QWidget:
    track: QWidget = window.panels["face"].psi.track
    return track


def track_of_direction(window: MainWindow) -> QWidget:
    track: QWidget = window.panels["directions"].slider("pca-1").track
    return track


def pad_of_map(window: MainWindow) -> QWidget:
    pad: QWidget = window.panels["map"].pad.viewport()
    return pad


def open_it(session: Session, face: Recipe) -> None:
    assert session.open_recipe(face, "Open face.png")


def open_with_others(session: Session, face: Recipe) -> None:
    session.face.edit_beside(face, "Open face.png", [(face.with_seed(9), "Open other.png")])


def open_a_sheet(session: Session, face: Recipe) -> None:
    session.sheet_files.take(CharacterSheet("ann", face, named_set(SET)), Path("ann.json"))


@pytest.mark.parametrize(
    ("control", "arrive"),
    [
        (track_of_truncation, open_it),
        (track_of_direction, open_with_others),
        (pad_of_map, open_a_sheet),
    ],
)
def test_a_face_that_arrives_is_not_changed_by_the_hand(
    window: MainWindow, session: Session, start, control, arrive
):
    first = start(42)
    go_on = hold(control(window))
    there = session.face.place
    arrive(session, first.with_seed(77))
    assert session.face.recipe == first.with_seed(77)
    go_on()
    assert session.face.recipe == first.with_seed(77)
    reached = session.face.steps[there]
    assert (there, reached.recipe != first) == (1, True)
    session.face.undo()
    assert session.face.recipe == reached.recipe, "all that the hand did, and nothing else"
    session.face.undo()
    assert session.face.recipe != session.face.steps[1].recipe


def test_a_hand_that_has_not_moved_yet_lets_go_too(window: MainWindow, session: Session, start):
    first = start(42)
    held = track_of_truncation(window)
    QTest.mousePress(held, Qt.MouseButton.LeftButton, pos=held.rect().center())
    open_it(session, first.with_seed(77))
    steps = len(session.face.steps)
    QTest.mouseMove(held, held.rect().center() + QPoint(40, 0))
    assert session.face.recipe.truncation == first.truncation
    assert len(session.face.steps) == steps


def test_a_sheet_that_arrives_keeps_its_own_limit(window: MainWindow, session: Session, start):
    face = start(42)
    columns = named_set(SET)
    session.character.begin(columns)
    window.workspaces.show("animate")
    limit = window.panels["sheet"].limit
    limit.show()
    go_on = hold(limit.track)
    session.sheet_files.take(CharacterSheet("ann", face, columns).with_limit(0.3), Path("ann.json"))
    go_on()
    assert session.character.sheet is not None
    assert session.character.sheet.limit == 0.3


def test_wishes_that_arrive_are_those_of_the_file(window: MainWindow, session: Session, start):
    start(42)
    window.workspaces.show("explore")
    panel = window.panels["cast"]
    go_on = hold(panel.count.track)
    session.wishes_files.take(Wishes(count=17), Path("cast.json"))
    go_on()
    assert panel.choice.count == 17
    panel._go_back()
    assert panel.choice.count not in (17, 24), "where the hand had it"


def test_a_timeline_that_arrives_is_not_changed_by_the_hand(
    window: MainWindow, session: Session, start
):
    face = start(42)
    for seed in (1, 2, 3):
        session.animating.add([face.with_seed(seed)])
    session.animating.choose([0])
    window.workspaces.show("animate")
    held = window.panels["timeline"].inspector.curve
    held.show()
    go_on = hold(held)
    clip = Timeline(keys=tuple(Key(face.with_seed(seed)) for seed in (5, 6)))
    session.timeline_files.take(clip, Path("clip.json"))
    go_on()
    assert session.animating.timeline == clip
    session.animating.undo()
    assert len(session.animating.keys) == 3
