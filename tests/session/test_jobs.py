from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from facelab.errors import LibraryError, Stopped
from facelab.progress import Progress, Steps, Stop
from facelab.session.job import Job, State
from facelab.session.jobs import Jobs

WAIT = 20.0


class Held:
    """A job that goes from step to step as the test lets it."""

    def __init__(self, steps: int = 3, error: Exception | None = None) -> None:
        self.begun, self.tidied = threading.Event(), threading.Event()
        self.go = threading.Event()
        self._steps, self._error = steps, error

    def __call__(self, stop: Stop) -> Steps[str]:
        self.begun.set()
        try:
            while not self.go.wait(0.001):
                yield Progress(0, self._steps, "Held")
            for k in range(self._steps):
                yield Progress(k, self._steps, f"Step {k}")
            if self._error is not None:
                raise self._error
            return "made"
        finally:
            self.tidied.set()


@pytest.fixture
def jobs(pump) -> Iterator[Jobs]:
    made = Jobs(pump)
    yield made
    assert made.close(WAIT)


@pytest.fixture
def heard() -> list[object]:
    return []


def run(jobs: Jobs, work: Callable[[Stop], Steps[str]], heard: list[object], **how: str) -> Job:
    def failed(error: Exception | None) -> None:
        heard.append(("failed", error))

    return jobs.run("Making", work, heard.append, failed, **how)


def test_a_job_says_how_far_it_is_and_hands_on_its_result(jobs, pump, heard):
    held, texts = Held(), []
    job = run(jobs, held, heard)
    job.changed.connect(lambda: texts.append((job.state, job.progress.text)))
    assert (jobs.listed, job.state) == ((job,), State.WAITING)
    pump.until(lambda: job.progress.text == "Held")
    assert job.state is State.RUNNING
    held.go.set()
    pump.until(lambda: heard)
    assert heard == ["made"]
    assert jobs.listed == ()
    assert texts[-1][0] is State.ENDED


def test_a_generator_is_a_job_as_it_is(jobs, pump, heard):
    def steps() -> Steps[int]:
        yield Progress(1, 2)
        return 7

    jobs.run("Making", steps(), heard.append)
    pump.until(lambda: heard)
    assert heard == [7]


def test_what_went_wrong_is_told(jobs, pump, heard):
    error = LibraryError("The disk is full.")
    held = Held(error=error)
    held.go.set()
    run(jobs, held, heard)
    pump.until(lambda: heard)
    assert heard == [("failed", error)]
    assert jobs.listed == ()


def test_one_that_is_cancelled_tidies_up_and_says_that_it_stops(jobs, pump, heard):
    held = Held()
    job = run(jobs, held, heard)
    assert held.begun.wait(WAIT)
    pump.until(lambda: job.state is State.RUNNING)
    job.cancel()
    assert job.state is State.STOPPING
    pump.until(lambda: heard)
    assert heard == [("failed", None)]
    assert held.tidied.is_set()
    assert jobs.listed == ()


def test_one_that_waits_is_gone_at_once_when_it_is_cancelled(jobs, pump, heard):
    first, second = Held(), Held()
    one, two = run(jobs, first, heard), run(jobs, second, heard)
    assert first.begun.wait(WAIT)
    two.cancel()
    pump.until(lambda: heard)
    assert heard == [("failed", None)]
    assert jobs.listed == (one,)
    assert not second.begun.is_set()
    first.go.set()
    pump.until(lambda: len(heard) == 2)
    assert not second.begun.is_set()


def test_jobs_of_a_lane_wait_for_each_other_and_others_do_not(jobs, pump, heard):
    first, second, other = Held(), Held(), Held()
    run(jobs, first, heard)
    waiting = run(jobs, second, heard)
    run(jobs, other, heard, lane="downloads")
    assert first.begun.wait(WAIT)
    assert other.begun.wait(WAIT)
    assert waiting.state is State.WAITING
    assert not second.begun.is_set()
    other.go.set()
    pump.until(lambda: heard == ["made"])
    first.go.set()
    second.go.set()
    pump.until(lambda: len(heard) == 3)


def test_a_step_that_takes_long_is_asked_to_stop_in_its_middle(jobs, pump, heard):
    begun = threading.Event()

    def long(stop: Stop) -> Steps[str]:
        yield Progress()
        begun.set()
        while not stop():
            threading.Event().wait(0.001)
        raise Stopped

    job = run(jobs, long, heard)
    assert begun.wait(WAIT)
    job.cancel()
    pump.until(lambda: heard)
    assert heard == [("failed", None)]


def test_what_the_user_counts_on_is_owed_until_it_is_done_or_cancelled(jobs, pump, heard):
    first, second, quiet = Held(), Held(), Held()
    one, two = run(jobs, first, heard, owed="a.facelab"), run(jobs, second, heard, owed="b.facelab")
    run(jobs, quiet, heard)
    assert jobs.owed == (one, two)
    one.cancel()
    assert jobs.owed == (two,)
    second.go.set()
    pump.until(lambda: "made" in heard)
    assert jobs.owed == ()
    quiet.go.set()
    pump.until(lambda: len(heard) == 3)


def test_one_is_owed_until_it_was_told_what_became_of_it(jobs, heard, pump):
    """Else a window that closes would take the message along."""
    held = Held()
    held.go.set()
    job = run(jobs, held, heard, owed="a.facelab")
    (lane,) = jobs._lanes.values()
    if lane.thread is not None:
        lane.thread.join(WAIT)
    assert jobs.owed == (job,)
    assert heard == []
    pump.until(lambda: heard)
    assert jobs.owed == ()


def test_an_answer_of_the_sessions_thread_is_waited_for(jobs, pump, heard):
    here = threading.get_ident()

    def ask(done: Callable[[int], None], failed: Callable[[Exception], None]) -> None:
        assert threading.get_ident() == here
        pump(lambda: done(6))

    def steps() -> Steps[int]:
        answer: int = yield from jobs.answer(ask, Progress(1, 2))
        return answer * 7

    jobs.run("Asking", steps(), heard.append)
    pump.until(lambda: heard)
    assert heard == [42]


def test_an_answer_that_fails_ends_the_job(jobs, pump, heard):
    error = LibraryError("It is gone.")
    asking = lambda done, failed: failed(error)  # noqa: E731
    jobs.run("Asking", jobs.answer(asking, Progress()), heard.append, heard.append)
    pump.until(lambda: heard)
    assert heard == [error]


def test_progress_does_not_flood_the_sessions_thread(heard):
    """A telling that is on its way tells the newest."""
    calls: list[Callable[[], None]] = []
    jobs = Jobs(calls.append, clock=lambda: 0.0)
    done = threading.Event()

    def steps() -> Steps[None]:
        for k in range(10_000):
            yield Progress(k, 10_000, "Step" if k < 9_999 else "Last")
        done.set()

    job = jobs.run("Making", steps(), heard.append)
    assert done.wait(WAIT)
    assert jobs.close(WAIT)
    assert len(calls) == 3, "it runs, how far it is, its end"
    calls[1]()
    assert job.progress == Progress(9_999, 10_000, "Last")


def test_closing_stops_what_runs_and_what_waits(pump, heard):
    jobs = Jobs(pump)
    first, second = Held(), Held()
    run(jobs, first, heard)
    run(jobs, second, heard)
    assert first.begun.wait(WAIT)
    assert jobs.close(WAIT)
    assert first.tidied.is_set()
    assert not second.begun.is_set()


def test_closing_does_not_wait_for_a_job_that_hangs(pump, heard):
    jobs, hang, begun = Jobs(pump), threading.Event(), threading.Event()

    def steps() -> Steps[None]:
        begun.set()
        hang.wait(WAIT)
        yield Progress()

    jobs.run("Hanging", steps())
    assert begun.wait(WAIT)
    assert not jobs.close(timeout=0.01)
    hang.set()
    assert jobs.close(WAIT)


def test_closing_without_a_job(pump):
    assert Jobs(pump).close(timeout=0.0)


def test_the_next_try_can_begin_the_moment_that_the_last_one_ends(jobs, pump, heard):
    """Even while the thread of the last one is about to end."""
    for tries in range(1, 51):
        held = Held()
        held.go.set()
        run(jobs, held, heard)
        pump.until(lambda tries=tries: len(heard) == tries)
