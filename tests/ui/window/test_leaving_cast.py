"""Closing the window while faces that were found for a cast are not kept."""

from __future__ import annotations

import contextlib
from types import SimpleNamespace

from pytestqt.qtbot import QtBot

from facelab.library import Reading
from facelab.session import Session
from facelab.ui.dialogs import unkept_cast
from facelab.ui.window.main_window import MainWindow


def found(session: Session, *seeds: int) -> None:
    """Faces that were found for a cast."""
    face = session.face.recipe
    session.cast_finder.faces = [
        SimpleNamespace(recipe=face.with_seed(seed))  # type: ignore[misc]
        for seed in seeds
    ]


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
