"""What the measure of identity says of strangers and of one person."""

from __future__ import annotations

from typing import cast

import numpy as np
import pytest

from facelab.bench.identity import measure_identity
from facelab.engine import load
from facelab.labels.identity import STRANGERS, Identity
from tests.tiny_network import write_tiny_network


class FakeIdentity:
    """Describes a picture by its mean colours: the mirror's are the same."""

    def describe(self, pictures: np.ndarray) -> np.ndarray:
        found = np.zeros((len(pictures), 128), np.float32)
        found[:, :3] = pictures.mean(axis=(1, 2)) / 50
        return found


def test_pairs_and_views_are_compared(tmp_path):
    renderer = load(write_tiny_network(tmp_path), "cpu", backend="torch")
    told: list[tuple[int, int]] = []
    try:
        found = measure_identity(
            renderer,
            cast(Identity, FakeIdentity()),
            lambda *now: told.append(now),
            pairs=6,
            faces=2,
        )
    finally:
        renderer.close()
    strangers = found["strangers"]
    assert strangers["median distance"] > 0
    assert strangers["drift at 50 %"] == pytest.approx(
        strangers["median distance"] / STRANGERS, abs=0.02
    )
    assert found["same person"]["mirrored"]["median"] == 0
    assert told[-1][0] == told[-1][1] == len(told)
