from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from facelab.export.recipe_file import read_recipe
from facelab.recipe import Latent, Recipe
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


def test_a_name_that_gets_its_ending_afterwards_replaces_nothing_unasked(
    files: FileCommands, session: Session, start, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot,
):  # fmt: skip
    start()
    asked: list[str] = []

    def confirmed(parent: QWidget, what: str, why: str, button: str) -> bool:
        asked.append(what)
        return False

    monkeypatch.setattr("facelab.ui.dialogs.save_path.confirmed", confirmed)
    saves = {".png": files.save_picture, ".json": files.save_recipe}
    for suffix, save in saves.items():
        (tmp_path / f"face{suffix}").write_bytes(b"precious")
        choose(monkeypatch, str(tmp_path / "face"))
        save()
        assert (tmp_path / f"face{suffix}").read_bytes() == b"precious"
    assert asked == ["Replace face.png?", "Replace face.json?"]
    assert session.settings.save_folder is None


def test_nothing_is_saved_over_what_facelab_keeps(
    files: FileCommands, session: Session, start, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot,
):  # fmt: skip
    start()
    library = session.kept.folder / "library.sqlite"
    qtbot.waitUntil(library.exists)
    (tmp_path / "link.png").symlink_to(library)
    told: list[Message] = []
    session.message.connect(lambda message: told.append(message))
    before = library.read_bytes()
    choose(monkeypatch, str(tmp_path / "link.png"))
    files.save_picture()
    qtbot.waitUntil(lambda: bool(told))
    assert told[0].level == "error"
    assert "library of kept faces" in told[0].why
    assert library.read_bytes() == before
    assert (tmp_path / "link.png").is_symlink()


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


def test_a_face_without_seed_has_none_to_copy(files: FileCommands, session: Session, start):
    start()
    latent = Latent.from_array(np.zeros((12, 8), np.float32))
    session.face.edit(session.face.recipe.with_source(latent), "x")
    told: list[Message] = []
    session.message.connect(lambda message: told.append(message))
    files.copy_seed()
    assert told[0].what == "This face comes from no seed"


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
    assert session.settings.directions_folder == str(tmp_path)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([], ""))
    files.import_directions()
    assert len(session.own.directions()) == 2


def test_each_kind_of_file_has_a_folder_of_its_own(
    files: FileCommands, session: Session, start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    start()
    folders = {name: tmp_path / name for name in ("pictures", "recipes", "faces")}
    for folder in folders.values():
        folder.mkdir()
    choose(monkeypatch, str(folders["pictures"] / "a.png"))
    files.save_picture()
    suggested = choose(monkeypatch, str(folders["recipes"] / "a.json"))
    files.save_recipe()
    assert Path(suggested[0]).parent == folders["pictures"], "the first time where pictures are"
    choose(monkeypatch, str(folders["faces"] / "a.png"))
    files.open()
    suggested = choose(monkeypatch, "")
    files.save_picture()
    files.save_recipe()
    files.open()
    assert Path(suggested[0]).parent == folders["pictures"]
    assert Path(suggested[1]).parent == folders["recipes"]
    assert Path(suggested[2]) == folders["faces"]
    folders["faces"].rmdir()
    suggested = choose(monkeypatch, "")
    files.open()
    assert Path(suggested[0]) == folders["pictures"], "one that is gone is no place to begin"


def test_the_dialog_shows_first_all_that_can_be_opened(
    files: FileCommands, start, monkeypatch: pytest.MonkeyPatch
):
    start()
    asked: list[str] = []

    def dialog(parent: QWidget, title: str, path: str, kinds: str) -> tuple[str, str]:
        asked.append(kinds)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", dialog)
    files.open()
    first = asked[0].split(";;")[0]
    for end in (".png", ".json", ".facelab", ".npy", ".npz", ".pt", ".safetensors"):
        assert f"*{end}" in first
