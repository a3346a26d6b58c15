from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from facelab.export.recipe_file import read_recipe, write_recipe
from facelab.recipe import Latent, Recipe
from facelab.session import Message, Session
from facelab.ui.window import file_commands
from facelab.ui.window.file_commands import FileCommands

DATABASE = b"SQLite format 3"  # how a database begins


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

    def several(parent: QWidget, title: str, path: str, kinds: str) -> tuple[list[str], str]:
        suggested.append(path)
        return [answer] if answer else [], kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", dialog)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", several)
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
    assert session.settings.pictures_folder == str(tmp_path)
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
    # The file is there before anything is in it, and facelab writes to it at any time.
    qtbot.waitUntil(lambda: library.exists() and library.read_bytes().startswith(DATABASE))
    (tmp_path / "link.png").symlink_to(library)
    told: list[Message] = []
    session.message.connect(lambda message: told.append(message))
    choose(monkeypatch, str(tmp_path / "link.png"))
    files.save_picture()
    qtbot.waitUntil(lambda: bool(told))
    assert told[0].level == "error"
    assert "library, which facelab protects" in told[0].why
    assert library.read_bytes().startswith(DATABASE)
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


def test_all_files_that_are_dropped_or_chosen_are_opened(
    files: FileCommands, session: Session, start, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot,
):  # fmt: skip
    first = start()
    paths = [tmp_path / f"{seed}.json" for seed in (3, 4, 5)]
    for seed, path in zip((3, 4, 5), paths, strict=True):
        write_recipe(path, first.with_seed(seed))
    files.open_dropped(paths)
    qtbot.waitUntil(lambda: session.face.recipe.seed == 3)
    assert [step.recipe.seed for step in session.face.steps] == [42, 4, 5, 42, 3]
    session.face.begin(first)
    names = [str(path) for path in reversed(paths)]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (names, ""))
    files.open()
    qtbot.waitUntil(lambda: session.face.recipe.seed == 5)
    assert [step.recipe.seed for step in session.face.steps] == [42, 4, 3, 42, 5]
    files.open_dropped([])
    assert session.settings.open_folder == str(tmp_path)


@pytest.mark.parametrize("meant", ["face", "direction", None])
def test_what_is_unsure_is_asked(
    files: FileCommands, session: Session, start, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, meant: str | None,
):  # fmt: skip
    start()
    path = tmp_path / "x.npy"
    np.save(path, np.ones(8))
    asked: list[object] = []

    def ask(window: QWidget, paths: tuple[Path, ...]) -> str | None:
        asked.append(paths)
        return meant

    monkeypatch.setattr(file_commands, "ask_meaning", ask)
    files.ask_meaning((path,))
    assert asked == [(path,)]
    if meant == "face":
        qtbot.waitUntil(lambda: isinstance(session.face.recipe.source, Latent))
    elif meant == "direction":
        qtbot.waitUntil(lambda: len(session.own.directions()) == 1)
    else:
        assert session.face.recipe.seed == 42
        assert not session.own.directions()


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

    def dialog(parent: QWidget, title: str, path: str, kinds: str) -> tuple[list[str], str]:
        asked.append(kinds)
        return [], ""

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", dialog)
    files.open()
    first = asked[0].split(";;")[0]
    for end in (".png", ".json", ".facelab", ".npy", ".npz", ".pt", ".safetensors"):
        assert f"*{end}" in first


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


def test_a_name_is_free_again_where_nothing_came_of_it(
    files: FileCommands, session: Session, start, tmp_path: Path, qtbot: QtBot
):
    start()
    session.change_settings(pictures_folder=str(tmp_path))
    path = tmp_path / "seed0042.png"
    told: list[Message] = []
    session.message.connect(told.append)
    for _ in range(2):  # the first is taken away by another program
        told.clear()
        files.save_again()
        qtbot.waitUntil(lambda: bool(told) and not session.saving)
        assert told[-1].file == path
        path.unlink()


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
