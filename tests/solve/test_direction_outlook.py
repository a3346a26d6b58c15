"""What fitting will take is said before, and whether there are faces at all."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from facelab.errors import WeightsError
from facelab.solve import direction_outlook
from facelab.solve.direction_outlook import TRIED, outlook
from facelab.solve.face_sample import LatentSpace, picture_path

SPACE = LatentSpace(lambda z: z.astype(np.float32), np.zeros(3, np.float32), 3, ((0,), (1,)), 2)


class Clock:
    """Drawing a face takes 2 seconds, labelling one 1."""

    def __init__(self) -> None:
        self.now = 0.0

    def perf_counter(self) -> float:
        return self.now


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Any:
    clock = Clock()
    scores = iter([20.0] * 5 + [-10.0] * 3)

    def draw(ws: Any) -> Any:
        clock.now += 2.0
        return np.zeros((256, 256, 3), np.uint8)

    def measure(nets: Any, picture: Any) -> Any:
        clock.now += 1.0
        return {"score": np.float32(next(made.scores))}

    made = SimpleNamespace(space=SPACE, draw=draw, size=256, scores=scores)
    monkeypatch.setattr(direction_outlook, "time", clock)
    monkeypatch.setattr(direction_outlook, "LabelNets", lambda nets: nets)
    monkeypatch.setattr(direction_outlook, "measure", measure)
    monkeypatch.setattr(direction_outlook, "processors", lambda: 2)
    # Drawing and labelling 4000 faces is as long as all that comes after.
    monkeypatch.setattr(direction_outlook, "FACES", 4000)
    monkeypatch.setattr(direction_outlook, "LABELLED", 0.5)
    return made


def test_how_long_it_takes(source: Any, tmp_path: Path):
    found = outlook(source, {}, tmp_path, 1000)
    assert (found.size, found.left) == (256, 1000)
    assert found.seconds == pytest.approx((1000 + 4000) * 2.5)


def test_what_is_drawn_already_is_not_counted_again(source: Any, tmp_path: Path):
    for index in range(600):
        path = picture_path(tmp_path, index)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    found = outlook(source, {}, tmp_path, 1000)
    assert found.left == 400
    assert found.seconds == pytest.approx(400 * 2 + 1000 * 0.5 + 4000 * 2.5)


@pytest.mark.parametrize(("seen", "said"), [(0, "None of the first 8"), (3, "Only 3 of the first")])
def test_a_network_without_faces_is_refused_before_anything_is_drawn(
    source: Any, tmp_path: Path, seen: int, said: str
):
    source.scores = iter([20.0] * seen + [-10.0] * (TRIED - seen))
    with pytest.raises(WeightsError, match="see no faces") as caught:
        outlook(source, {}, tmp_path, 1000)
    assert said in str(caught.value)
    assert not list(tmp_path.iterdir())
