"""What an engine thread is tried with: a listener that remembers, and who asks for pictures."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from facelab.engine import Frame, ModelInfo
from facelab.errors import FacelabError
from facelab.recipe import Recipe
from facelab.session.rendering.engine_thread import EngineThread
from facelab.session.rendering.side_picture import SidePicture

NETWORK = Path("network")
PATIENCE = 20.0


def wait_until(condition: Callable[[], object]) -> None:
    """For what the engine's thread does without telling anybody."""
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.002)


def close_beside(engine: EngineThread) -> threading.Thread:
    """End it from another thread, which waits for what was promised. Its end has begun."""
    closing = threading.Thread(target=engine.close, args=(PATIENCE,))
    closing.start()
    wait_until(lambda: engine._closing)
    return closing


class Listener:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.loaded: list[ModelInfo] = []
        self.load_errors: list[Exception] = []
        self.refused = 0
        self.frames: list[Frame] = []
        self.render_errors: list[tuple[Recipe, Exception]] = []
        self.notices: list[FacelabError] = []
        self.moves: list[ModelInfo] = []
        self.threads: set[threading.Thread] = set()

    def on_loaded(self, info: ModelInfo) -> None:
        self.loaded.append(info)
        self.threads.add(threading.current_thread())

    def on_load_failed(self, error: Exception) -> None:
        self.load_errors.append(error)

    def on_load_refused(self, error: Exception) -> None:
        self.load_errors.append(error)
        self.refused += 1

    def on_moved(self, info: ModelInfo) -> None:
        self.moves.append(info)

    def on_frame(self, frame: Frame) -> None:
        self.frames.append(frame)
        self.threads.add(threading.current_thread())

    def on_due(self) -> None: ...

    def on_render_failed(self, recipe: Recipe, error: Exception) -> None:
        self.render_errors.append((recipe, error))

    def on_notice(self, error: FacelabError) -> None:
        self.notices.append(error)

    def shown(self) -> list[str]:
        return [f"{frame.kind} {frame.recipe.seed}" for frame in self.frames]


class Side:
    """Asks for side pictures and remembers what came."""

    def __init__(self, engine: EngineThread, make_face) -> None:
        self._engine = engine
        self._make_face = make_face
        self.came: list[str] = []
        self.failed: list[str] = []
        self.threads: set[threading.Thread] = set()

    def ask(
        self,
        seed: int,
        kind="preview",
        key: object = None,
        promised: bool = False,
        sha256: str = "a" * 64,
    ) -> None:
        name = f"{kind} {seed}"
        self._engine.submit(
            SidePicture(
                key or name,
                self._make_face(seed, sha256),
                kind,
                lambda frame: self._done(name),
                lambda error: self.failed.append(f"{name}: {error}"),
                promised,
            )
        )

    def _done(self, name: str) -> None:
        self.came.append(name)
        self.threads.add(threading.current_thread())
