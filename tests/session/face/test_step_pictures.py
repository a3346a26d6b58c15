"""Pictures of the history over a restart."""

from __future__ import annotations

import threading
import weakref
from dataclasses import replace

import msgspec
import numpy as np
import pytest

from facelab.session.disk import Writer
from facelab.session.face import step_pictures as module
from facelab.session.face.step_pictures import FILE_NAME, MOST_WAITING, StepPictures
from facelab.session.rendering.thumbnails import SIDE


def flushed(writer: Writer, pump) -> None:
    ends: list[object] = []
    writer.run(lambda: None, ends.append)
    pump.until(lambda: ends)


def test_faces_that_were_on_show_have_pictures_at_once_after_a_restart(world, pump):
    first = world.started()
    for seed in (8, 9):
        recipe = first.face.recipe.with_seed(seed)
        first.face.edit(recipe, "x")
        pump.until(lambda r=recipe: first.frame is not None and first.frame.recipe == r)
        pump.until(lambda: not first.busy)
    flushed(first._writer, pump)
    first.close()
    second = world.session()
    second._step_pictures.load()
    for step in first.face.steps[-2:]:
        picture = second.thumbnails.peek(step.recipe)
        assert picture is not None
        assert picture.shape == (SIDE, SIDE, 4)
    assert second.thumbnails.peek(first.face.recipe.with_seed(77)) is None


def test_full_frames_under_a_moving_hand_are_no_steps(world, pump):
    """As on a machine that draws full frames at once: what matters is where the hand lets go."""
    world.renderer.info = replace(world.renderer.info, preview_size=None)
    session = world.started()
    drawn: list[object] = []
    session.frame_ready.connect(lambda frame: drawn.append(frame.recipe))
    moved = [session.face.recipe.with_amount("smile", amount) for amount in (1.0, 2.0, 3.0)]
    for recipe in moved:
        session.face.edit(recipe, "Smile", "smile")
        pump.until(lambda r=recipe: r in drawn)
    flushed(session._writer, pump)
    assert [session.thumbnails.peek(recipe) is not None for recipe in moved] == [False] * 3
    session.face.end_gesture()
    pump.until(lambda: drawn.count(moved[-1]) == 2)
    flushed(session._writer, pump)
    assert [session.thumbnails.peek(recipe) is not None for recipe in moved] == [False, False, True]


@pytest.fixture
def frame_of(make_face, session):
    def frame(seed: int, kind: str = "full"):
        from facelab.engine import Frame

        pixels = np.full((256, 256, 4), 255, np.uint8)
        pixels[..., :3] = (seed, 100, 200)
        ws = np.zeros((3, 4), np.float32)
        return Frame(pixels, kind, 256, make_face(seed), ws, 1.0)  # type: ignore[arg-type]

    return frame


def kept(folder, writer, pump, frames, **values) -> StepPictures:
    pictures = StepPictures(folder, writer)
    pictures.load()
    for frame in frames:
        pictures.follow(frame)
    pictures.save()
    flushed(writer, pump)
    return pictures


def test_only_full_frames_are_kept_in_their_colours(tmp_path, writer, pump, frame_of, make_face):
    kept(tmp_path, writer, pump, [frame_of(1), replace(frame_of(2), kind="preview")])
    again = StepPictures(tmp_path, writer)
    again.load()
    found = again.find(make_face(1))
    assert found is not None
    assert np.abs(found[5, 5].astype(int) - (1, 100, 200, 255)).max() < 6
    assert again.find(make_face(2)) is None


def test_windows_add_to_each_other_and_the_oldest_go(
    tmp_path, writer, pump, frame_of, make_face, monkeypatch
):
    monkeypatch.setattr(module, "MOST", 3)
    kept(tmp_path, writer, pump, [frame_of(1), frame_of(2)])
    kept(tmp_path, writer, pump, [frame_of(3), frame_of(4)])
    again = StepPictures(tmp_path, writer)
    again.load()
    assert [again.find(make_face(n)) is not None for n in (1, 2, 3, 4)] == [False, True, True, True]


def test_a_window_that_crashes_has_kept_most(tmp_path, writer, pump, frame_of, monkeypatch):
    monkeypatch.setattr(module, "AT_ONCE", 2)
    pictures = StepPictures(tmp_path, writer)
    for seed in (1, 2):
        pictures.follow(frame_of(seed))
    flushed(writer, pump)
    assert (tmp_path / FILE_NAME).exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\x00garbage",
        msgspec.msgpack.encode(
            {"format": "facelab-history-pictures", "version": 2, "pictures": {}}
        ),
        msgspec.msgpack.encode({"format": "x", "version": 1, "pictures": {b"a": b"b"}}),
        msgspec.msgpack.encode([1, 2]),
        b"\x91" * 100_000,
        b"\x81\xa6form\xb8t\xa1x",  # a name that is no UTF-8
    ],
)
def test_a_damaged_cache_is_dropped_without_a_word(
    tmp_path, writer, pump, frame_of, make_face, content: bytes
):
    path = tmp_path / FILE_NAME
    path.write_bytes(content)
    pictures = kept(tmp_path, writer, pump, [frame_of(1)])
    assert pictures.find(make_face(1)) is not None
    pictures.load()
    assert pictures.find(make_face(1)) is not None, "it was written anew"


def test_a_damaged_picture_is_none(tmp_path, writer, pump, frame_of, make_face):
    kept(tmp_path, writer, pump, [frame_of(1)])
    path = tmp_path / FILE_NAME
    path.write_bytes(path.read_bytes().replace(b"\xff\xd8\xff", b"\x00\x00\x00"))
    again = StepPictures(tmp_path, writer)
    again.load()
    assert again.find(make_face(1)) is None


def test_a_folder_in_its_place_is_no_error(tmp_path, writer, pump, frame_of):
    (tmp_path / FILE_NAME).mkdir()
    kept(tmp_path, writer, pump, [frame_of(1)])


def test_a_writer_that_hangs_holds_no_more_than_some_frames(tmp_path, pump, writer, frame_of):
    """Full frames are large."""
    pictures = StepPictures(tmp_path, writer)
    hangs = threading.Event()
    writer.run(lambda: hangs.wait(20))
    frames = [frame_of(seed) for seed in range(20)]
    held = [weakref.ref(frame.pixels) for frame in frames]
    for frame in frames:
        pictures.follow(frame)
    newest = frames[-1].recipe
    del frames, frame
    assert sum(each() is not None for each in held) == MOST_WAITING
    hangs.set()
    flushed(writer, pump)
    assert pictures.find(newest) is not None
