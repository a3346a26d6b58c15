from __future__ import annotations

from collections.abc import Callable

import pytest

from facelab.progress import Progress
from facelab.session.job import Job, State


class Desk:
    """A job, its clock, and what it tells."""

    def __init__(self) -> None:
        self.now = 0.0
        self.calls: list[Callable[[], None]] = []
        self.stopped: list[Job] = []
        self.told = 0
        self.job = Job(
            "Making", "library", "", self.stopped.append, self._on_told, lambda: self.now
        )

    def _on_told(self) -> None:
        self.told += 1

    def report(self, at: float, progress: Progress) -> None:
        self.now = at
        self.job.report(progress, self.calls.append)

    def run_calls(self) -> None:
        while self.calls:
            self.calls.pop(0)()


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_it_changes_on_the_sessions_thread_only(desk):
    desk.report(0.0, Progress(1, 2, "Half"))
    assert desk.job.progress == Progress()
    desk.run_calls()
    assert desk.job.progress == Progress(1, 2, "Half")
    assert desk.told == 1


def test_the_newest_is_told_once(desk):
    desk.report(0.0, Progress(1, 9))
    desk.report(1.0, Progress(2, 9))
    desk.report(2.0, Progress(3, 9))
    assert len(desk.calls) == 1
    desk.run_calls()
    assert desk.job.progress.done == 3


def test_the_same_step_is_not_told_of_too_often_and_another_at_once(desk):
    for at, text in ((0.0, "Drawing"), (0.001, "Drawing"), (0.002, "Judging"), (0.003, "Judging")):
        desk.report(at, Progress(at, 9, text))
        desk.run_calls()
    assert desk.told == 2
    assert desk.job.progress.text == "Judging"
    desk.report(1.0, Progress(1, 9, "Judging"))
    desk.run_calls()
    assert desk.told == 3


def test_the_time_that_is_left_comes_of_its_progress(desk):
    assert desk.job.seconds_left is None
    for at in (0.0, 2.0, 4.0):
        desk.report(at, Progress(at, 20))
        desk.run_calls()
    assert desk.job.seconds_left == pytest.approx(16.0)
    desk.now = 10.0
    assert desk.job.seconds_left == pytest.approx(10.0)


def test_cancel_asks_who_runs_it(desk):
    desk.job.cancel()
    assert desk.stopped == [desk.job]


def test_one_that_has_ended_changes_no_more(desk):
    desk.job.state = State.ENDED
    desk.job.tell(State.RUNNING)
    assert (desk.job.state, desk.told) == (State.ENDED, 0)


def test_its_title_is_one_line_of_plain_text():
    made = Job("Importing a\nb\x1b[31m.facelab", "", "", lambda job: None, lambda: None, float)
    assert "\n" not in made.title
    assert "\x1b" not in made.title
