"""A progress bar where a person looks on; where not, nothing: errors stay one line.

A job that takes many minutes is the exception: a log of it has a line a minute.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from collections.abc import Generator as Steps
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Result = TypeVar("Result")

LOG_SECONDS = 60.0  # between two lines of a log


def progress_bar(console: Console, counted: bool = False) -> Progress:
    """A bar, to be entered.

    Parameters
    ----------
    console : Console
    counted : bool
        Say how many of how many, and how long the rest takes, and stay when all is done; else
        the share, which is wiped.
    """
    share = (TextColumn("{task.percentage:.0f} %"),)
    counts = (MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        *(counts if counted else share),
        console=console,
        transient=not counted,
        disable=not console.is_terminal,
    )


def run_steps(
    job: Steps[float | tuple[float, str], None, Result],
    console: Console,
    text: str = "",
    clock: Callable[[], float] = time.monotonic,
) -> Result:
    """Run a job that takes long: under a bar that stays, or with lines in a log.

    Parameters
    ----------
    job : generator
        Yields how far it is, 0 to 1, and what it does; or the fraction alone.
    console : Console
    text : str
        What a job does that does not say so.
    clock : callable
        Seconds.
    """
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:.0f} %"),
        TimeRemainingColumn(),
    )
    log = None if console.is_terminal else _Log(console, clock)
    with Progress(*columns, console=console, disable=log is not None) as progress:
        task = progress.add_task("Starting", total=1.0)
        while True:
            try:
                step = next(job)
            except StopIteration as end:
                result: Result = end.value
                return result
            done, said = step if isinstance(step, tuple) else (step, text)
            progress.update(task, completed=done, description=said)
            if log is not None:
                log.tell(done, said)


class _Log:
    """Lines of a log: one as each part of a job begins, and one a minute while it goes on."""

    def __init__(self, console: Console, clock: Callable[[], float]) -> None:
        self._console, self._clock = console, clock
        self._part: str | None = None
        self._told = 0.0

    def tell(self, done: float, said: str) -> None:
        now, part = self._clock(), said.partition(":")[0]
        if part != self._part or now - self._told >= LOG_SECONDS:
            self._part, self._told = part, now
            self._console.print(f"{100 * done:3.0f} %  {said}".rstrip())
