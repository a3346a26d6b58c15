from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from facelab.checkpoints.fetching.packaged import PackagedSet
from facelab.cutout.matte import Matte
from facelab.export.timeline_file import write_timeline
from facelab.recipe.timeline import Key, Timeline
from facelab.session import Session
from facelab.session.exporting.clips.exporting import ClipSource
from facelab.session.rendering import cut_outs
from facelab.ui.dialogs.export.clip.tab import TOO_FEW, ClipTab
from facelab.ui.dialogs.export.dialog import ExportDialog
from facelab.ui.dialogs.export.look import NEEDS_NETWORK

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def dialog(session: Session, start, qtbot: QtBot) -> Iterator[ExportDialog]:
    start()
    made = ExportDialog(session, lambda: [])
    qtbot.addWidget(made)
    made.open_for(name="clip")
    yield made
    made.reject()


@pytest.fixture
def tab(dialog: ExportDialog) -> ClipTab:
    found = dialog.tab
    assert isinstance(found, ClipTab)
    return found


@pytest.fixture
def given(tab: ClipTab, session: Session, tmp_path: Path, qtbot: QtBot) -> Callable[[], Path]:
    """Choose a timeline file, and a folder to save to."""

    def give() -> Path:
        face = session.face.recipe
        path = tmp_path / "a.json"
        write_timeline(path, Timeline((Key(face, 0.5), Key(face.with_seed(9)))))
        tab.where._show_folder(tmp_path / "out")
        tab.what.offer([ClipSource("a.json", path=path)], None)
        tab._on_what()
        qtbot.waitUntil(lambda: tab.ready)
        return path

    return give


def choose(box, value: object) -> None:
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_with_nothing_to_export_it_says_what_to_do(dialog, tab):
    assert not tab.ready
    assert dialog.standing.text() == TOO_FEW
    assert not dialog.export.isEnabled()
    # what says nothing takes no line
    for label in (tab.what.told, tab.where.example):
        assert label.isHidden()
        assert not label.parentWidget().isVisible()


def test_the_keys_are_never_those_of_the_button_that_closes_the_dialog(dialog, given):
    bar = dialog.tabs.tabBar()
    assert bar.hasFocus()
    given()
    assert dialog.export.hasFocus()
    dialog.tab._fail(ValueError("no"))
    assert bar.hasFocus()
    QTest.keyClick(bar, Qt.Key.Key_Return)
    assert dialog.isVisible()


def test_a_timeline_file_is_shown_and_exported(dialog, tab, given, session, qtbot, tmp_path):
    given()
    assert "2 faces, 0.5 s, 15 pictures" in tab.what.told.text()
    qtbot.waitUntil(tab.pane.picture.has_picture)
    choose(tab.how.kind_box, "gif")
    choose(tab.how.rate, 12)
    assert tab.where.example.text() == "clip.gif"
    assert dialog.standing.text().startswith("6 pictures, about ")
    dialog.export.click()
    qtbot.waitUntil(lambda: (tmp_path / "out" / "clip.gif").exists() and not session.jobs.listed)
    assert session.settings.clip is not None
    assert session.settings.clip.kind == "gif"


def test_the_command_makes_the_same(dialog, tab, given, tmp_path):
    path = given()
    choose(tab.how.kind_box, "webp")
    choose(tab.how.background, "transparent")
    dialog.copy.click()
    words = QGuiApplication.clipboard().text().split()
    assert words[:4] == ["facelab", "make", "morph", str(path)]
    assert words[words.index("--as") + 1] == "webp"
    assert words[words.index("--background") + 1] == "transparent"
    choose(tab.what.repeat, "loop")  # not what the file says: the one that is saved is meant
    assert tab.command().split()[3] == str(tmp_path / "out" / "clip.json")
    tab.where.timeline.click()
    assert tab.command() == ""


@pytest.fixture
def cutting(monkeypatch):
    """Stands for cutting out: the left half is the person. Returns networks that are missing."""
    missing: list[object] = []

    def cut(picture, finder, cancelled):
        half = np.zeros(picture.shape[:2], np.float32)
        half[:, : half.shape[1] // 2] = 1
        return Matte(half, half, picture)

    def fetch(self):
        yield from ()
        return {}

    monkeypatch.setattr(cut_outs, "cut_out", cut)
    monkeypatch.setattr(cut_outs, "PersonFinder", lambda files, threads: object())
    monkeypatch.setattr(PackagedSet, "missing", lambda self: tuple(missing))
    monkeypatch.setattr(PackagedSet, "fetch", fetch)
    return missing


def test_the_look_has_the_background_that_is_chosen(tab, given, cutting, qtbot):
    given()
    qtbot.waitUntil(tab.pane.picture.has_picture)

    def at(share: float) -> tuple[int, ...]:
        image = tab.pane.picture._image
        colour = image.pixelColor(int(share * image.width()), 2)
        return colour.red(), colour.green(), colour.blue()

    own, green = at(0.9), (0, 255, 0)
    tab.how._background = "#00ff00"
    tab.how._show(None, 24)
    tab._check()
    qtbot.waitUntil(lambda: at(0.9) == green)
    first = at(0.1)
    assert first != green
    tab.pane.slider.setValue(tab.pane.slider.maximum())  # another time is cut out as well
    qtbot.waitUntil(lambda: at(0.1) != first and at(0.9) == green)
    tab.pane.slider.setValue(0)
    choose(tab.how.background, "")
    qtbot.waitUntil(lambda: at(0.9) == own)


def test_the_look_says_that_a_network_is_missing(tab, given, cutting, qtbot):
    cutting.append(object())
    given()
    qtbot.waitUntil(tab.pane.picture.has_picture)
    choose(tab.how.kind_box, "gif")
    choose(tab.how.background, "transparent")
    qtbot.waitUntil(lambda: tab.pane.picture.text() == NEEDS_NETWORK)
    choose(tab.how.background, "")
    qtbot.waitUntil(lambda: tab.pane.picture.text() == "")


def test_what_a_kind_cannot_do_is_not_offered(tab, given):
    given()
    choose(tab.how.kind_box, "webm")
    choose(tab.how.background, "transparent")
    assert tab.how.cut.isVisibleTo(tab)
    choose(tab.how.kind_box, "mp4")
    assert tab.how.values["background"] == ""
    assert tab.how.background.findData("transparent") < 0
    choose(tab.how.kind_box, "gif")
    assert tab.how.rate.findData(60) < 0


@pytest.mark.parametrize(
    ("name", "why"), [("a/b", "cannot have / in it"), ("Con", "cannot be called Con")]
)
def test_a_name_that_no_disk_takes_is_told(dialog, tab, given, name, why):
    given()
    tab.where.name.setText(name)
    tab._check()
    assert not tab.ready
    assert why in dialog.standing.text()


def test_it_opens_when_it_is_first_looked_at(session, start, qtbot):
    start()
    made = ExportDialog(session, lambda: [])
    qtbot.addWidget(made)
    made.open_for(name="pictures")
    made.tabs.setCurrentIndex(1)
    assert isinstance(made.tab, ClipTab)
    assert made.tab.where.name.text() == "clip"
    made.reject()
