"""A progress bar where a person looks on; where not, nothing: errors stay one line."""

from __future__ import annotations

from collections.abc import Generator as Steps
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Result = TypeVar("Result")


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
    job: Steps[float | tuple[float, str], None, Result], console: Console, text: str = ""
) -> Result:
    """Run a job that takes long, under a bar that stays, also in a log.

    Parameters
    ----------
    job : generator
        Yields how far it is, 0 to 1, and what it does; or the fraction alone.
    console : Console
    text : str
        What a job does that does not say so.
    """
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:.0f} %"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("Starting", total=1.0)
        while True:
            try:
                step = next(job)
            except StopIteration as end:
                result: Result = end.value
                return result
            done, said = step if isinstance(step, tuple) else (step, text)
            progress.update(task, completed=done, description=said)
