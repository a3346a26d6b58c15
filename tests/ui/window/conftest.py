"""Windows and kept faces for tests of the window."""

from __future__ import annotations

import contextlib

import pytest
from pytestqt.qtbot import QtBot

from facelab.library import KeptFace, Reading
from facelab.session import Session
from facelab.ui.theme import Theme
from facelab.ui.window.main_window import MainWindow
from facelab.ui.window.panel_entry import AnyEntry
from tests.ui.window.workspace_entries import PLAIN, Open


@pytest.fixture
def window(qtbot: QtBot, session: Session, theme: Theme) -> MainWindow:
    made = MainWindow(session, theme)
    qtbot.addWidget(made)
    made.resize(1200, 760)
    made.show()
    qtbot.waitActive(made)
    return made


@pytest.fixture
def kept(window: MainWindow, session: Session, start, qtbot: QtBot) -> list[KeptFace]:
    """Faces of the seeds 1, 2 and 3, kept in this order; 42 is on show."""
    first = start(42)
    for seed in (1, 2, 3):
        session.kept.add(first.with_seed(seed), None, f"Face {seed}")
    qtbot.waitUntil(lambda: window.kept.gallery.faces.rowCount() == 3)
    qtbot.waitUntil(lambda: len(session.kept.faces) == 3)  # read by itself
    with contextlib.closing(Reading(session.kept.folder)) as reading:
        faces = [reading.face(card.id) for card in session.kept.faces]
    return sorted(faces, key=lambda face: face.name)


@pytest.fixture
def open_window(session: Session, theme: Theme, qtbot: QtBot) -> Open:
    def show(entries: tuple[AnyEntry, ...] = PLAIN) -> MainWindow:
        window = MainWindow(session, theme, entries)
        qtbot.addWidget(window)
        window.resize(1200, 760)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        window.canvas.setFocus()
        return window

    return show
