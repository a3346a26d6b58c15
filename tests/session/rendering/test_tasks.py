"""Tasks of many steps, as exports, sheets and searches are."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from facelab.engine import Frame, ModelInfo, Renderer, load
from facelab.errors import RecipeError
from facelab.progress import Stop
from facelab.recipe import Recipe, Seed
from facelab.session.rendering import engine_thread
from facelab.session.rendering.engine_thread import EngineThread
from facelab.session.rendering.side_picture import SidePicture
from facelab.session.rendering.tasks import Rank, Step
from tests.session.rendering.engine_world import close_beside
from tests.tiny_network import write_tiny_network

NETWORK = Path("network")


class Quiet:
    """A listener that hears of the network and of frames."""

    def __init__(self) -> None:
        self.loaded = 0
        self.info: ModelInfo | None = None
        self.frames: list[str] = []

    def on_loaded(self, info) -> None:
        self.loaded += 1
        self.info = info

    def on_frame(self, frame: Frame) -> None:
        self.frames.append(f"{frame.kind} {frame.recipe.seed}")

    def on_load_failed(self, error: Exception) -> None:
        raise error

    def on_load_refused(self, error: Exception) -> None:
        raise error

    def on_due(self) -> None: ...

    def on_render_failed(self, recipe: Recipe, error: Exception) -> None:
        raise error

    def on_notice(self, error: Exception) -> None: ...

    def on_moved(self, info) -> None: ...


class Sheet:
    """Draws faces, one a step, and tells of each."""

    what = "a sheet"

    def __init__(
        self,
        faces: list[Recipe],
        rank: Rank = Rank.AWAITED,
        owed_by: str | None = None,
        key: str = "sheet",
    ) -> None:
        self.key = key
        self.rank = rank
        self.owed_by = owed_by
        self._faces = faces
        self.steps = 0
        self.came: list[str] = []
        self.made: list[str] = []
        self.errors: list[Exception] = []
        self.drops = 0
        self.threads: set[threading.Thread] = set()
        self.after_step: Callable[[int], None] = lambda step: None

    def step(self, renderer: Renderer, stop: Stop) -> Step:
        frame = renderer.full(self._faces[self.steps], stop)
        self.steps += 1
        self.made.append(f"full {frame.recipe.seed}")
        self.after_step(self.steps)
        return Step(lambda: self._told(frame), last=self.steps == len(self._faces))

    def _told(self, frame: Frame) -> None:
        self.came.append(f"full {frame.recipe.seed}")
        self.threads.add(threading.current_thread())

    def failed(self, error: Exception) -> None:
        self.errors.append(error)

    def dropped(self) -> None:
        self.drops += 1


@pytest.fixture
def listener() -> Quiet:
    return Quiet()


@pytest.fixture
def engine(world, pump, renderer, listener) -> Iterator[EngineThread]:
    made = EngineThread(pump, listener, world.load)
    made.load(NETWORK, "cpu")
    pump.until(lambda: listener.loaded)
    yield made
    for gate in (world.loading, renderer.previews, renderer.fulls):
        gate.open.set()
    made.close()


@pytest.fixture
def sheet(make_face) -> Callable[..., Sheet]:
    def make(*seeds: int, **options) -> Sheet:
        return Sheet([make_face(seed) for seed in seeds], **options)

    return make


def test_each_step_tells_on_the_sessions_thread(pump, engine, sheet):
    task = sheet(1, 2, 3)
    engine.submit(task)
    pump.until(lambda: len(task.came) == 3)
    assert task.came == ["full 1", "full 2", "full 3"]
    assert task.threads == {threading.current_thread()}
    assert (task.errors, task.drops) == ([], 0)


def test_after_each_step_the_hand_is_looked_after(
    pump, renderer, listener, engine, sheet, make_face
):
    task = sheet(1, 2, 3)
    task.after_step = lambda step: engine.show(make_face(10 + step), resting=False)
    engine.submit(task)
    pump.until(lambda: len(task.came) == 3 and "preview 13" in listener.frames)
    assert [each for each in renderer.did() if each != "full 13"] == [
        "full 1", "preview 11", "full 2", "preview 12", "full 3", "preview 13",
    ]  # fmt: skip


def test_within_a_step_too_and_the_step_is_done_again(
    pump, renderer, listener, engine, sheet, make_face
):
    renderer.fulls.close()
    task = sheet(1, 2)
    engine.submit(task)
    renderer.fulls.wait_for("1")
    engine.show(make_face(9), resting=False)
    pump.until(lambda: "preview 9" in listener.frames)
    assert task.made == []
    renderer.fulls.open.set()
    pump.until(lambda: len(task.came) == 2)
    assert task.made == ["full 1", "full 2"]


def test_two_of_them_take_turns_and_a_thumbnail_need_not_wait_for_their_end(
    pump, renderer, engine, sheet, make_face
):
    came: list[Frame] = []
    renderer.fulls.close()
    one, two = sheet(1, 2, 3), sheet(11, 12, 13, key="other")
    engine.submit(one)
    renderer.fulls.wait_for("1")
    engine.submit(two)
    engine.submit(SidePicture("thumbnail", make_face(5), "preview", came.append, print))
    renderer.fulls.open.set()
    pump.until(lambda: len(one.came) == len(two.came) == 3)
    assert renderer.did() == [
        "full 1", "full 11", "preview 5", "full 2", "full 12", "full 3", "full 13",
    ]  # fmt: skip
    assert len(came) == 1


@pytest.mark.parametrize("within", [True, False])
def test_it_can_be_cancelled_between_steps_and_within(
    pump, renderer, engine, sheet, make_face, within
):
    came: list[Frame] = []
    task = sheet(1, 2, 3)
    if within:
        renderer.fulls.close()
        engine.submit(task)
        renderer.fulls.wait_for("1")
        engine.cancel("sheet")
    else:
        task.after_step = lambda step: engine.cancel("sheet")
        engine.submit(task)
    engine.submit(SidePicture("next", make_face(5), "preview", came.append, print))
    pump.until(lambda: came)
    assert task.made == ([] if within else ["full 1"])
    assert (task.came, task.errors, task.drops) == ([], [], 0)


def test_what_fails_is_told_to_it_alone_and_the_thread_lives_on(
    pump, renderer, listener, engine, sheet, make_face
):
    error = renderer.errors["full", make_face(2)] = RecipeError("no such direction")
    task = sheet(1, 2, 3)
    engine.submit(task)
    pump.until(lambda: task.errors)
    assert (task.came, task.errors, task.drops) == (["full 1"], [error], 0)
    engine.show(make_face(9), resting=True)
    pump.until(lambda: "full 9" in listener.frames)
    assert task.steps == 1


def test_another_network_drops_it_and_it_is_told(pump, renderer, listener, engine, sheet):
    renderer.fulls.close()
    task, waiting = sheet(1, 2), sheet(5, key="waiting")
    engine.submit(task)
    renderer.fulls.wait_for("1")
    engine.submit(waiting)
    engine.load(NETWORK, "cpu")
    pump.until(lambda: listener.loaded == 2)
    renderer.fulls.open.set()
    assert (task.drops, waiting.drops) == (1, 1)
    assert task.came == waiting.came == []


def test_one_that_the_network_owes_is_done_to_its_end_before_another_is_loaded(
    pump, world, renderer, listener, engine, sheet, make_info
):
    renderer.fulls.close()
    task = sheet(1, 2, 3, owed_by=renderer.info.sha256)
    engine.submit(task)
    renderer.fulls.wait_for("1")
    world.renderer = type(renderer)(make_info(sha256="b" * 64))
    engine.load(NETWORK, "cpu")
    renderer.fulls.open.set()
    pump.until(lambda: listener.loaded == 2)
    assert (task.came, task.drops) == (["full 1", "full 2", "full 3"], 0)
    assert renderer.did() == ["full 1", "full 2", "full 3"]


def test_one_that_was_promised_is_done_to_its_end_before_the_program_ends(renderer, engine, sheet):
    renderer.fulls.close()
    task = sheet(1, 2, 3, rank=Rank.PROMISED)
    other = sheet(5, key="other")
    engine.submit(task)
    renderer.fulls.wait_for("1")
    engine.submit(other)
    assert engine.owed == ("a sheet",)
    closing = close_beside(engine)
    renderer.fulls.open.set()
    closing.join(20.0)
    assert task.made == ["full 1", "full 2", "full 3"]
    assert other.made == []


def test_one_that_takes_its_key_replaces_it_and_it_is_told(pump, renderer, engine, sheet):
    renderer.fulls.close()
    old, new = sheet(1, 2), sheet(5, 6)
    engine.submit(old)
    renderer.fulls.wait_for("1")
    engine.submit(new)
    renderer.fulls.open.set()
    pump.until(lambda: len(new.came) == 2)
    assert (old.came, old.drops) == (["full 1"], 1), "what it had drawn is told"


def test_in_the_background_it_gives_way_to_everything(
    pump, renderer, listener, engine, sheet, make_face
):
    came: list[Frame] = []
    renderer.fulls.close()
    task = sheet(1, 2, rank=Rank.BACKGROUND)
    engine.submit(task)
    renderer.fulls.wait_for("1")
    engine.submit(SidePicture("thumbnail", make_face(5), "preview", came.append, print))
    pump.until(lambda: came)
    assert task.made == []
    renderer.fulls.open.set()
    pump.until(lambda: len(task.came) == 2)
    assert renderer.did() == ["preview 5", "full 1", "full 2"]


def test_in_the_background_it_waits_until_the_hand_rests(
    pump, listener, engine, sheet, make_face, monkeypatch
):
    monkeypatch.setattr(engine_thread, "REST_SECONDS", 1e6)
    task = sheet(1, rank=Rank.BACKGROUND)
    engine.show(make_face(9), resting=True)
    engine.submit(task)
    pump.until(lambda: "full 9" in listener.frames)
    monkeypatch.setattr(engine_thread, "REST_SECONDS", 0.0)
    assert task.made == []
    engine.submit(sheet(2, key="wakes it"))
    pump.until(lambda: task.came)


# -- gradients ------------------------------------------------------------------------------------


class Darker:
    """Owns the network in torch, and moves w+ so that the picture gets darker."""

    key = "darker"
    rank = Rank.AWAITED
    owed_by = None
    what = "a darker face"
    dropped = None

    def __init__(self, face: Recipe, steps: int) -> None:
        self._face = face
        self._left = steps
        self.brightness: list[float] = []
        self.errors: list[Exception] = []
        self.found: list[np.ndarray] = []

    def step(self, renderer: Renderer, stop: Stop) -> Step:
        if not self.brightness:  # the first: what it owns from now on
            self._generator, _heads = renderer.torch_networks()
            self._ws = torch.from_numpy(renderer.compose(self._face))[None].requires_grad_(True)
        bright = self._generator.synthesize(self._ws, self._face.noise).mean()
        (gradient,) = torch.autograd.grad(bright, self._ws)
        with torch.no_grad():
            self._ws -= 0.2 * gradient / gradient.norm()
        self.brightness.append(float(bright.detach()))
        self._left -= 1
        return Step(self._tell if not self._left else None, last=not self._left)

    def _tell(self) -> None:
        self.found.append(self._ws.detach()[0].numpy())

    def failed(self, error: Exception) -> None:
        self.errors.append(error)


def test_a_task_can_own_the_network_in_torch_and_follow_gradients(pump, tmp_path):
    path = write_tiny_network(tmp_path)
    listener = Quiet()
    engine = EngineThread(pump, listener, load)
    try:
        engine.load(path, "cpu")
        pump.until(lambda: listener.loaded)
        assert listener.info is not None
        network = listener.info.ref
        task = Darker(Recipe(network, Seed(1)), steps=6)
        engine.submit(task)
        engine.show(Recipe(network, Seed(2)), resting=True)
        pump.until(lambda: (task.found or task.errors) and "full 2" in listener.frames)
    finally:
        engine.close()
    assert task.errors == []
    assert task.brightness == sorted(task.brightness, reverse=True)
    assert task.found[0].shape == (11, 12)
