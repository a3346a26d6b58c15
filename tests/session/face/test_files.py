"""Faces out of files and into files."""

from __future__ import annotations

import errno
import zipfile
from pathlib import Path

import numpy as np
import pytest

from facelab.engine import Frame
from facelab.errors import RecipeError
from facelab.export.reading import read_picture_recipe
from facelab.export.recipe_file import read_recipe, write_recipe
from facelab.library import Library, Record, export_faces
from facelab.session import Message
from facelab.session.settings import load_settings
from tests.png_files import write_png


def test_a_picture_is_saved_with_its_recipe(session, told, pump, tmp_path):
    path = tmp_path / "out" / "face.png"
    session.save_picture(path)
    pump.until(lambda: told.saved)
    assert told.saved == [path]
    assert read_picture_recipe(path) == session.face.recipe
    assert told.messages == [Message("info", "Saved face.png", f"in {path.parent}")]


def test_two_windows_that_save_under_one_name_replace_nothing(session, told, pump, tmp_path):
    path = tmp_path / "seed0007.png"
    path.write_text("of another window, since the name was chosen")
    session.save_picture(path, numbered=True)
    pump.until(lambda: told.saved)
    assert told.saved == [tmp_path / "seed0007-2.png"]
    assert path.read_text().startswith("of another")
    assert read_picture_recipe(told.saved[0]) == session.face.recipe


def test_a_picture_that_is_still_to_come_is_saved_when_it_is_there(
    session, told, pump, renderer, tmp_path, make_face
):
    renderer.fulls.close()
    session.face.set_seed(8)
    renderer.fulls.wait_for("8")
    session.save_picture(tmp_path / "face.png")
    session.face.set_seed(9)  # what is saved is what was on show
    renderer.fulls.open.set()
    pump.until(lambda: told.saved)
    assert read_picture_recipe(tmp_path / "face.png") == make_face(8)


def test_a_recipe_is_saved_and_opened(session, told, pump, tmp_path, make_face):
    session.save_recipe(tmp_path / "face.json")
    pump.until(lambda: told.saved)
    assert read_recipe(tmp_path / "face.json") == make_face(7)
    session.face.set_seed(8)
    session.open_files([tmp_path / "face.json"])
    pump.until(lambda: session.face.recipe == make_face(7))
    assert session.face.undo_label == "Open face.json"


def test_a_saved_picture_opens_as_the_face_it_is(session, pump, tmp_path, make_face):
    face = make_face(31).with_amount("smile", 0.5)
    write_png(tmp_path / "a.png", np.zeros((4, 4, 3), np.uint8), face)
    session.open_files([tmp_path / "a.png"])
    pump.until(lambda: session.face.recipe == face)
    pump.until(lambda: not session.busy)
    assert session.frame.recipe == face


@pytest.mark.parametrize("name", ["nowhere.png", "nowhere.json", "text.txt", "bad.json"])
def test_a_file_that_cannot_be_opened_is_told(session, told, pump, tmp_path, name):
    (tmp_path / "text.txt").write_text("hello")
    (tmp_path / "bad.json").write_text("{")
    session.open_files([tmp_path / name])
    pump.until(lambda: told.messages)
    assert told.messages[0].level == "error"
    assert session.face.recipe.seed == 7


def test_the_face_of_another_model_is_not_opened(session, told, pump, tmp_path, make_face):
    write_recipe(tmp_path / "other.json", make_face(3, sha256="b" * 64))
    session.open_files([tmp_path / "other.json"])
    pump.until(lambda: told.messages)
    assert told.said("another network")
    assert session.face.recipe.seed == 7


@pytest.mark.parametrize(
    ("save", "name"), [("save_picture", "face.png"), ("save_recipe", "face.json")]
)
def test_a_folder_that_cannot_be_written_is_told(
    session, told, pump, monkeypatch, tmp_path, save, name
):
    mkdir = Path.mkdir

    def refuse(self, *args, **options):
        if self.name == "locked":
            raise PermissionError(errno.EACCES, "Permission denied")
        mkdir(self, *args, **options)

    monkeypatch.setattr(Path, "mkdir", refuse)
    getattr(session, save)(tmp_path / "locked" / name)
    pump.until(lambda: told.messages)
    assert told.said(f"{name} was not saved. Permission denied.")
    assert told.saved == []


def test_a_picture_that_cannot_be_drawn_is_told(session, told, pump, renderer, tmp_path, make_face):
    renderer.errors["full", make_face(8)] = RecipeError("It does not work.")
    session.face.set_seed(8)
    session.save_picture(tmp_path / "face.png")
    pump.until(lambda: len(told.messages) == 2)
    assert not (tmp_path / "face.png").exists()


def test_settings_that_cannot_be_saved_are_told_once(session, told, pump, world, monkeypatch):
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def flush() -> None:
        """Wait until the writer has done all that it was given."""
        ends: list[object] = []
        session._writer.run(lambda: None, ends.append)
        pump.until(lambda: ends)

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        for theme in ("light", "dark", "light"):
            session.change_settings(theme=theme)
            session.face.next_face()
            pump.drain()
            flush()
    session.change_settings(theme="dark")
    pump.until(lambda: load_settings(world.settings)[0].theme == "dark")
    assert [message.level for message in told.messages] == ["warning"]
    assert told.said("No space left on device")


# -- library exports -----------------------------------------------------------------------------


@pytest.fixture
def export(tmp_path, make_face):
    """A library export: the faces of these seeds, of another network if told so."""

    def make(*seeds: int, sha256: str | None = None) -> Path:
        library = Library(tmp_path / "other")
        for seed in seeds:
            library.keep(Record(make_face(seed) if sha256 is None else make_face(seed, sha256)))
        library.close()
        path: Path = tmp_path / "cast.facelab"
        export_faces(tmp_path / "other", path)
        return path

    return make


def test_an_export_is_imported_and_its_first_face_opened(session, told, pump, export, make_face):
    path = export(31, 32, 33)
    session.open_files([path])
    pump.until(lambda: len(session.kept.faces) == 3 and told.messages)
    assert session.face.recipe == make_face(31)
    assert session.face.undo_label == "Open cast.facelab"
    assert told.messages == [
        Message(
            "info",
            "3 new faces imported from cast.facelab",
            "The first face in the file is shown.",
        )
    ]
    session.face.set_seed(8)
    session.open_files([path])
    pump.until(lambda: len(told.messages) == 2)
    assert told.messages[1].what == "No new faces imported from cast.facelab"
    assert told.messages[1].why.startswith("3 were already here.")
    assert session.face.recipe == make_face(31)


def test_an_import_that_ends_late_does_not_disturb(session, told, pump, export, make_face):
    """The first face is opened at once; who has gone on since is not taken back."""
    session.open_files([export(31)])
    pump.until(lambda: session.face.recipe == make_face(31))
    session.face.set_seed(9)
    pump.until(lambda: told.messages)
    assert session.face.recipe == make_face(9)


def test_an_export_of_another_model_is_imported_but_not_shown(session, told, pump, export):
    session.open_files([export(31, sha256="b" * 64)])
    pump.until(lambda: session.kept.facets.total == 1 and len(told.messages) == 2)
    assert told.said("another network")
    # It is opened and imported side by side.
    assert Message("info", "1 new face imported from cast.facelab") in told.messages
    assert session.face.recipe.seed == 7


def test_an_export_opened_before_there_is_a_network_is_shown_then(
    offering, pump, download, export, make_face
):
    offering.open_files([export(31, 32)])
    pump.until(lambda: len(offering.kept.faces) == 2)
    download.go_on.set()
    offering.fetch_weights()
    pump.until(lambda: offering.frame is not None and not offering.busy)
    assert offering.face.recipe == make_face(31)


@pytest.mark.parametrize("content", [b"", b"nonsense", b"PK\x05\x06" + bytes(18)])
def test_an_export_that_is_none_is_told(session, told, pump, tmp_path, content):
    (tmp_path / "bad.facelab").write_bytes(content)
    session.open_files([tmp_path / "bad.facelab"])
    pump.until(lambda: told.messages)
    assert told.messages[0].level == "error"
    assert "bad.facelab cannot be opened" in told.messages[0].what
    assert session.face.recipe.seed == 7


def test_an_export_without_faces_is_told(session, told, pump, tmp_path):
    with zipfile.ZipFile(tmp_path / "empty.facelab", "w") as file:
        file.writestr("facelab.json", '{"format": "facelab-library", "version": 1, "faces": 0}')
        file.writestr("faces.jsonl", "")
    session.open_files([tmp_path / "empty.facelab"])
    pump.until(lambda: told.messages)
    assert told.messages == [Message("info", "There are no faces in empty.facelab")]


def test_the_png_of_a_face_is_the_full_frame_with_its_recipe_even_if_it_is_still_to_come(
    session, pump, renderer, tmp_path, make_face
):
    renderer.fulls.close()
    session.face.set_seed(8)
    renderer.fulls.wait_for("8")
    made: list[tuple[Frame, bytes]] = []
    session.to_png(lambda *result: made.append(result))
    pump.drain()
    assert made == [], "a preview is not copied"
    renderer.fulls.open.set()
    pump.until(lambda: made)
    ((frame, data),) = made
    assert frame.kind == "full"
    (tmp_path / "copied.png").write_bytes(data)
    assert read_picture_recipe(tmp_path / "copied.png") == make_face(8)


def test_a_picture_of_the_clipboard_opens_as_the_face_it_is(
    session, told, pump, tmp_path, make_face
):
    face = make_face(31).with_amount("smile", 0.5)
    write_png(tmp_path / "a.png", np.zeros((4, 4, 3), np.uint8), face)
    session.open_png((tmp_path / "a.png").read_bytes())
    pump.until(lambda: session.face.recipe == face)
    assert session.face.undo_label == "Paste"
    assert session.recent.paths == (), "it is no file"
    session.open_png(b"no picture")
    pump.until(lambda: told.messages)
    assert told.messages[0].level == "error"
    assert session.face.recipe == face
