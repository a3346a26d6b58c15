"""Closing the window while something is still to be saved."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from facelab.errors import LibraryError
from facelab.export.reading import read_picture_recipe
from facelab.library import Library, faults, library_path
from facelab.progress import Progress, Steps
from facelab.session import Session
from facelab.ui.dialogs.saving import SavingDialog
from facelab.ui.jobs.quit_dialog import QuitDialog
from facelab.ui.theme import Theme
from facelab.ui.window import leaving
from facelab.ui.window.main_window import MainWindow

SLOW_SECONDS = 2.0


@pytest.fixture
def window(qtbot: QtBot, session: Session, theme: Theme, monkeypatch) -> MainWindow:
    monkeypatch.setattr(leaving, "DIALOG_MS", 0)
    monkeypatch.setattr(leaving, "GRACE_SECONDS", 0.0)
    made = MainWindow(session, theme)
    qtbot.addWidget(made, before_close_func=lambda _: made.leaving.abandon())
    made.show()
    return made


@pytest.fixture
def saving(window: MainWindow, session: Session, start, renderer, tmp_path: Path) -> Path:
    """A picture whose frame is still to come; full frames are held back."""
    start(42)
    renderer.open.clear()
    session.face.set_seed(43)
    session.save_picture(tmp_path / "face.png")
    return tmp_path / "face.png"


def dialog_of(window: MainWindow) -> SavingDialog:
    assert isinstance(window.leaving.dialog, SavingDialog)
    return window.leaving.dialog


def test_with_nothing_to_save_it_closes_at_once(window: MainWindow, start):
    start(42)
    assert window.close()
    assert window.leaving.dialog is None


def test_it_waits_for_a_picture_and_says_so(
    window: MainWindow, saving: Path, renderer, qtbot: QtBot
):
    assert not window.close()
    qtbot.waitUntil(lambda: dialog_of(window).isVisible())
    assert dialog_of(window).title.text() == "Saving face.png before quitting…"
    assert dialog_of(window).bar.isVisible()
    assert not window.close()  # once is enough
    renderer.open.set()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert read_picture_recipe(saving).seed == 43


def test_a_slow_frame_is_waited_for(
    window: MainWindow, session: Session, start, renderer, qtbot: QtBot, tmp_path: Path, monkeypatch
):
    """Each takes 2 seconds, as with a large network."""
    start(42)
    full = renderer.full

    def slow(recipe, stop=None):
        time.sleep(SLOW_SECONDS)
        return full(recipe, stop)

    monkeypatch.setattr(renderer, "full", slow)
    session.face.set_seed(43)
    session.save_picture(tmp_path / "face.png")
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)
    assert session.close()
    assert read_picture_recipe(tmp_path / "face.png").seed == 43


def test_the_user_may_stay(window: MainWindow, saving: Path, renderer, qtbot: QtBot):
    window.close()
    qtbot.waitUntil(lambda: dialog_of(window).isVisible())
    QTest.keyClick(dialog_of(window), Qt.Key.Key_Escape)
    assert window.leaving.dialog is None
    renderer.open.set()
    qtbot.waitUntil(saving.exists)
    assert window.isVisible()


def test_the_user_may_leave_without(
    window: MainWindow, session: Session, saving: Path, renderer, qtbot: QtBot, hasty_end: None
):
    window.close()
    qtbot.waitUntil(lambda: dialog_of(window).isVisible())
    QTest.mouseClick(dialog_of(window).leave, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.isVisible())
    assert window.leaving.abandoned
    assert not session.close(patience=0.0)  # as `app.run` ends it
    renderer.open.set()


def test_enter_does_not_leave_without(window: MainWindow, saving: Path, qtbot: QtBot):
    window.close()
    qtbot.waitUntil(lambda: dialog_of(window).isVisible())
    QTest.keyClick(dialog_of(window), Qt.Key.Key_Return)
    assert window.isVisible()
    assert not window.leaving.abandoned


def test_a_picture_that_cannot_be_saved_keeps_the_window_open(
    window: MainWindow, session: Session, start, renderer, qtbot: QtBot, tmp_path: Path
):
    start(42)
    renderer.open.clear()
    (tmp_path / "in the way").write_text("a file")
    session.face.set_seed(43)
    session.save_picture(tmp_path / "in the way" / "face.png")
    window.close()
    renderer.open.set()
    qtbot.waitUntil(lambda: dialog_of(window).isVisible() and not dialog_of(window).bar.isVisible())
    assert "face.png" in dialog_of(window).title.text()
    assert dialog_of(window).why.text()
    assert window.isVisible()
    dialog_of(window).stay.click()
    assert window.close()  # told of it, the user may go


def test_a_face_that_the_disk_does_not_take_is_not_lost_without_a_word(
    window: MainWindow, session: Session, start, qtbot: QtBot, monkeypatch
):
    start(42)

    def full(self: Library, record: object) -> None:
        raise LibraryError("This face was not kept.", "The disk is full.", "Free some space.")

    with monkeypatch.context() as disk:
        disk.setattr(Library, "keep", full)
        session.keep("Ada")
        qtbot.waitUntil(lambda: session.kept.unsaved == 1)
        assert not window.close()
        qtbot.waitUntil(lambda: dialog_of(window).title.text() == "This face was not kept.")
        dialog_of(window).stay.click()
        qtbot.waitUntil(lambda: not session.saving)
    window.close()  # tried again
    qtbot.waitUntil(lambda: not window.isVisible())
    assert session.kept.unsaved == 0


def test_a_disk_that_refuses_at_once_does_not_let_the_window_close(
    window: MainWindow, session: Session, start, qtbot: QtBot, monkeypatch
):
    """What failed in the moment that is waited for is told before anything else is done."""
    start(42)

    def full(self: Library, record: object) -> None:
        raise LibraryError("This face was not kept.", "The disk is full.", "Free some space.")

    monkeypatch.setattr(Library, "keep", full)
    monkeypatch.setattr(leaving, "GRACE_SECONDS", 1.0)
    session.keep("Ada")
    qtbot.waitUntil(lambda: session.kept.unsaved == 1 and not session.saving)
    assert not window.close()
    qtbot.waitUntil(lambda: dialog_of(window).title.text() == "This face was not kept.")
    assert window.isVisible()


def test_a_library_that_is_held_is_waited_for(
    window: MainWindow, session: Session, start, qtbot: QtBot, monkeypatch
):
    monkeypatch.setattr(faults, "BUSY_SECONDS", 0.02)
    start(42)
    session.keep()
    qtbot.waitUntil(lambda: len(session.kept.faces) == 1)
    holder = sqlite3.connect(library_path(session.kept.folder), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    session.kept.rename(session.kept.faces[0], "Ada")
    window.close()
    qtbot.waitUntil(lambda: dialog_of(window).isVisible())
    assert dialog_of(window).title.text() == "Saving kept faces before quitting…"
    qtbot.waitUntil(lambda: dialog_of(window).why.isVisible())
    assert "Another program" in dialog_of(window).why.text()
    holder.close()
    qtbot.waitUntil(lambda: not window.isVisible())


def test_who_is_asked_to_hurry_leaves_in_the_end(
    window: MainWindow, session: Session, saving: Path, renderer, qtbot: QtBot
):
    window.leaving.hurry(0.05)
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert window.leaving.abandoned
    renderer.open.set()


def test_a_second_signal_is_a_command(window: MainWindow, saving: Path, renderer):
    hurry: Callable[[float], None] = window.leaving.hurry
    hurry(60)
    assert not window.close()
    hurry(60)
    assert not window.isVisible()
    renderer.open.set()


# -- jobs under way --------------------------------------------------------------------------------


class Export:
    """A job that goes on until it is let go, or fails."""

    def __init__(self, session: Session) -> None:
        self.go, self.tidied = threading.Event(), threading.Event()
        self.error: Exception | None = None
        self.ended: list[object] = []
        self._session = session
        self.job = session.jobs.run(
            "Exporting to cast.facelab",
            self._work(),
            self.ended.append,
            self._on_failed,
            owed="cast.facelab",
        )

    def _work(self) -> Steps[str]:
        try:
            while not self.go.wait(0.001):
                yield Progress(1, 4)
            if self.error is not None:
                raise self.error
            return "made"
        finally:
            self.tidied.set()

    def _on_failed(self, error: Exception | None) -> None:
        self.ended.append(error)
        if error is not None:
            self._session.tell_error(error)


@pytest.fixture
def export(window: MainWindow, session: Session, start, qtbot: QtBot) -> Iterator[Export]:
    start()
    made = Export(session)
    qtbot.waitUntil(lambda: made.job.progress.done == 1)
    yield made
    made.go.set()


def question_of(window: MainWindow) -> QuitDialog:
    assert isinstance(window.leaving.dialog, QuitDialog)
    return window.leaving.dialog


def test_quitting_with_a_job_under_way_asks(window: MainWindow, export: Export, qtbot: QtBot):
    assert not window.close()
    question = question_of(window)
    qtbot.waitUntil(question.isVisible)
    assert question.title.text() == "One job is still under way"
    (row,) = question.jobs.rows
    assert (row.title.text(), row.standing.text()) == ("Exporting to cast.facelab", "25%")
    assert question.wait.isDefault(), "Enter loses nothing"
    assert window.isVisible()


def test_one_may_wait_for_the_job(window: MainWindow, export: Export, qtbot: QtBot):
    window.close()
    question = question_of(window)
    question.wait.click()
    assert question.title.text() == "facelab will quit when this is done"
    assert question.wait.isHidden()
    assert window.isVisible()
    export.go.set()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert export.ended == ["made"]


def test_one_may_stop_the_job(window: MainWindow, export: Export, qtbot: QtBot):
    window.close()
    question_of(window).leave.click()
    qtbot.waitUntil(lambda: not window.isVisible())
    qtbot.waitUntil(export.tidied.is_set)
    assert not window.leaving.abandoned, "what was promised is still waited for"


def test_one_may_stay(window: MainWindow, export: Export, qtbot: QtBot):
    window.close()
    question_of(window).stay.click()
    assert window.leaving.dialog is None
    export.go.set()
    qtbot.waitUntil(lambda: export.ended == ["made"])
    assert window.isVisible()


def test_one_may_stay_while_it_waits_and_is_asked_again(
    window: MainWindow, export: Export, qtbot: QtBot
):
    window.close()
    question_of(window).wait.click()
    question_of(window).reject()
    assert window.leaving.dialog is None
    window.close()
    assert not question_of(window).wait.isHidden()


def test_a_job_that_is_done_meanwhile_is_no_question(
    window: MainWindow, export: Export, qtbot: QtBot
):
    window.close()
    export.go.set()
    qtbot.waitUntil(lambda: not window.isVisible())


def test_a_job_that_fails_while_one_waits_is_told(window: MainWindow, export: Export, qtbot: QtBot):
    window.close()
    question = question_of(window)
    question.wait.click()
    export.error = LibraryError("cast.facelab was not saved.", "The disk is full.", "Free some.")
    export.go.set()
    qtbot.waitUntil(lambda: question.title.text() == "cast.facelab was not saved.")
    assert "The disk is full." in question.why.text()
    assert window.isVisible()
    question.leave.click()
    assert not window.isVisible()


def test_a_job_that_nobody_counts_on_is_no_question(
    window: MainWindow, session: Session, start, qtbot: QtBot
):
    start()
    go = threading.Event()

    def backup() -> Steps[None]:
        while not go.wait(0.001):
            yield Progress()

    session.jobs.run("Backing up", backup())
    assert window.close()
    go.set()


def test_a_signal_waits_for_the_job_without_a_question(
    window: MainWindow, export: Export, qtbot: QtBot
):
    window.leaving.hurry(60)
    window.close()
    assert question_of(window).wait.isHidden()
    export.go.set()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert export.ended == ["made"]


def test_what_is_saved_is_waited_for_after_the_jobs_were_stopped(
    window: MainWindow, export: Export, session: Session, renderer, tmp_path: Path, qtbot: QtBot
):
    renderer.open.clear()
    session.face.set_seed(43)
    session.save_picture(tmp_path / "face.png")
    window.close()
    question_of(window).leave.click()
    assert isinstance(window.leaving.dialog, SavingDialog)
    renderer.open.set()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert (tmp_path / "face.png").exists()
