"""A picture with broken pixels and a whole recipe: the face opens, and the user is told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.png_files import write_png


@pytest.fixture
def picture(tmp_path: Path, make_face):
    """Writes the picture of a seed; returns its path, and whether it is whole."""

    def write(seed: int, whole: bool = False) -> Path:
        path = tmp_path / f"face{seed}.png"
        write_png(path, np.full((16, 16, 3), seed, np.uint8), make_face(seed))
        if not whole:
            path.write_bytes(path.read_bytes()[:-20])
        return path

    return write


@pytest.fixture
def opened(session, told, pump):
    def open_all(paths):
        told.messages.clear()
        session.open_files(paths)
        pump.until(lambda: told.messages)
        (message,) = told.messages
        return message

    return open_all


def test_the_face_opens_and_can_be_saved_anew(session, picture, opened):
    message = opened([picture(21)])
    assert session.face.recipe.seed == 21
    assert message.level == "warning"
    assert message.what == "The picture in face21.png is damaged"
    assert message.why.startswith("It is cut short. Its recipe is whole")
    assert (message.fix, message.offers) == (
        "Save it again to have a whole picture.", "save picture"
    )  # fmt: skip


def test_of_many_each_is_named(session, picture, opened):
    message = opened([picture(21), picture(22, whole=True), picture(23)])
    assert message.level == "warning"
    assert message.what == "Opened 3 faces. The first is shown. 2 pictures are damaged"
    assert "face21.png: It is cut short." in message.why
    assert "face23.png" in message.why
    assert "face22.png" not in message.why
    assert message.offers == "keep opened"


def test_a_face_for_something_else_is_not_offered_to_be_saved(session, picture, told, pump):
    taken: list[object] = []
    session.opening.open([picture(21)], faces_to=taken.extend)
    pump.until(lambda: told.messages)
    assert len(taken) == 1
    assert session.face.recipe.seed != 21
    (message,) = told.messages
    assert (message.what, message.offers) == ("The picture in face21.png is damaged", "")


def test_the_picture_of_the_clipboard_is_one_too(session, picture, told, pump):
    session.open_png(picture(21).read_bytes())
    pump.until(lambda: told.messages)
    assert session.face.recipe.seed == 21
    assert told.messages[0].what == "The picture in the clipboard is damaged"
