from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import pytest

from facelab.plain_text import counted
from tests.disorder import LATEST_SECONDS, LONGEST_SECONDS, Disorder, OnMain


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """How long was waited, instead of waiting; also where all tests run in disorder."""
    seconds: list[float] = []
    before = sys.getprofile(), threading.getprofile()
    sys.setprofile(None)
    threading.setprofile(None)
    monkeypatch.setattr("tests.disorder.time.sleep", seconds.append)
    yield seconds
    sys.setprofile(before[0])
    threading.setprofile(before[1])


def elsewhere() -> None:
    """A function that is none of facelab's."""


def test_what_is_facelabs_waits_now_and_then(slept):
    always, never = Disorder(1, chance=1.0), Disorder(1, chance=0.0)
    for made, expected in ((always, 2), (never, 0)):
        slept.clear()
        sys.setprofile(made.pause)
        try:
            counted(2, "face")
            elsewhere()
            counted(3, "face")
        finally:
            sys.setprofile(None)
        assert len(slept) == expected
        assert all(0 <= each <= LONGEST_SECONDS for each in slept)


def test_a_thread_begins_late_and_once(slept):
    made = Disorder(1, chance=0.0)

    def work() -> None:
        sys.setprofile(made.pause_thread)
        try:
            elsewhere()
            counted(2, "face")
        finally:
            sys.setprofile(None)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert len(slept) == 1
    assert 0 <= slept[0] <= LATEST_SECONDS


def test_the_same_seed_waits_at_the_same_places(slept):
    def waits(seed: int) -> list[float]:
        slept.clear()
        sys.setprofile(Disorder(seed, chance=0.5).pause)
        try:
            for count in range(50):
                counted(count, "face")
        finally:
            sys.setprofile(None)
        return list(slept)

    assert waits(1) == waits(1) != waits(2)


def test_the_main_thread_is_paused_within_a_test_only(slept):
    around = OnMain(Disorder(1, chance=1.0)).pytest_runtest_call()
    next(around)
    counted(2, "face")
    assert next(around, None) is None
    counted(3, "face")
    assert len(slept) == 1
