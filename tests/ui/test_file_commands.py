from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from facelab.export.recipe_file import read_recipe
from facelab.recipe import Recipe
from facelab.session import Message, Session
from facelab.ui.file_commands import FileCommands


@pytest.fixture
def files(qtbot: QtBot, session: Session) -> FileCommands:
    window = QWidget()
    qtbot.addWidget(window)
    made = FileCommands(window, session)
    made.keep = window  # type: ignore[attr-defined]
    return made


def choose(monkeypatch: pytest.MonkeyPatch, answer: str) -> list[str]:
    suggested: list[str] = []

    def dialog(parent: QWidget, title: str, path: str, kinds: str) -> tuple[str, str]:
        suggested.append(path)
        return answer, kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", dialog)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", dialog)
    return suggested


def test_a_saved_picture_opens_as_the_face_it_is(
    files: FileCommands, session: Session, start, rich: Recipe, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot,
):  # fmt: skip
    first = start()
    session.face.edit(rich, "rich")
    suggested = choose(monkeypatch, str(tmp_path / "a long näme.with dots"))
    with qtbot.waitCallback() as saved:
        session.picture_saved.connect(saved)
        files.save_picture()
    path = tmp_path / "a long näme.with dots.png"
    assert saved.args == [path]
    assert suggested[0].endswith("seed4294967295.png")
    assert session.settings.save_folder == str(tmp_path)
    assert read_recipe(path) == rich
    session.face.edit(first, "x")
    choose(monkeypatch, str(path))
    files.open()
    qtbot.waitUntil(lambda: session.face.recipe == rich)


def test_a_saved_recipe(
    files: FileCommands, session: Session, start, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot,
):  # fmt: skip
    first = start()
    choose(monkeypatch, str(tmp_path / "face.JSON"))
    with qtbot.waitCallback() as saved:
        session.picture_saved.connect(saved)
        files.save_recipe()
    assert read_recipe(tmp_path / "face.JSON") == first


def test_a_dialog_that_is_cancelled_does_nothing(
    files: FileCommands, session: Session, start, monkeypatch: pytest.MonkeyPatch
):
    first = start()
    choose(monkeypatch, "")
    for command in (files.open, files.save_picture, files.save_recipe):
        command()
    assert session.face.recipe == first
    assert session.settings.save_folder is None


def test_a_file_that_is_no_face_is_told(
    files: FileCommands, session: Session, start, tmp_path: Path, qtbot: QtBot
):
    first = start()
    path = tmp_path / "notes.txt"
    path.write_text("hello")
    told: list[Message] = []
    session.message.connect(lambda message: told.append(message))
    files.open_dropped([path])
    qtbot.waitUntil(lambda: bool(told))
    assert told[0].level == "error"
    assert "notes.txt" in told[0].what
    assert session.face.recipe == first


def test_of_dropped_files_all_exports_and_the_first_other_are_opened(
    files: FileCommands, session: Session, monkeypatch: pytest.MonkeyPatch
):
    opened: list[str] = []
    monkeypatch.setattr(session, "open_file", lambda path: opened.append(path.name))
    names = ("a.png", "b.facelab", "c.json", "d.FACELAB")
    files.open_dropped([Path(name) for name in names])
    assert opened == ["b.facelab", "d.FACELAB", "a.png"]
    opened.clear()
    names = ("a.png", "smile.npy", "age.pt", "c.json")
    files.open_dropped([Path(name) for name in names])
    assert opened == ["smile.npy", "age.pt", "a.png"]
    opened.clear()
    files.open_dropped([])
    assert opened == []


def test_directions_are_imported_from_the_files_that_are_chosen(
    files: FileCommands, session: Session, start, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot,
):  # fmt: skip
    start()
    names = [str(tmp_path / f"{name}.npy") for name in ("smile", "age")]
    for k, name in enumerate(names):
        np.save(name, np.eye(2, 8)[k])
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (names, ""))
    files.import_directions()
    qtbot.waitUntil(lambda: len(session.own.directions()) == 2)
    assert [each.title for each in session.own.directions()] == ["smile", "age"]
    assert session.settings.save_folder == str(tmp_path)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([], ""))
    files.import_directions()
    assert len(session.own.directions()) == 2


# -- saving without a question ---------------------------------------------------------------------


def test_pictures_are_saved_by_the_next_free_name_even_before_the_last_one_is_written(
    files: FileCommands, session: Session, start, pictures: Path, qtbot: QtBot
):
    first = start()
    told: list[Message] = []
    session.message.connect(lambda message: told.append(message))
    (pictures / "facelab").mkdir(parents=True)
    (pictures / "facelab" / "seed0042.png").write_text("of someone else")
    for _ in range(2):
        files.save_again()
    qtbot.waitUntil(lambda: len(told) == 2)
    paths = [pictures / "facelab" / f"seed0042-{number}.png" for number in (2, 3)]
    assert [message.file for message in told] == paths
    assert [read_recipe(path) for path in paths] == [first, first]
    assert (pictures / "facelab" / "seed0042.png").read_text() == "of someone else"


def test_pictures_go_where_the_last_one_went_and_as_they_were_set(
    files: FileCommands, session: Session, start, tmp_path: Path, pictures: Path,
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot,
):  # fmt: skip
    start()
    session.change_settings(save_size=32, save_name="hero-{face}")
    suggested = choose(monkeypatch, str(tmp_path / "there" / "a.png"))
    files.save_picture()
    assert suggested == [str(pictures.parent / "hero-seed0042.png")], (
        "the usual folder is not there yet"
    )
    assert session.settings.pictures_folder == str(tmp_path / "there")
    qtbot.waitUntil((tmp_path / "there" / "a.png").exists)
    files.save_again()
    path = tmp_path / "there" / "hero-seed0042.png"
    qtbot.waitUntil(path.exists)
    with Image.open(path) as image:
        assert image.size == (32, 32)


def test_a_folder_that_is_gone_is_asked_for(
    files: FileCommands, session: Session, start, tmp_path: Path, pictures: Path,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    start()
    session.change_settings(pictures_folder=str(tmp_path / "a stick that was pulled"))
    asked = choose(monkeypatch, "")
    files.save_again()
    assert len(asked) == 1
    assert not (tmp_path / "a stick that was pulled").exists()
