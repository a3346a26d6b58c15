from __future__ import annotations

import pytest

from facelab.session.rates import Rates


@pytest.fixture
def clock(monkeypatch) -> list[float]:
    """The time, which only the test moves."""
    now = [100.0]
    monkeypatch.setattr("facelab.session.rates.time.monotonic", lambda: now[0])
    return now


@pytest.fixture
def frame(renderer, make_face):
    return lambda kind: getattr(renderer, kind)(make_face(1))


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


def test_times_are_those_of_the_last_frame_of_each_kind(clock, frame):
    counted = Rates()
    assert (counted.preview_ms, counted.full_ms) == (None, None)
    counted.note(frame("preview"))
    assert (counted.preview_ms, counted.full_ms) == (1.0, None)
    counted.note(frame("full"))
    assert counted.full_ms == 1.0


def test_nobody_asking_does_not_fill_the_memory(clock, frame):
    counted, one = Rates(), frame("preview")
    for _ in range(1000):
        clock[0] += 0.1
        counted.note(one)
    assert len(counted._shown) < 20
