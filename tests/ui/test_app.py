from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from facelab.export.recipe_file import write_recipe
from facelab.library import Library, Record, export_faces
from facelab.recipe import Recipe
from facelab.session import Session
from facelab.ui import app as application
from facelab.ui.window.main_window import MainWindow


@pytest.fixture
def run(
    qapp: QApplication, qtbot: QtBot, renderer, weights: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., int]]:
    """The application on the fake renderer; `step` is called once its loop runs."""

    def make(dispatch: Callable[..., None], library_folder: Path | None = None) -> Session:
        return Session(dispatch, load_renderer=lambda *_: renderer, library_folder=library_folder)

    monkeypatch.setattr(application, "Session", make)
    hooks = sys.excepthook, threading.excepthook
    leave = qapp.quitOnLastWindowClosed()
    qapp.setQuitOnLastWindowClosed(True)

    def start(step: Callable[[MainWindow], None], **options: object) -> int:
        def begin() -> None:
            step(window())

        QTimer.singleShot(0, qapp, begin)
        return application.run(**options)  # type: ignore[arg-type]

    yield start
    sys.excepthook, threading.excepthook = hooks
    qapp.setQuitOnLastWindowClosed(leave)
    # A process would be gone by now; kept, its windows are styled with each theme that comes.
    for left in QApplication.topLevelWidgets():
        if isinstance(left, MainWindow):
            left.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def window() -> MainWindow:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
    return next(w for w in found if w.isVisible())


def test_it_opens_with_a_seed_and_ends_with_its_window(run: Callable[..., int], qtbot: QtBot):
    seen: list[object] = []

    def step(shown: MainWindow) -> None:
        qtbot.waitUntil(lambda: shown.canvas.has_image() and not shown._session.busy)
        seen.append(shown._session.face.recipe.seed)
        shown.close()

    assert run(step, seed=12, device="cpu") == 0
    assert seen == [12]


def test_the_face_comes_back_at_the_next_start(run: Callable[..., int], qtbot: QtBot):
    seen: list[object] = []

    def first(shown: MainWindow) -> None:
        qtbot.waitUntil(lambda: shown.canvas.has_image())
        face = shown._session.face
        face.edit(face.recipe.with_seed(99).with_amount("pca-2", 1.5), "x")
        seen.append(face.recipe)
        shown.close()

    def second(shown: MainWindow) -> None:
        qtbot.waitUntil(lambda: shown.canvas.has_image())
        seen.append(shown._session.face.recipe)
        shown.close()

    assert run(first) == 0
    assert run(second) == 0
    assert seen[0] == seen[1]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_a_polite_kill_closes_the_window(run: Callable[..., int], qtbot: QtBot):
    before = signal.getsignal(signal.SIGTERM)

    def step(shown: MainWindow) -> None:
        qtbot.waitUntil(lambda: shown.canvas.has_image())
        os.kill(os.getpid(), signal.SIGTERM)

    assert run(step) == 0
    assert signal.getsignal(signal.SIGTERM) == before


CASES = Path(__file__).parent.parent / "cases"
NO_FACES = ["no.json", "no.png", "no.facelab", "no.npy", "no.pt", "no.safetensors", "absent.json"]
BROKEN = ["flip_deflate.pt", "flip_lzma.npz", "memo_stackglobal.pt", "thumb_65500.facelab"]


@pytest.mark.parametrize("name", NO_FACES + BROKEN)
def test_what_cannot_be_opened_is_told_in_the_window(
    run: Callable[..., int], qtbot: QtBot, tmp_path: Path, name: str
):
    path = tmp_path / name
    if name in BROKEN:
        path.write_bytes((CASES / name).read_bytes())
    elif not name.startswith("absent"):
        path.write_text("{}")
    told: list[str] = []

    def step(shown: MainWindow) -> None:
        notice = shown.canvas._notice
        qtbot.waitUntil(lambda: shown.canvas.has_image() and notice.isVisible())
        told.append(f"{notice.what.text()} {notice.why.text()}")
        shown.close()

    assert run(step, paths=[path]) == 0
    assert name in told[0]
    assert "opcode" not in told[0]


def test_an_exception_that_nobody_caught_is_told_in_a_line_and_written_down(
    run: Callable[..., int], qtbot: QtBot, user_folders: Path, capsys: pytest.CaptureFixture[str]
):
    told: list[str] = []

    def step(shown: MainWindow) -> None:
        qtbot.waitUntil(lambda: shown.canvas.has_image())
        secret = "the value of a variable"
        try:
            raise ZeroDivisionError(f"first line\nsecond line with {secret}")
        except ZeroDivisionError as error:
            sys.excepthook(type(error), error, error.__traceback__)
        notice = shown.canvas._notice
        told.append(f"{notice.what.text()} {notice.why.text()} {notice.fix.text()}")
        shown.close()

    assert run(step) == 0
    log = user_folders / "settings" / "problems.log"
    assert "ZeroDivisionError: first line." in told[0]
    assert "second line" not in told[0]
    assert str(log) in told[0]
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(
        "facelab: Something went wrong in facelab. ZeroDivisionError: first line."
    )
    assert "Traceback" in log.read_text()


def test_what_nobody_caught_in_another_thread_is_a_line_too(
    run: Callable[..., int], qtbot: QtBot, user_folders: Path, capsys: pytest.CaptureFixture[str]
):
    def fail() -> None:
        raise ZeroDivisionError("in a thread")

    def step(shown: MainWindow) -> None:
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
        shown.close()

    assert run(step) == 0
    (line,) = capsys.readouterr().err.splitlines()
    assert "ZeroDivisionError: in a thread." in line
    assert "in a thread" in (user_folders / "settings" / "problems.log").read_text()


def test_it_opens_with_the_face_of_a_file(
    run: Callable[..., int], qtbot: QtBot, tmp_path: Path, rich: Recipe
):
    seen: list[Recipe] = []

    def step(shown: MainWindow) -> None:
        qtbot.waitUntil(lambda: shown.canvas.has_image())
        seen.append(shown._session.face.recipe)
        assert shown._session.recent.paths == (tmp_path / "a.json",)
        shown.close()

    write_recipe(tmp_path / "a.json", rich)
    assert run(step, paths=[tmp_path / "a.json"]) == 0
    assert seen == [rich]


def test_it_opens_with_several_files(
    run: Callable[..., int], qtbot: QtBot, tmp_path: Path, rich: Recipe
):
    seen: list[object] = []

    def step(shown: MainWindow) -> None:
        notice = shown.canvas._notice
        qtbot.waitUntil(lambda: "Opened" in notice.what.text())
        seen.extend((shown._session.face.recipe, notice.what.text(), notice.why.text()))
        shown.close()

    write_recipe(tmp_path / "a.json", rich)
    np.savez(tmp_path / "projected_w.npz", w=np.ones((1, 12, 8)))
    paths = [tmp_path / "a.json", tmp_path / "projected_w.npz", tmp_path / "none.png"]
    assert run(step, paths=paths) == 0
    assert seen[:2] == [rich, "Opened 2 faces. The first is shown. 1 file was not opened"]
    assert "none.png: No such file" in str(seen[2])


@pytest.mark.parametrize("meant", ["face", "direction"])
def test_it_may_be_said_what_vectors_are(
    run: Callable[..., int], qtbot: QtBot, tmp_path: Path, meant: str
):
    seen: list[bool] = []

    def step(shown: MainWindow) -> None:
        session = shown._session
        qtbot.waitUntil(
            lambda: (
                session.face.has_recipe
                and (bool(session.own.directions()) or session.face.recipe.seed is None)
            )
        )
        seen.append(session.face.recipe.seed is None)
        shown.close()

    np.save(tmp_path / "x.npy", np.ones(8))
    assert run(step, paths=[tmp_path / "x.npy"], meant=meant) == 0
    assert seen == [meant == "face"]


def test_it_opens_and_imports_directions(run: Callable[..., int], qtbot: QtBot, tmp_path: Path):
    seen: list[str] = []

    def step(shown: MainWindow) -> None:
        own = shown._session.own
        qtbot.waitUntil(lambda: shown.canvas.has_image() and bool(own.directions()))
        seen.extend(each.title for each in own.directions())
        shown.close()

    np.save(tmp_path / "smirk.npy", np.ones(8))
    assert run(step, paths=[tmp_path / "smirk.npy"]) == 0
    assert seen == ["smirk"]


def test_it_opens_with_a_library_export_in_the_library_that_is_named(
    run: Callable[..., int], qtbot: QtBot, tmp_path: Path, rich: Recipe
):
    library = Library(tmp_path / "other")
    library.keep(Record(rich, name="first"))
    library.keep(Record(rich.with_seed(5), name="second"))
    library.close()
    export_faces(tmp_path / "other", tmp_path / "cast.facelab")
    seen: list[Recipe] = []

    def step(shown: MainWindow) -> None:
        kept = shown._session.kept
        qtbot.waitUntil(lambda: shown.canvas.has_image() and len(kept.faces) == 2)
        seen.append(shown._session.face.recipe)
        shown.close()

    assert run(step, paths=[tmp_path / "cast.facelab"], library=tmp_path / "mine") == 0
    assert seen == [rich]
    library = Library(tmp_path / "mine")
    assert {library.get(1).name, library.get(2).name} == {"first", "second"}
    library.close()


def test_a_bug_of_ours_is_told_in_the_window(
    run: Callable[..., int], qtbot: QtBot, capsys: pytest.CaptureFixture[str]
):
    seen: list[str] = []

    def step(shown: MainWindow) -> None:
        qtbot.waitUntil(lambda: shown.canvas.has_image())
        error = ValueError("a bug")
        sys.excepthook(ValueError, error, None)
        seen.append(shown.canvas._notice.why.text())
        shown.close()

    assert run(step) == 0
    assert seen == ["ValueError: a bug."]
    assert "a bug" in capsys.readouterr().err
