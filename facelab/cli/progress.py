"""A progress bar where a person looks on; where not, nothing: errors stay one line.

A job that takes many minutes is the exception: a log of it has a line a minute.
"""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
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

from facelab.errors import Stopped
from facelab.plain_text import plain
from facelab.progress import Progress as HowFar
from facelab.progress import Steps, Stop, go_on

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

    def within(self, now: HowFar) -> None:
        """How far one of them is that takes long."""
        text = f"{self._text}: {plain(now.text)}" if now.text else self._text
        done = self._done + (now.fraction or 0.0)
        self._progress.update(self._task, completed=done, description=text)
        if self._log is not None and self._log.is_due():
            share = "" if now.fraction is None else f" {100 * now.fraction:.0f} %"
            self._log.tell(f"{text}{share}, {self._done + 1:,}{self._of()}")

    def step(self) -> None:
        """One is done."""
        self._done += 1
        self._progress.update(self._task, completed=self._done, description=self._text)
        if self._log is not None and self._log.is_due():
            self._log.tell(f"{self._text}: {self._done:,}{self._of()}")

    def _of(self) -> str:
        return f" of {self._total:,}" if self._total else ""


@contextmanager
def counting(console: Console, clock: Clock = time.monotonic) -> Iterator[Counter]:
    """Count the steps of a job under a bar, or with a line a minute in a log."""
    log = None if console.is_terminal else _Log(console, clock)
    with progress_bar(console, counted=True, timed=True, stays=True) as progress:
        yield Counter(progress, log)


def run_steps(
    steps: Steps[Result],
    console: Console,
    clock: Clock = time.monotonic,
    text: str = "",
    stays: bool = True,
    logged: bool = True,
    pressed: Stop | None = None,
) -> Result:
    """Run a job that takes long: under a bar, or with lines in a log.

    Ctrl+C ends it between two of its steps, so that it can take back what it began.

    Parameters
    ----------
    steps : generator
        Yields its progress.
    console : Console
    clock : callable
        Seconds.
    text : str
        What is done, for a job that does not say so.
    stays : bool
        Leave the bar there when all is done, else it is wiped.
    logged : bool
        Whether a log hears of it: it takes many minutes.
    pressed : callable or None
        Of `interruptible`, if the job asks that itself within its steps.

    Raises
    ------
    KeyboardInterrupt
    """
    log = _Log(console, clock) if logged and not console.is_terminal else None
    said_last = None
    with (
        interruptible() if pressed is None else nullcontext(pressed) as interrupted,
        contextlib.closing(steps),
        progress_bar(console, timed=True, stays=stays) as progress,
    ):
        task = progress.add_task(text or "Starting", total=1.0)
        while not interrupted():
            try:
                now = next(steps)
            except Stopped:
                if interrupted():
                    break
                raise
            except StopIteration as end:
                progress.update(task, completed=1.0)
                result: Result = end.value
                return result
            done, said = now.fraction or 0.0, now.text or text
            progress.update(task, completed=done, description=plain(said))
            part = said.partition(":")[0]  # a log has a line as each part begins
            if log is not None and (part != said_last or log.is_due()):
                said_last = part
                log.tell(f"{100 * done:3.0f} %  {plain(said)}".rstrip())
    raise KeyboardInterrupt


def interruptible() -> AbstractContextManager[Stop]:
    """Whether Ctrl+C was pressed; pressed twice, it does not wait for the end of the step."""

    def press(pressed: threading.Event) -> None:
        if pressed.is_set():
            raise KeyboardInterrupt
        pressed.set()

    return _listening(press)


def noticed() -> AbstractContextManager[Stop]:
    """Whether Ctrl+C was pressed, which interrupts at once as ever; a library that calls back into
    Python may lose the interruption, and then this still says so.
    """

    def press(pressed: threading.Event) -> None:
        pressed.set()
        raise KeyboardInterrupt

    # Where it is ignored, as for jobs of a shell in the background, it stays so.
    ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    return nullcontext(go_on) if ignored else _listening(press)


@contextmanager
def _listening(press: Callable[[threading.Event], None]) -> Iterator[Stop]:
    """Have `press` called at Ctrl+C, and say whether it has marked that."""
    if threading.current_thread() is not threading.main_thread():
        yield go_on  # signals are for the main thread
        return
    pressed = threading.Event()
    before = signal.signal(signal.SIGINT, lambda *_: press(pressed))
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, before)


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
