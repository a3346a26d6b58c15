from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QClipboard, QColor, QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from facelab.export.reading import read_picture_recipe
from facelab.recipe import Latent, Recipe, recipe_to_json
from facelab.session import Message, Session
from facelab.ui.window.clipboard import PNG, ClipboardCommands


@pytest.fixture
def opened() -> list[Path]:
    return []


@pytest.fixture
def told(session: Session) -> list[Message]:
    messages: list[Message] = []
    session.message.connect(lambda message: messages.append(message))
    return messages


@pytest.fixture
def commands(session: Session, opened: list[Path]) -> ClipboardCommands:
    return ClipboardCommands(session, opened.extend)


@pytest.fixture
def clipboard(qapp: object) -> QClipboard:
    return QGuiApplication.clipboard()


def test_the_full_frame_is_copied_with_its_recipe_also_if_it_is_still_to_come(
    commands: ClipboardCommands, clipboard: QClipboard, session: Session, start, renderer,
    told: list[Message], tmp_path: Path, qtbot: QtBot,
):  # fmt: skip
    start()
    renderer.open.clear()
    session.face.set_seed(7)
    seven = session.face.recipe
    qtbot.waitUntil(lambda: session.frame is not None and session.frame.recipe == seven)
    commands.copy_picture()
    session.face.set_seed(8)  # what is copied is what was on show
    assert clipboard.image().isNull(), "a preview is not copied"
    renderer.open.set()
    qtbot.waitUntil(lambda: not clipboard.image().isNull())
    assert clipboard.image().size().width() == 64
    (tmp_path / "copied.png").write_bytes(clipboard.mimeData().data(PNG).data())
    assert read_picture_recipe(tmp_path / "copied.png") == seven
    assert [message.what for message in told] == ["Copied the picture, 64 × 64"]


def test_what_was_copied_is_pasted(
    commands: ClipboardCommands, clipboard: QClipboard, session: Session, start, rich: Recipe,
    qtbot: QtBot,
):  # fmt: skip
    first = start()
    session.face.edit(rich, "rich")
    commands.copy_picture()
    qtbot.waitUntil(lambda: not clipboard.image().isNull())
    session.face.edit(first, "back")
    commands.paste()
    qtbot.waitUntil(lambda: session.face.recipe == rich)
    assert session.face.undo_label == "Paste"


def test_files_are_pasted_as_if_they_were_dropped(
    commands: ClipboardCommands, clipboard: QClipboard, opened: list[Path]
):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/a/b.png"), QUrl("https://example.org/c.png")])
    clipboard.setMimeData(data)
    commands.paste()
    assert opened == [Path("/a/b.png")]


def test_a_seed_and_a_recipe_are_pasted(
    commands: ClipboardCommands, clipboard: QClipboard, session: Session, start, rich: Recipe
):
    start()
    clipboard.setText(" 4711\n")
    commands.paste()
    assert session.face.recipe.seed == 4711
    clipboard.setText(recipe_to_json(rich))
    commands.paste()
    assert session.face.recipe == rich


@pytest.mark.parametrize("text", ["", "hello", "1e400", "9" * 30, "٤٢", "-3"])
def test_what_is_no_face_is_told(
    commands: ClipboardCommands, clipboard: QClipboard, session: Session, start,
    told: list[Message], text: str,
):  # fmt: skip
    first = start()
    clipboard.setText(text)
    commands.paste()
    assert [message.what for message in told] == ["There is no face on the clipboard"]
    assert session.face.recipe == first


def test_pictures_and_recipes_that_are_none_are_told(
    commands: ClipboardCommands, clipboard: QClipboard, session: Session, start,
    told: list[Message], qtbot: QtBot,
):  # fmt: skip
    first = start()
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    clipboard.setImage(image)
    commands.paste()
    qtbot.waitUntil(lambda: len(told) == 1)
    assert "recipe" in told[0].what
    clipboard.setText('{"format": "facelab-recipe"')
    commands.paste()
    assert told[1].level == "error"
    assert session.face.recipe == first


def test_the_seed_is_copied_and_a_face_without_one_has_none(
    commands: ClipboardCommands, clipboard: QClipboard, session: Session, start,
    told: list[Message],
):  # fmt: skip
    start()
    commands.copy_seed()
    assert clipboard.text() == "42"
    latent = Latent.from_array(np.zeros((12, 8), np.float32))
    session.face.edit(session.face.recipe.with_source(latent), "x")
    commands.copy_seed()
    assert told[-1].what == "This face has no seed"
