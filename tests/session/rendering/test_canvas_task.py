"""Previews on the canvas are as sharp as the last full frame lets them be."""

from __future__ import annotations

import numpy as np
import pytest

from facelab.engine import Frame
from facelab.engine.area_mean import area_mean
from facelab.session.rendering.canvas_task import Canvas, CanvasTask

FULL, SMALL = 256, 64


class Network:
    """Draws one picture whatever is asked, as large as it is told to."""

    def __init__(self) -> None:
        smooth = np.linspace(60, 180, FULL)[:, None, None] * np.ones((1, FULL, 4))
        grain = np.random.RandomState(0).randint(-20, 20, (FULL, FULL, 1))
        self.picture = (smooth + grain).astype(np.uint8)
        self.picture[..., 3] = 255

    class info:  # noqa: N801
        preview_size = SMALL

    def _frame(self, recipe, kind, size) -> Frame:
        return Frame(
            pixels=area_mean(self.picture, size), kind=kind, full_size=FULL, recipe=recipe,
            ws=np.zeros((2, 2), np.float32), milliseconds=1.0,
        )  # fmt: skip

    def preview(self, recipe) -> Frame:
        return self._frame(recipe, "preview", SMALL)

    def full(self, recipe, stop) -> Frame:
        return self._frame(recipe, "full", FULL)


@pytest.fixture
def frames() -> list[Frame]:
    return []


@pytest.fixture
def due() -> list[int]:
    """How many frames had been shown, each time that the next face was due."""
    return []


@pytest.fixture
def canvas(frames, due) -> Canvas:
    def fail(recipe, error) -> None:
        pytest.fail(str(error))

    return Canvas(frames.append, fail, lambda: due.append(len(frames)))


def draw(canvas: Canvas, network: Network, recipe, steps: int) -> None:
    canvas.newest = recipe
    task = CanvasTask(recipe, steps > 1, canvas)
    for _ in range(steps):
        task.step(network, lambda: False)  # type: ignore[arg-type]


def test_a_drag_shows_previews_with_the_detail_of_the_frame_before(canvas, frames, make_face):
    network, face = Network(), make_face(7)
    draw(canvas, network, face, 2)
    assert [(f.kind, f.size, f.sharpened_from) for f in frames] == [
        ("preview", SMALL, None),
        ("full", FULL, None),
    ]
    draw(canvas, network, face.with_amount("smile", 0.1), 1)
    assert (frames[-1].kind, frames[-1].sharpened_from) == ("preview", SMALL)
    assert np.array_equal(frames[-1].pixels, network.picture)
    assert canvas.shown is frames[-1]


def test_they_are_made_as_large_as_they_are_shown(canvas, frames, make_face):
    network, face = Network(), make_face(7)
    canvas.zoom = 0.5
    draw(canvas, network, face, 2)
    for zoom, size in ((0.5, 128), (0.7, 179), (3.0, FULL), (0.2, SMALL)):
        canvas.zoom = zoom
        draw(canvas, network, face.with_amount("smile", zoom), 1)
        assert frames[-1].size == size


def test_another_network_takes_nothing_of_the_last(canvas, frames, make_face):
    network, face = Network(), make_face(7)
    draw(canvas, network, face, 2)
    canvas.forget()
    assert canvas.shown is None
    draw(canvas, network, face.with_amount("smile", 0.1), 1)
    assert frames[-1].sharpened_from is None


def test_the_next_face_is_due_before_a_preview_is_shown(canvas, frames, due, make_face):
    network, face = Network(), make_face(7)
    draw(canvas, network, face, 2)
    assert due == [0], "once for both, while the preview was sharpened"
    draw(canvas, network, face.with_amount("smile", 0.1), 1)
    assert due == [0, 2]


def test_the_next_face_is_due_also_where_the_hand_came_back_to_what_is_shown(
    canvas, frames, due, make_face
):
    network, face = Network(), make_face(7)
    draw(canvas, network, face, 1)
    draw(canvas, network, face, 1)
    assert due == [0, 1]
    assert len(frames) == 1


def test_the_next_face_is_due_where_one_cannot_be_drawn(due, make_face):
    def refuse(recipe) -> Frame:
        raise MemoryError

    network, failed = Network(), []
    network.preview = refuse  # type: ignore[method-assign]
    canvas = Canvas(lambda _: None, lambda *told: failed.append(told), lambda: due.append(0))
    draw(canvas, network, make_face(7), 1)
    assert (due, len(failed)) == ([0], 1)
