"""What comes to the canvas, and when it is waited for."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import numpy as np
import pytest

from facelab.errors import DeviceError, RecipeError
from facelab.session import Message, Stage
from facelab.session.rendering.on_canvas import Drawn, Rates


@pytest.fixture
def clock(monkeypatch) -> list[float]:
    """The time, which only the test moves."""
    now = [100.0]
    monkeypatch.setattr("facelab.session.rendering.on_canvas.time.monotonic", lambda: now[0])
    return now


@pytest.fixture
def frame(renderer, make_face):
    def frame(kind, seed=1, **changes):
        return replace(getattr(renderer, kind)(make_face(seed)), **changes)

    return frame


def pixels(size: int) -> np.ndarray:
    return np.zeros((size, size, 4), np.uint8)


def test_frames_of_the_last_second_are_counted(clock, frame):
    counted = Rates()
    assert counted.per_second() == 0
    for _ in range(10):
        clock[0] += 0.05
        counted.note(frame("preview"))
    assert counted.per_second() == 10
    clock[0] += 0.8
    assert counted.per_second() == 5  # those of the last second
    clock[0] += 2
    assert counted.per_second() == 0


def test_sizes_and_times_are_those_of_the_last_frame_of_each_kind(clock, frame):
    counted = Rates()
    assert (counted.preview, counted.full) == (None, None)
    counted.note(frame("preview"))
    assert (counted.preview, counted.full) == (Drawn(2, 1.0), None)
    counted.note(frame("full"))
    assert counted.full == Drawn(4, 1.0)
    counted.note(frame("preview", pixels=pixels(3), milliseconds=7.0))
    assert (counted.preview, counted.full) == (Drawn(3, 7.0), Drawn(4, 1.0))


def test_a_machine_that_draws_full_frames_at_once_draws_no_previews(clock, frame):
    """Those of earlier, when it was slower, are no longer what is seen."""
    counted = Rates()
    counted.note(frame("preview", seed=1))
    counted.note(frame("full", seed=1))
    assert counted.preview is not None
    counted.note(frame("full", seed=2))
    assert vars(counted)["preview"] is None
    assert counted.full == Drawn(4, 1.0)


def test_another_device_begins_anew(clock, frame):
    counted = Rates()
    counted.note(frame("preview"))
    counted.note(frame("full"))
    counted.forget()
    assert (counted.preview, counted.full, counted.per_second()) == (None, None, 0)


def test_nobody_asking_does_not_fill_the_memory(clock, frame):
    counted, one = Rates(), frame("preview")
    for _ in range(1000):
        clock[0] += 0.1
        counted.note(one)
    assert len(counted._shown) < 20


def test_an_edit_shows_a_preview_and_then_the_whole(session, told, pump):
    session.face.set_seed(8)
    assert session.busy
    pump.until(lambda: not session.busy)
    assert told.frames == ["preview 8", "full 8"]
    assert session.frame.recipe == session.face.recipe


def test_a_drag_shows_every_preview_and_one_whole_at_the_end(session, told, pump):
    start = session.face.recipe
    for step in range(1, 20):
        session.face.edit(start.with_amount("smile", step / 10), "Smile", "smile")
        pump.until(lambda step=step: len(told.frames) == step)
    session.face.end_gesture()
    pump.until(lambda: not session.busy)
    assert told.frames == ["preview 7"] * 19 + ["full 7"]
    assert session.frame.recipe == start.with_amount("smile", 1.9)


def test_busy_ends_with_the_whole_of_the_face_on_show_only(session, told, pump, renderer):
    renderer.fulls.close()
    session.face.set_seed(8)
    renderer.fulls.wait_for("8")
    session.face.set_seed(9)
    renderer.fulls.open.set()
    pump.until(lambda: "full 9" in told.frames)
    assert not session.busy
    assert told.busy == [True, False]


def test_undo_of_what_is_being_drawn_shows_the_face_before(session, told, pump, renderer):
    renderer.fulls.close()
    session.face.set_seed(8)
    renderer.fulls.wait_for("8")
    session.face.undo()
    renderer.fulls.open.set()
    pump.until(lambda: not session.busy)
    assert session.frame.recipe.seed == 7
    assert session.frame.kind == "full"


def test_a_render_that_fails_is_told_and_the_last_picture_stays(
    session, told, pump, renderer, make_face
):
    renderer.errors["preview", make_face(8)] = RecipeError("It does not work.", "Why.", "Fix.")
    session.face.set_seed(8)
    pump.until(lambda: told.messages)
    assert told.messages == [Message("error", "It does not work.", "Why.", "Fix.")]
    assert not session.busy
    assert session.frame.recipe.seed == 7
    session.face.set_seed(9)
    pump.until(lambda: "full 9" in told.frames)


def test_a_bug_in_a_render_is_told_as_a_bug(session, told, pump, renderer, make_face):
    renderer.errors["full", make_face(8)] = ZeroDivisionError("division by zero")
    session.face.set_seed(8)
    pump.until(lambda: told.messages)
    assert told.said("Something went wrong in facelab")
    assert not session.busy


def test_moving_to_the_cpu_is_told_and_known(session, told, pump, renderer, make_info):
    renderer.info = make_info(device="the CPU")
    renderer.notify(DeviceError("GPU is out of memory.", "", "Going on with the CPU."))
    pump.until(lambda: session.model.device == "the CPU")
    assert [message.level for message in told.messages] == ["warning"]


def test_times_are_those_of_what_was_drawn_on_the_device_that_is_used_now(
    session, pump, renderer, make_info
):
    assert session.rates.full is not None
    renderer.info = make_info(device="the CPU")
    renderer.notify(DeviceError("GPU is out of memory.", "", "Going on with the CPU."))
    pump.until(lambda: session.model.device == "the CPU")
    assert (session.rates.preview, session.rates.full) == (None, None)


def test_another_load_begins_the_times_anew(session, pump, world, renderer):
    renderer.previews.close()
    session.set_device("cpu")
    renderer.previews.wait_for("7")
    pump.until(lambda: session.phase.stage is Stage.READY)
    assert (session.rates.preview, session.rates.full) == (None, None)
    renderer.previews.open.set()


def test_a_picture_that_is_told_of_again_was_not_drawn_again(session, pump):
    """The hand lets go of what is there already."""
    count = session.rates.per_second()
    seen: list[object] = []
    session.frame_ready.connect(seen.append)
    session.face.show_again()
    pump.until(lambda: seen)
    assert session.rates.per_second() <= count


def test_sessions_do_not_grow_with_the_pictures_they_show(session, pump, renderer):
    """Frames that are no longer on show are let go."""
    frames: list[weakref.ref[np.ndarray]] = []
    session.frame_ready.connect(lambda frame: frames.append(weakref.ref(frame.pixels)))
    for seed in range(100, 140):
        session.face.set_seed(seed)
        pump.until(lambda: not session.busy)
    renderer.done.clear()
    assert len(frames) == 80

    def few_are_left() -> bool:
        gc.collect()
        return sum(frame() is not None for frame in frames) <= 2

    pump.until(few_are_left)  # the writer still makes small pictures of the last ones
