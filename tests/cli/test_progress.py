from __future__ import annotations

import io
from collections.abc import Generator

from rich.console import Console

from facelab.cli.progress import run_steps


def test_a_job_is_run_to_its_end_and_its_result_handed_on():
    said = io.StringIO()

    def job() -> Generator[tuple[float, str], None, str]:
        yield 0.5, "Half of it"
        yield 1.0, "All of it"
        return "the result"

    assert run_steps(job(), terminal(said)) == "the result"
    assert "All of it" in said.getvalue()


def test_a_job_that_says_only_how_far_it_is():
    said = io.StringIO()

    def job() -> Generator[float, None, int]:
        yield 1.0
        return 3

    assert run_steps(job(), terminal(said), "Drawing w") == 3
    assert "Drawing w" in said.getvalue()


def terminal(said: io.StringIO) -> Console:
    return Console(file=said, force_terminal=True, width=100)
