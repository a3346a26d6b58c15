from __future__ import annotations

import contextlib
import io
import signal

import pytest
from rich.console import Console

from facelab.cli.progress import counting, interruptible, noticed, run_steps
from facelab.errors import Stopped
from facelab.progress import Progress, Steps, Stop


def test_a_job_is_run_to_its_end_and_its_result_handed_on():
    said = io.StringIO()

    def job() -> Steps[str]:
        yield Progress(1, 2, "Half of it")
        yield Progress(2, 2, "All of it")
        return "the result"

    assert run_steps(job(), terminal(said)) == "the result"
    assert "All of it" in said.getvalue()


def test_a_job_that_says_only_how_far_it_is():
    said = io.StringIO()

    def job() -> Steps[int]:
        yield Progress(1, 1)
        return 3

    assert run_steps(job(), terminal(said), text="Drawing w") == 3
    assert "Drawing w" in said.getvalue()


def test_a_log_is_told_of_each_part_as_it_begins_and_then_now_and_again():
    said, clock = io.StringIO(), iter(range(0, 1000, 20))

    def job() -> Steps[None]:
        for k in range(6):
            yield Progress(k, 10, f"Drawing faces: {k} of 6")
        yield Progress(7, 10, "Labelling: 1 of 2")

    run_steps(job(), log(said), clock=lambda: float(next(clock)))
    assert said.getvalue().splitlines() == [
        "  0 %  Drawing faces: 0 of 6",
        " 30 %  Drawing faces: 3 of 6",
        " 70 %  Labelling: 1 of 2",
    ]


def test_what_is_counted_is_told_in_a_log_once_a_minute():
    said, clock = io.StringIO(), iter(range(0, 1000, 25))
    with counting(log(said), clock=lambda: float(next(clock))) as counter:
        counter.begin("Rendering", 100_000)
        for _ in range(7):
            counter.step()
    assert said.getvalue().splitlines() == ["Rendering: 3 of 100,000", "Rendering: 6 of 100,000"]


def test_what_is_counted_is_seen_on_a_terminal_from_the_beginning():
    said = io.StringIO()
    with counting(terminal(said)) as counter:
        counter.begin("Loading [/b]")
        counter.begin("Rendering", 3)
        counter.step()
    assert "Loading [/b]" in said.getvalue()
    assert "1/3" in said.getvalue()


def test_a_log_that_takes_nothing_does_not_end_the_job():
    class Full(io.StringIO):
        def write(self, _: str) -> int:
            raise OSError(28, "No space left on device")

    run_steps(iter_one(), log(Full()))


def test_a_log_is_no_place_for_a_bar():
    said = io.StringIO()
    run_steps(iter_one(), log(said))
    assert "\x1b" not in said.getvalue()
    assert "━" not in said.getvalue()


def test_ctrl_c_ends_a_job_between_two_steps_and_it_takes_back_what_it_began():
    ended: list[str] = []

    def job() -> Steps[None]:
        try:
            signal.raise_signal(signal.SIGINT)
            ended.append("its step")
            yield Progress(1, 2)
            ended.append("never")
        finally:
            ended.append("tidied up")

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        run_steps(job(), terminal(io.StringIO()))
    assert ended == ["its step", "tidied up"]
    assert signal.getsignal(signal.SIGINT) is before


def test_a_job_that_asks_within_its_step_ends_there():
    def job(stop: Stop) -> Steps[None]:
        yield Progress(0, 2)
        signal.raise_signal(signal.SIGINT)
        if stop():
            raise Stopped
        pytest.fail("it went on")

    with interruptible() as pressed, pytest.raises(KeyboardInterrupt):
        run_steps(job(pressed), log(io.StringIO()), pressed=pressed)


def test_a_second_ctrl_c_does_not_wait_for_the_step():
    def job() -> Steps[None]:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        yield Progress(1, 2, "It went on")

    said = io.StringIO()
    with pytest.raises(KeyboardInterrupt):
        run_steps(job(), terminal(said))
    assert "It went on" not in said.getvalue()


def iter_one() -> Steps[None]:
    yield Progress(1, 2)


def log(said: io.StringIO) -> Console:
    return Console(file=said, force_terminal=False, width=100)


def terminal(said: io.StringIO) -> Console:
    return Console(file=said, force_terminal=True, width=100)


def test_an_interruption_that_a_library_loses_is_noticed_all_the_same():
    with noticed() as pressed:
        assert not pressed()
        with contextlib.suppress(KeyboardInterrupt):  # as a callback of a C library does
            signal.raise_signal(signal.SIGINT)
        assert pressed()
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
