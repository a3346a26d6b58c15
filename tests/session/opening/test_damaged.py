"""A picture with broken pixels and a whole recipe: the face opens, and the user is told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from facelab.export.clips.kinds import KINDS, Sequence
from facelab.export.clips.write import Clip, write_clip
from facelab.export.timeline_file import with_timeline
from facelab.export.writer import Metadata
from facelab.progress import finish
from facelab.recipe.timeline import Key, Timeline
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
    assert message.why.startswith("It is cut short. Its recipe is intact")
    assert (message.fix, message.offers) == (
        "Save it again to have an undamaged picture.", "save picture"
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


@pytest.fixture
def clip(tmp_path: Path, make_face):
    """Writes a GIF with a timeline; the end of it is missing."""

    gif = KINDS["gif"]
    assert not isinstance(gif, Sequence)

    def write(name: str, gone: int = 30) -> Path:
        faces = Timeline((Key(make_face(1), 0.25), Key(make_face(2))))
        said = with_timeline(Metadata(), faces)
        assert said is not None
        pictures = [np.full((16, 16, 3), 40 * k, np.uint8) for k in range(4)]
        writing = Clip(tmp_path / name, len(pictures), 24, writer=gif, repeat=True)
        path = finish(write_clip(writing, pictures, said, samples=pictures[:2]))
        path.write_bytes(path.read_bytes()[: -gone or None])
        return path

    return write


def test_the_timeline_of_a_damaged_clip_opens_and_it_is_told(session, told, pump, clip):
    session.open_files([clip("smile.gif")])
    pump.until(lambda: told.said("damaged"))
    assert len(session.animating.timeline.keys) == 2
    message = told.messages[-1]
    assert (message.level, message.what) == ("warning", "The clip in smile.gif is damaged")
    assert message.why == (
        "It is cut short. Its timeline is intact, so the clip can be made again."
    )
    assert message.fix == "Export it again to have an undamaged clip."


def test_of_many_clips_and_pictures_each_is_named(told, pump, clip, picture, session):
    session.open_files([clip("a.gif"), clip("b.gif", 0), clip("c.gif"), picture(21)])
    pump.until(lambda: told.said("damaged"))
    message = told.messages[-1]
    assert message.what.endswith("1 picture is damaged. 2 clips are damaged")
    assert "a.gif: It is cut short." in message.why
    assert "c.gif: It is cut short." in message.why
    assert "b.gif" not in message.why
