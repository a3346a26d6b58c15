from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from facelab.cutout import measure
from facelab.cutout.matte import Matte


class Frame:
    def rgb(self):
        return np.full((8, 8, 3), 90, np.uint8)


class Renderer:
    """Draws grey squares."""

    info = SimpleNamespace(resolution=8, ref=None)

    def full(self, recipe):
        return Frame()


def test_each_face_is_told_of(monkeypatch):
    monkeypatch.setattr(measure, "Recipe", lambda ref, seed, finish: seed)
    alpha = np.zeros((8, 8), np.float32)
    alpha[:, :4], alpha[:, 4] = 1, 0.4
    monkeypatch.setattr(measure, "cut_out", lambda picture, finder: Matte(alpha, alpha, picture))
    told = []
    renderer: Any = Renderer()
    finder: Any = None
    found = measure.measure_cutouts(
        renderer, finder, lambda done, total: told.append((done, total)), [3, 5]
    )
    assert told == [(1, 2), (2, 2)]
    assert set(found["seeds"]) == {"3", "5"}
    assert found["seeds"]["3"]["in_front"] == 0.5
    assert found["seeds"]["3"]["partly"] == 0.125
    assert found["times_drawing"] > 0
