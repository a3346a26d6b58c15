"""The engine's thread shows the same pixels that the command line writes, on the real network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from facelab.engine import Frame, Renderer, load
from facelab.recipe import Recipe, Seed
from facelab.session.rendering.composing import Composing
from facelab.session.rendering.engine_thread import EngineThread
from facelab.session.rendering.side_picture import SidePicture


class Frames:
    """Hears of the network, and of frames."""

    def __init__(self) -> None:
        self.loaded = False
        self.frames: list[Frame] = []

    def on_loaded(self, info) -> None:
        self.loaded = True

    def on_frame(self, frame: Frame) -> None:
        self.frames.append(frame)

    def on_load_failed(self, error: Exception) -> None:
        raise error

    def on_load_refused(self, error: Exception) -> None:
        raise error

    def on_due(self) -> None: ...

    def on_render_failed(self, recipe: Recipe, error: Exception) -> None:
        raise error

    def on_notice(self, error: Exception) -> None: ...

    def on_moved(self, info) -> None: ...


@pytest.fixture(scope="module")
def direct(model_path: Path) -> Iterator[Renderer]:
    renderer = load(model_path, "cpu")
    yield renderer
    renderer.close()


def refuse(error: Exception) -> None:
    raise error


def same(one: np.ndarray, other: np.ndarray) -> bool:
    return np.array_equal(one, other)


def test_previews_frames_side_pictures_and_latents_are_bit_for_bit_the_renderers(
    pump, model_path, direct
):
    listener = Frames()
    engine = EngineThread(pump, listener, load)
    one = Recipe(direct.info.ref, Seed(7))
    two = one.with_seed(11).with_noise("random", 5).with_amount("smile", 1.5)
    side: list[Frame] = []
    latents: list[np.ndarray] = []
    try:
        engine.load(model_path, "cpu")
        pump.until(lambda: listener.loaded)
        engine.set_previews("256")
        for face in (one, two):
            engine.show(face, resting=True)
            pump.until(
                lambda face=face: any(
                    each.kind == "full" and each.recipe == face for each in listener.frames
                )
            )
        for kind in ("preview", "full"):
            engine.submit(SidePicture(kind, one, kind, side.append, refuse))
        engine.submit(Composing("w", (one, two), latents.append, refuse))
        pump.until(lambda: len(side) == 2 and latents)
    finally:
        engine.close(20.0)
    assert [each.kind for each in listener.frames] == ["preview", "full"] * 2
    for frame in (*listener.frames, *side):
        face = frame.recipe
        expected = direct.draw(direct.compose(face)[None], face.noise, frame.size)[0]
        assert same(frame.pixels, expected), f"{frame.kind} of {face.seed}"
    assert same(latents[0], np.stack([direct.compose(one), direct.compose(two)]))
