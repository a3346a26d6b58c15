"""A progress bar where a person looks on; where not, nothing: errors stay one line.

A job that takes many minutes is the exception: a log of it has a line a minute.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from collections.abc import Generator as Steps
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from facelab.plain_text import plain

Result = TypeVar("Result")
Clock = Callable[[], float]

LOG_SECONDS = 60.0  # between two lines of a log


def progress_bar(
    console: Console, counted: bool = False, timed: bool = False, stays: bool = False
) -> Progress:
    """A bar, to be entered.

    Parameters
    ----------
    console : Console
    counted : bool
        Say how many of how many, else the share.
    timed : bool
        Say how long the rest takes.
    stays : bool
        Leave the bar there when all is done, else it is wiped.
    """
    columns: list[ProgressColumn] = [
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn() if counted else TextColumn("{task.percentage:.0f} %", markup=False),
    ]
    if timed:
        columns.append(TimeRemainingColumn())
    return Progress(*columns, console=console, transient=not stays, disable=not console.is_terminal)


class Counter:
    """Tells how far a job is that goes through many things.

    Parameters
    ----------
    progress : Progress
    log : _Log or None
        For a log instead of a terminal.
    """

    def __init__(self, progress: Progress, log: _Log | None) -> None:
        self._progress, self._log = progress, log
        self._task = progress.add_task("", total=None)
        self._text, self._done, self._total = "", 0, 0

    def begin(self, text: str, total: int | None = None) -> None:
        """Begin a part of the job; None if nobody knows how many things there are."""
        self._text, self._done, self._total = plain(text), 0, total or 0
        self._progress.reset(self._task, total=total, description=self._text)

    def step(self) -> None:
        """One is done."""
        self._done += 1
        self._progress.update(self._task, completed=self._done)
        if self._log is not None and self._log.is_due():
            of = f" of {self._total:,}" if self._total else ""
            self._log.tell(f"{self._text}: {self._done:,}{of}")


@contextmanager
def counting(console: Console, clock: Clock = time.monotonic) -> Iterator[Counter]:
    """Count the steps of a job under a bar, or with a line a minute in a log."""
    log = None if console.is_terminal else _Log(console, clock)
    with progress_bar(console, counted=True, timed=True, stays=True) as progress:
        yield Counter(progress, log)


def run_steps(
    job: Steps[float | tuple[float, str], None, Result],
    console: Console,
    text: str = "",
    clock: Clock = time.monotonic,
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
    log = None if console.is_terminal else _Log(console, clock)
    said_last = None
    with progress_bar(console, timed=True, stays=True) as progress:
        task = progress.add_task("Starting", total=1.0)
        while True:
            try:
                step = next(job)
            except StopIteration as end:
                result: Result = end.value
                return result
            done, said = step if isinstance(step, tuple) else (step, text)
            progress.update(task, completed=done, description=plain(said))
            part = said.partition(":")[0]  # a log has a line as each part begins
            if log is not None and (part != said_last or log.is_due()):
                said_last = part
                log.tell(f"{100 * done:3.0f} %  {plain(said)}".rstrip())


class _Log:
    """Lines of a log, one a minute."""

    def __init__(self, console: Console, clock: Clock) -> None:
        self._console, self._clock = console, clock
        self._told = clock()

    def is_due(self) -> bool:
        return self._clock() - self._told >= LOG_SECONDS

    def tell(self, line: str) -> None:
        self._told = self._clock()
        with contextlib.suppress(OSError):  # a full disk of the log is no end of the job
            self._console.print(line, markup=False)
