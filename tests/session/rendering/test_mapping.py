from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from facelab.engine.directions.measured import Draw
from facelab.errors import Stopped
from facelab.session.rendering.mapping import Mapping
from facelab.session.rendering.tasks import Rank


class Network:
    """Maps z to twice itself, and adds the label."""

    info = SimpleNamespace(sha256="a" * 64)

    def map(self, z: Any, label: Any = None) -> Any:
        return 2 * z + (0 if label is None else label)


@pytest.fixture
def told() -> list[Any]:
    return []


def make(told: list[Any], sha256: str = "a" * 64) -> Mapping:
    draw = Draw(np.ones((3, 2)), np.eye(3, 2, dtype=np.float32))
    return Mapping("key", sha256, draw, told.append, told.append)


def test_one_step_maps_them_all(told: list[Any]):
    network: Any = Network()
    task = make(told)
    step = task.step(network, lambda: False)
    assert task.rank is Rank.BACKGROUND
    assert step.last
    assert step.tell is not None
    step.tell()
    np.testing.assert_array_equal(told[0], [[3, 2], [2, 3], [2, 2]])


def test_another_network_does_not_answer_for_it(told: list[Any]):
    network: Any = Network()
    step = make(told, "b" * 64).step(network, lambda: False)
    assert step.tell is not None
    step.tell()
    assert isinstance(told[0], Stopped)


def test_what_is_dropped_is_told_as_stopped(told: list[Any]):
    make(told).dropped()
    assert isinstance(told[0], Stopped)
