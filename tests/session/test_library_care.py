from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from facelab.errors import JobCancelled
from facelab.session.library_care import CareJob, LibraryCare

WAIT = 10.0


class Desk:
    """Runs what is dispatched when it is told to."""

    def __init__(self) -> None:
        self.calls: list[Callable[[], None]] = []
        self.care = LibraryCare(self.calls.append)
        self.told: list[CareJob | None] = []
        self.care.job_changed.connect(self.told.append)

    def run_calls(self) -> None:
        while self.calls:
            self.calls.pop(0)()


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    assert made.care.close(WAIT)


def test_a_job_that_waits_is_told_of_and_can_be_cancelled(desk: Desk):
    go, began, ended = threading.Event(), threading.Event(), threading.Event()

    def quiet(progress: object, stop: object) -> None:
        began.set()
        assert go.wait(WAIT)

    failed: list[Exception | None] = []
    done: list[object] = []
    desk.care.run("", quiet, done.append, failed.append)
    assert began.wait(WAIT)
    desk.run_calls()
    assert desk.told == [], "a job without a title is not told of"
    desk.care.run(
        "Exporting", lambda progress, stop: done.append("ran"), done.append, failed.append
    )
    desk.run_calls()
    assert desk.care.job == CareJob("Exporting"), "it waits, and the user sees that"
    desk.care.cancel()
    desk.care.run("", lambda progress, stop: ended.set(), done.append, failed.append)
    go.set()
    assert ended.wait(WAIT)
    desk.run_calls()
    assert desk.told[-1] is None
    assert failed == [None]
    assert "ran" not in done


def test_cancel_stops_the_one_that_runs_and_leaves_the_next(desk: Desk):
    began, ended = threading.Event(), threading.Event()

    def long(progress: object, stop: Callable[[], bool]) -> None:
        began.set()
        while not stop():
            threading.Event().wait(0.001)
        raise JobCancelled

    def short(progress: Callable[[int, int], None], stop: object) -> int:
        progress(1, 2)
        ended.set()
        return 7

    failed: list[Exception | None] = []
    done: list[int] = []
    desk.care.run("First", long, lambda _: None, failed.append)
    desk.care.run("Second", short, done.append, failed.append)
    assert began.wait(WAIT)
    desk.care.cancel()
    assert ended.wait(WAIT)
    assert desk.care.close(WAIT)
    desk.run_calls()
    assert failed == [None]
    assert done == [7]
    assert CareJob("Second", 1, 2) in desk.told
    assert desk.told[-1] is None


def test_what_the_user_counts_on_is_owed_until_it_is_done_or_cancelled(desk: Desk):
    go, ended = threading.Event(), threading.Event()

    def work(progress: object, stop: object) -> None:
        assert go.wait(WAIT)

    def ignore(_: object) -> None:
        pass

    desk.care.run("Exporting to a.facelab", work, ignore, ignore, owed="a.facelab")
    desk.care.run("Exporting to b.facelab", work, ignore, ignore, owed="b.facelab")
    desk.care.run("", lambda progress, stop: ended.set(), ignore, ignore)
    assert list(desk.care.owed) == ["a.facelab", "b.facelab"]
    desk.care.cancel()
    assert list(desk.care.owed) == ["b.facelab"]
    go.set()
    assert ended.wait(WAIT)
    assert not desk.care.owed
