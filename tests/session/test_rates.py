from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from facelab.session.rates import Drawn, Rates


@pytest.fixture
def clock(monkeypatch) -> list[float]:
    """The time, which only the test moves."""
    now = [100.0]
    monkeypatch.setattr("facelab.session.rates.time.monotonic", lambda: now[0])
    return now


@pytest.fixture
def frame(renderer, make_face):
    def frame(kind, seed=1, **changes):
        return replace(getattr(renderer, kind)(make_face(seed)), **changes)

    return frame


def pixels(size: int) -> np.ndarray:
    return np.zeros((size, size, 4), np.uint8)


def test_frames_of_the_last_second_are_counted(clock, frame):
    counted = Rates()
    assert counted.per_second() == 0
    for _ in range(10):
        clock[0] += 0.05
        counted.note(frame("preview"))
    assert counted.per_second() == 10
    clock[0] += 0.8
    assert counted.per_second() == 5  # those of the last second
    clock[0] += 2
    assert counted.per_second() == 0


def test_sizes_and_times_are_those_of_the_last_frame_of_each_kind(clock, frame):
    counted = Rates()
    assert (counted.preview, counted.full) == (None, None)
    counted.note(frame("preview"))
    assert (counted.preview, counted.full) == (Drawn(2, 1.0), None)
    counted.note(frame("full"))
    assert counted.full == Drawn(4, 1.0)
    counted.note(frame("preview", pixels=pixels(3), milliseconds=7.0))
    assert (counted.preview, counted.full) == (Drawn(3, 7.0), Drawn(4, 1.0))


def test_a_machine_that_draws_full_frames_at_once_draws_no_previews(clock, frame):
    """Those of earlier, when it was slower, are no longer what is seen."""
    counted = Rates()
    counted.note(frame("preview", seed=1))
    counted.note(frame("full", seed=1))
    assert counted.preview is not None
    counted.note(frame("full", seed=2))
    assert vars(counted)["preview"] is None
    assert counted.full == Drawn(4, 1.0)


def test_another_device_begins_anew(clock, frame):
    counted = Rates()
    counted.note(frame("preview"))
    counted.note(frame("full"))
    counted.forget()
    assert (counted.preview, counted.full, counted.per_second()) == (None, None, 0)


def test_nobody_asking_does_not_fill_the_memory(clock, frame):
    counted, one = Rates(), frame("preview")
    for _ in range(1000):
        clock[0] += 0.1
        counted.note(one)
    assert len(counted._shown) < 20
