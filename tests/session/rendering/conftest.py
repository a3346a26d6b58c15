"""An engine thread with its network loaded, and those who ask of it and listen to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from facelab.session.rendering.engine_thread import EngineThread
from tests.session.rendering.engine_world import NETWORK, Listener, Side


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def engine(world, pump, renderer, listener) -> Iterator[EngineThread]:
    """An engine thread with its network loaded."""
    made = EngineThread(pump, listener, world.load)
    made.load(NETWORK, "cpu")
    pump.until(lambda: listener.loaded)
    yield made
    for gate in (world.loading, renderer.previews, renderer.fulls):
        gate.open.set()
    made.close()


@pytest.fixture
def submit(engine, make_face):
    def submit(seed: int, resting: bool = True) -> None:
        engine.show(make_face(seed), resting)

    return submit


@pytest.fixture
def side(engine, make_face) -> Side:
    return Side(engine, make_face)
