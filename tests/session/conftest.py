"""A session whose network is a fake that the test holds by the hand.

Work on other threads is waited for through the calls that it sends back, and where it sends none,
by looking again.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from facelab.checkpoints import CatalogueEntry
from facelab.engine import Direction, DirectionSet, Frame, ModelInfo
from facelab.errors import FacelabError, Stopped
from facelab.networks.family import groups_by_size
from facelab.progress import Progress, Steps
from facelab.recipe import Recipe, Seed
from facelab.session import Message, Session, Stage
from facelab.session.disk import Writer

PATIENCE = 20.0  # seconds that a test waits before it fails, never in a test that passes
LOOKS_AGAIN = 0.02  # seconds
SHA = "a" * 64


class Pump:
    """A `dispatch` that queues calls; the test's thread runs them."""

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()

    def __call__(self, call: Callable[[], None]) -> None:
        self._calls.put(call)

    def until(self, condition: Callable[[], object]) -> None:
        """Run what comes until the condition holds, which another thread may bring about without
        a word.
        """
        until = time.monotonic() + PATIENCE
        while not condition():
            try:
                call = self._calls.get(timeout=LOOKS_AGAIN)
            except queue.Empty:
                if time.monotonic() > until:
                    pytest.fail("waited in vain")
            else:
                call()
                until = time.monotonic() + PATIENCE

    def drain(self) -> None:
        """Run what has come so far."""
        while not self._calls.empty():
            self._calls.get()()


class Gate:
    """Where a fake renderer waits until the test lets it go on."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.open.set()
        self._arrivals: queue.SimpleQueue[str] = queue.SimpleQueue()

    def close(self) -> None:
        self.open.clear()

    def pass_through(self, name: str, stop: Callable[[], bool] | None = None) -> None:
        self._arrivals.put(name)
        while not self.open.wait(0.002):
            if stop is not None and stop():
                raise Stopped

    def wait_for(self, name: str) -> None:
        """Return when the renderer has begun this; other arrivals before it are forgotten."""
        try:
            while self._arrivals.get(timeout=PATIENCE) != name:
                pass
        except queue.Empty:
            pytest.fail(f"{name} never began")


def _make_info(preview_size: int | None = 2, sha256: str = SHA, device: str = "cpu") -> ModelInfo:
    step = np.ones((1, 3), np.float32)
    return ModelInfo(
        name="fake",
        title="Fake",
        family="fake",
        sha256=sha256,
        licence="",
        z_dim=3,
        w_dim=3,
        num_ws=4,
        resolution=4,
        style_resolutions=(4, 8, 16, 64),
        style_groups=groups_by_size((4, 8, 16, 64)),
        preview_size=preview_size,
        device=device,
        device_name=device,
        backend="fake",
        directions=DirectionSet((Direction("smile", "Smile", "g", step, (0, 3)),)),
    )


class FakeRenderer:
    """Renders grey squares, remembers what it was asked, and fails or waits when told to."""

    def __init__(self, info: ModelInfo | None = None) -> None:
        self.info = info or _make_info()
        self.done: list[tuple[str, Recipe]] = []
        self.previews = Gate()
        self.fulls = Gate()
        self.errors: dict[tuple[str, Recipe], Exception] = {}
        self.close_error: Exception | None = None
        self.closed = False
        self.unchecked = False
        self.choice = "auto"
        self.notify: Callable[[FacelabError], None] = lambda error: None

    def set_previews(self, choice: str) -> None:
        self.choice = choice

    def preview(self, recipe: Recipe, smallest: bool = False) -> Frame | None:
        if self.info.preview_size is None or (self.choice == "off" and not smallest):
            return None
        self.previews.pass_through(name_of(recipe))
        return self._frame("preview", recipe, self.info.preview_size)

    def full(self, recipe: Recipe, stop: Callable[[], bool] | None = None) -> Frame:
        self.fulls.pass_through(name_of(recipe), stop)
        if stop is not None and stop():
            raise Stopped
        return self._frame("full", recipe, self.info.resolution)

    def full_float(self, recipe: Recipe, stop: Callable[[], bool] | None = None) -> Any:
        return self.full(recipe, stop).rgb().astype(np.float32) / np.float32(255)

    def compose(self, recipe: Recipe) -> Any:
        """The average face is 0, that of a seed is psi times the seed in the first number."""
        ws = np.zeros((4, 3), np.float32)
        ws[:, 0] = recipe.truncation.psi * (recipe.seed or 0)
        return ws + np.float32(recipe.amount("smile"))

    def close(self) -> None:
        self.closed = True
        if self.close_error is not None:
            raise self.close_error

    def did(self) -> list[str]:
        """What was rendered, as "preview 1", "full 2"."""
        return [f"{kind} {name_of(recipe)}" for kind, recipe in self.done]

    def _frame(self, kind: Any, recipe: Recipe, size: int) -> Frame:
        if (kind, recipe) in self.errors:
            raise self.errors[kind, recipe]
        self.info.check(recipe)  # as a real network: it draws no face of another one
        self.done.append((kind, recipe))
        pixels = np.full((size, size, 4), 9, np.uint8)
        return Frame(pixels, kind, self.info.resolution, recipe, np.ones((4, 3), np.float32), 1.0)


def name_of(recipe: Recipe) -> str:
    """Seed of a recipe, and its amount of "smile" if there is one."""
    amount = recipe.amount("smile")
    return f"{recipe.seed}" + (f"+{amount:g}" if amount else "")


class Told:
    """What a session tells those who listen."""

    def __init__(self, session: Session) -> None:
        self.messages: list[Message] = []
        self.frames: list[str] = []
        self.stages: list[Stage] = []
        self.busy: list[bool] = []
        self.saved: list[Path] = []
        session.message.connect(self.messages.append)
        session.frame_ready.connect(self._on_frame)
        session.phase_changed.connect(lambda phase: self.stages.append(phase.stage))
        session.busy_changed.connect(self.busy.append)
        session.picture_saved.connect(self.saved.append)

    def _on_frame(self, frame: Frame) -> None:
        self.frames.append(f"{frame.kind} {frame.recipe.seed}")

    def said(self, words: str) -> bool:
        return any(words in f"{m.what} {m.why} {m.fix}" for m in self.messages)


class World:
    """What surrounds a session: renderers by device, the network's file, folders."""

    def __init__(self, folder: Path) -> None:
        self.pump = Pump()
        self.folder = folder
        self.settings = folder / "settings"
        self.library = folder / "library"
        self.network = folder / "network.safetensors"
        self.network.write_bytes(b"")
        self.renderer = FakeRenderer()
        self.loads: list[str] = []
        self.load_errors: list[Exception] = []
        self.loading = Gate()
        self.sessions: list[Session] = []

    def load(self, path: Path, device: str, notify: Callable[[FacelabError], None]) -> FakeRenderer:
        self.loads.append(device)
        self.loading.pass_through(device)
        if self.load_errors:
            raise self.load_errors.pop(0)
        self.renderer.notify = notify
        return self.renderer

    def session(self) -> Session:
        """A session that has not been started."""
        made = Session(self.pump, self.load, self.settings, self.library)  # type: ignore[arg-type]
        self.sessions.append(made)
        return made

    def started(self, **options: Any) -> Session:
        """A session that shows its first face."""
        made = self.session()
        made.start(**options)
        self.pump.until(lambda: made.frame is not None and not made.busy)
        return made


class Download:
    """A `fetch` that the test holds by the hand."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.go_on = threading.Event()
        self.error: Exception | None = None
        self.calls = 0

    def __call__(self, entry: CatalogueEntry) -> Steps[Path]:
        self.calls += 1
        yield Progress(10_000_000, 40_000_000, "Downloading: 10.0 of 40.0 MB")
        while not self.go_on.wait(0.002):
            yield Progress(10_000_000, 40_000_000, "Downloading: 10.0 of 40.0 MB")
        if self.error is not None:
            raise self.error
        self._world.network.write_bytes(b"")
        return self._world.network


@pytest.fixture(autouse=True)
def _patient_end(patient_end: None) -> None:
    """Whether a session ends is asked, not how fast."""


@pytest.fixture
def make_world(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], World]]:
    """A world in a folder."""
    worlds: list[World] = []

    def make(folder: Path) -> World:
        made = World(folder)
        monkeypatch.setattr("facelab.session.network.converted_path", lambda entry: made.network)
        worlds.append(made)
        return made

    yield make
    for made in worlds:
        for gate in (made.loading, made.renderer.previews, made.renderer.fulls):
            gate.open.set()
        for session in made.sessions:
            session.close()


@pytest.fixture
def world(make_world: Callable[[Path], World], tmp_path: Path) -> World:
    return make_world(tmp_path)


@pytest.fixture
def pump(world: World) -> Pump:
    return world.pump


@pytest.fixture
def writer(pump: Pump) -> Iterator[Writer]:
    """Short jobs on the disk, told through the pump."""
    made = Writer(pump)
    yield made
    assert made.close(20)


@pytest.fixture
def session(world: World) -> Session:
    """A session that shows its first face."""
    return world.started()


@pytest.fixture
def told(session: Session) -> Told:
    return Told(session)


@pytest.fixture
def listen() -> type[Told]:
    """Listens to a session of one's own."""
    return Told


@pytest.fixture
def renderer(world: World) -> FakeRenderer:
    return world.renderer


@pytest.fixture
def make_info() -> Callable[..., ModelInfo]:
    """Describes a fake network."""
    return _make_info


@pytest.fixture
def make_face() -> Callable[..., Recipe]:
    """The face of a seed, for the fake network or another."""

    def make(seed: int, sha256: str = SHA) -> Recipe:
        return Recipe(_make_info(sha256=sha256).ref, Seed(seed), finish="clean")

    return make


@pytest.fixture
def download(world: World, monkeypatch: pytest.MonkeyPatch) -> Download:
    """The network is not here yet."""
    world.network.unlink()
    made = Download(world)
    monkeypatch.setattr("facelab.session.network.fetch", made)
    return made


@pytest.fixture
def offering(world: World, download: Download) -> Session:
    """A session that offers the download."""
    session = world.session()
    session.start()
    assert session.phase.stage is Stage.OFFER
    assert session.phase.error is None
    assert session.entry is not None
    return session
