"""Closing the window while faces that were found for a cast are not kept."""

from __future__ import annotations

import contextlib
from types import SimpleNamespace

import pytest
from pytestqt.qtbot import QtBot

from facelab import paths
from facelab.library import Reading
from facelab.session import Session
from facelab.session.exploring.saved_cast import FILE_NAME, Held, decode
from facelab.ui.dialogs import unkept_cast
from facelab.ui.window.main_window import MainWindow


def found(session: Session, *seeds: int) -> None:
    """Faces that were found for a cast."""
    face = session.face.recipe
    session.cast_finder.faces = [SimpleNamespace(recipe=face.with_seed(seed)) for seed in seeds]


def read_cast() -> Held:
    """What comes back at the next start."""
    return decode((paths.settings_dir() / FILE_NAME).read_bytes()).value


def test_faces_that_were_found_for_a_cast_go_only_if_one_agrees(
    window: MainWindow, session: Session, start, monkeypatch
):
    start(42)
    answers, asked = [None, ""], []

    def ask(*given):
        asked.append(given[1:])
        return answers.pop(0)

    monkeypatch.setattr(unkept_cast, "ask_to_keep", ask)
    found(session, 1, 2)
    assert not window.close()
    assert window.isVisible()
    assert window.close()
    assert len(asked) == 2
    what, why, name, keep, leave = asked[0]
    assert (what, name) == ("Keep the cast before you quit?", "Cast")
    assert why == "2 faces were found but not kept."
    assert (keep, leave) == ("Keep and quit", "Quit without it")


def test_faces_that_were_found_for_a_cast_can_be_kept_on_leaving(
    window: MainWindow, session: Session, start, monkeypatch, qtbot: QtBot
):
    start(42)
    monkeypatch.setattr(unkept_cast, "ask_to_keep", lambda *_: "Crew")
    found(session, 1, 2)
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert session.close()
    with contextlib.closing(Reading(session.kept.folder)) as reading:
        (cast,) = reading.facets().casts
    assert (cast.name, cast.count) == ("Crew", 2)


def test_an_end_by_the_system_asks_nothing_and_loses_nothing(
    window: MainWindow, session: Session, start, monkeypatch, qtbot: QtBot
):
    start(42)
    monkeypatch.setattr(unkept_cast, "ask_to_keep", pytest.fail)
    found(session, 1, 2)
    session.cast_finder.name = "Crew"  # which is written with the faces
    session.change_settings(theme="light")
    window.expect_end()
    assert window.isVisible()  # it may think better of it
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert session.close()
    assert [face.seed for face in read_cast().faces] == [1, 2]


def test_a_cast_that_may_go_does_not_come_back(
    window: MainWindow, session: Session, start, monkeypatch, qtbot: QtBot
):
    start(42)
    monkeypatch.setattr(unkept_cast, "ask_to_keep", lambda *_: "")
    found(session, 1, 2)
    session.cast_finder.name = "Crew"
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert session.close()
    assert not read_cast().faces
