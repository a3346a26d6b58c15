"""The switch that shows a face cut out, and the choice of what is behind it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QColorDialog, QFileDialog
from pytestqt.qtbot import QtBot

from facelab.checkpoints.fetching.label_nets import LABEL_NETS
from facelab.checkpoints.fetching.packaged import PackagedSet
from facelab.cutout.backgrounds import BLUR, TRANSPARENT, Background
from facelab.cutout.matte import Matte
from facelab.session import Session
from facelab.session.rendering import cut_outs
from facelab.ui.theme import Theme
from facelab.ui.window import background_menu
from facelab.ui.window.main_window import MainWindow


def nothing_to_fetch():
    """A fetch that finds everything here."""
    yield from ()
    return {}


@pytest.fixture
def _cutting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is there: the whole picture is background."""

    def cut_out(picture, finder, cancelled):
        nothing = np.zeros(picture.shape[:2], np.float32)
        return Matte(nothing, nothing, picture)

    monkeypatch.setattr(cut_outs, "cut_out", cut_out)
    monkeypatch.setattr(cut_outs, "PersonFinder", lambda files, threads: object())
    monkeypatch.setattr(PackagedSet, "fetch", lambda self: nothing_to_fetch())
    monkeypatch.setattr(PackagedSet, "missing", lambda self: ())


@pytest.fixture
def window(qtbot: QtBot, session: Session, theme: Theme, _cutting) -> MainWindow:
    made = MainWindow(session, theme)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitActive(made)
    return made


def entry(window: MainWindow, name: str):
    return window.backgrounds._actions[name]


def shown(window: MainWindow) -> list[int]:
    pixels = window.canvas.displayed_pixels()
    assert pixels is not None
    return [int(value) for value in pixels[0, 0]]


def settled(qtbot: QtBot, session: Session) -> None:
    qtbot.waitUntil(lambda: session.frame is not None and session.frame.kind == "full")


def test_a_key_shows_the_face_before_white_and_back(qtbot, window, session, start):
    start(42)
    settled(qtbot, session)
    before = shown(window)
    entry(window, "#ffffff").trigger()
    qtbot.waitUntil(lambda: shown(window) == [255, 255, 255, 255])
    assert window.commands["cut_out"].isChecked(), "who chooses a background wants to see it"
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_O)
    assert shown(window) == before
    assert not session.cut_outs.on
    assert session.settings.background == "#ffffff", "for the next time"


def test_the_next_face_is_cut_out_too(qtbot, window, session, start):
    start(42)
    settled(qtbot, session)
    entry(window, "#000000").trigger()
    qtbot.waitUntil(lambda: shown(window) == [0, 0, 0, 255])
    session.face.next_face()
    qtbot.waitUntil(lambda: session.frame.recipe.seed == 43 and session.frame.kind == "full")
    qtbot.waitUntil(lambda: shown(window) == [0, 0, 0, 255])


def test_a_colour_and_a_picture_of_ones_own(qtbot, window, session, start, monkeypatch, tmp_path):
    start(42)
    monkeypatch.setattr(QColorDialog, "getColor", lambda *_: QColor("#123456"))
    entry(window, "colour").trigger()
    assert session.cut_outs.background == Background("colour", "#123456")
    monkeypatch.setattr(QColorDialog, "getColor", lambda *_: QColor())
    entry(window, "colour").trigger()
    assert session.cut_outs.background == Background("colour", "#123456"), "Cancel changes nothing"
    wall = str(tmp_path / "wall.png")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (wall, ""))
    session.cut_outs.switch(False)
    entry(window, "picture").trigger()
    assert session.cut_outs.background.picture == Path(wall)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    entry(window, "picture").trigger()
    assert entry(window, "picture").isChecked()


def test_nothing_is_downloaded_without_a_yes(window, session, start, monkeypatch):
    start(42)
    asked: list[str] = []
    monkeypatch.setattr(PackagedSet, "missing", lambda self: LABEL_NETS.entries()[:1])

    def no(parent, what, why, button):
        asked.append(f"{what} {why}")
        return False

    monkeypatch.setattr(background_menu, "confirmed", no)
    window.commands["cut_out"].setChecked(True)
    assert not session.cut_outs.on
    assert not window.commands["cut_out"].isChecked()
    assert "35.6 MB" in asked[0]
    assert "Apache-2.0" in asked[0]
    monkeypatch.setattr(background_menu, "confirmed", lambda *_: True)
    window.commands["cut_out"].setChecked(True)
    assert session.cut_outs.on
    session.cut_outs.switch(False)


@pytest.mark.parametrize(
    ("said", "wanted"), [("blur", BLUR), ("#nonsense", TRANSPARENT), ("transparent", TRANSPARENT)]
)
def test_the_last_choice_comes_back(qtbot, session, theme, said, wanted):
    session.change_settings(background=said)
    window = MainWindow(session, theme)
    qtbot.addWidget(window)
    assert session.cut_outs.background == wanted
    assert not session.cut_outs.on
    assert entry(window, wanted.kind).isChecked()
