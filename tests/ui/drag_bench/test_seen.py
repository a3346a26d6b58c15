from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from facelab.ui.canvas import Canvas
from facelab.ui.drag_bench import seen


def noise(seed: int, spread: int = 60) -> np.ndarray:
    random = np.random.RandomState(seed)
    return (128 + random.randint(-spread, spread, (48, 48, 3))).astype(np.uint8)


def test_psnr_is_of_the_mean_square_and_the_same_picture_is_said_to_be():
    a = np.full((8, 8, 3), 100, np.uint8)
    assert seen.psnr(a, a + np.uint8(5)) == pytest.approx(34.15, abs=0.01)
    assert seen.psnr(a, a) == seen.EQUAL_DB


def test_what_is_smooth_is_not_sharp():
    ramp = np.repeat(np.arange(48, dtype=np.uint8)[None, :, None], 48, 0).repeat(3, 2)
    assert seen.sharpness(ramp) == pytest.approx(0, abs=1e-4)
    assert seen.sharpness(noise(0)) > 2 * seen.sharpness(noise(0, 20))


def test_the_picture_is_grabbed_as_it_is_painted_without_what_lies_over_it(qtbot: QtBot):
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)
    canvas.show()
    pixels = np.full((64, 64, 4), 255, np.uint8)
    pixels[..., :3] = np.random.RandomState(0).randint(0, 255, (64, 64, 3))
    canvas.set_image(pixels, 64)
    canvas.actual_size()
    canvas.set_refining(True)
    canvas.show_notice("error", "Something lies over it.")
    assert np.array_equal(seen.grabbed(canvas), pixels[..., :3])


def test_sliders_are_held_near_the_face_which_is_as_it_was_in_the_end(
    session, start, qtbot: QtBot, monkeypatch
):
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)
    canvas.show()
    session.frame_ready.connect(lambda frame: canvas.set_image(frame.pixels, frame.full_size))
    face = start()
    first = next(iter(session.model.directions)).id
    monkeypatch.setattr(seen, "REACHES", {first: 0.2, "of another network": 0.3})
    monkeypatch.setattr(seen, "PLACES", (-1.0, 1.0))
    found = seen.measure_seen(session, canvas)
    assert list(found) == ["fitted", "actual_size"]
    assert list(found["fitted"]) == [first]
    # the fake's previews are its full frames, smaller and of one colour
    assert found["fitted"][first]["psnr_db"] == seen.EQUAL_DB
    assert found["fitted"][first]["sharpened"] == 0
    assert session.face.recipe == face
