"""A progress bar where a person looks on; where not, nothing: errors stay one line."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


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
