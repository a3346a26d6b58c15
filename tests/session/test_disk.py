from __future__ import annotations

import threading
from functools import partial

from facelab.session.disk import Writer


def test_jobs_run_in_order_and_answers_come_on_the_sessions_thread(pump):
    writer, ran, answers = Writer(pump), [], []
    for number in range(5):

        def job(number=number) -> int:
            ran.append((number, threading.current_thread().name))
            return int(number * number)

        writer.run(job, lambda square: answers.append((square, threading.current_thread())))
    pump.until(lambda: len(answers) == 5)
    assert ran == [(number, "facelab-writer") for number in range(5)]
    assert answers == [(n * n, threading.current_thread()) for n in range(5)]
    assert writer.close(20)


def test_a_job_that_fails_is_told_and_the_next_one_runs(pump):
    writer = Writer(pump)
    failed: list[Exception] = []
    done: list[object] = []

    def fail() -> None:
        raise OSError("disk")

    writer.run(fail, done.append, failed.append)
    writer.run(fail)  # nobody wants to know
    writer.run(lambda: 7, done.append, failed.append)
    pump.until(lambda: done)
    assert done == [7]
    assert [str(error) for error in failed] == ["disk"]
    assert writer.close(20)


def test_closing_finishes_what_was_given(pump):
    held = threading.Event()
    written: list[int] = []
    writer = Writer(pump)
    writer.run(lambda: held.wait(20))
    for number in range(3):
        writer.run(partial(written.append, number))
    assert not writer.close(0.01)
    held.set()
    assert writer.close(20)
    assert written == [0, 1, 2]
