"""Files of kept faces, and another library, in the real window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from facelab.library import KeptFace, timelines
from facelab.progress import Progress, Steps
from facelab.recipe.timeline import Key, Timeline
from facelab.session import Session
from facelab.ui.window.main_window import MainWindow
from tests.ui.window.hand import remove

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_export_and_import_from_the_file_menu(
    window: MainWindow, kept: list[KeptFace], session: Session, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot,
):  # fmt: skip
    path = tmp_path / "all.facelab"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    with qtbot.waitCallback() as exported:
        session.kept.exported.connect(exported)
        window.commands["export_faces"].trigger()
    remove(window, session, [face.id for face in kept], qtbot)
    session.kept.purge()
    qtbot.waitUntil(lambda: session.kept.facets.binned == 0)
    assert not window.commands["export_faces"].isEnabled()
    with qtbot.waitCallback() as imported:
        session.kept.imported.connect(imported)
        window.commands["import_faces"].trigger()
    qtbot.waitUntil(lambda: window.kept.gallery.faces.rowCount() == 3)


def test_timelines_alone_can_be_exported(
    window: MainWindow, session: Session, start, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot,
):  # fmt: skip
    path = tmp_path / "all.facelab"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    action = window.commands["export_faces"]
    session.animating.add([start(42)])
    assert not action.isEnabled()
    session.kept_timelines.keep("Walk")
    qtbot.waitUntil(action.isEnabled)
    said: list[str] = []
    session.message.connect(lambda message: said.append(message.what))
    with qtbot.waitCallback() as exported:
        session.kept.exported.connect(exported)
        action.trigger()
    assert said == ["1 timeline exported"]
    session.kept_timelines.delete("Walk")
    qtbot.waitUntil(lambda: not action.isEnabled())
    session.kept.import_file(path)
    qtbot.waitUntil(action.isEnabled)


def test_timelines_that_another_process_keeps_are_noticed_where_there_are_no_faces(
    window: MainWindow, start, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("facelab.session.kept.reader.POLL_SECONDS", 0.01)
    action = window.commands["export_faces"]
    clip = Timeline((Key(start(42)),))
    assert not action.isEnabled()
    kept = timelines.keep(session.kept.folder, "Walk", clip)
    qtbot.waitUntil(action.isEnabled)
    kept.unlink()
    qtbot.waitUntil(lambda: not action.isEnabled())


def test_progress_is_in_the_status_bar_and_does_not_make_it_higher(
    window: MainWindow, kept: list[KeptFace], session: Session, qtbot: QtBot
):
    import threading

    go = threading.Event()
    height = window.statusBar().height()

    def work() -> Steps[None]:
        while not go.wait(0.001):
            yield Progress(1, 4)

    ended: list[object] = []
    session.jobs.run("Exporting", work(), ended.append, ended.append)
    jobs = window.status.jobs
    qtbot.waitUntil(lambda: jobs.isVisible() and jobs.label.text() == "Exporting: 25%")
    assert window.statusBar().height() == height
    jobs.stop.click()
    qtbot.waitUntil(lambda: bool(ended))
    qtbot.waitUntil(lambda: not jobs.isVisible())


def test_another_library_shows_other_faces(
    window: MainWindow, kept: list[KeptFace], session: Session, tmp_path: Path, qtbot: QtBot
):
    gallery = window.kept.gallery
    gallery.choice.choose(kept[0].id)
    gallery.browsing.search("Face 1")
    qtbot.waitUntil(lambda: gallery.faces.rowCount() == 1)
    session.kept.move_to(tmp_path / "elsewhere")
    qtbot.waitUntil(lambda: session.kept.folder == tmp_path / "elsewhere")
    qtbot.waitUntil(lambda: gallery.faces.rowCount() == 0)
    assert gallery.browsing.query.text == ""
    session.kept.add(session.face.recipe.with_seed(50), None, "There")
    qtbot.waitUntil(lambda: gallery.faces.rowCount() == 1)
    assert gallery.choice.targets() == (), "its number is that of another face"
    qtbot.waitUntil(lambda: gallery.faces.card(0) is not None)
    card = gallery.faces.card(0)
    assert card is not None
    assert card.name == "There"
