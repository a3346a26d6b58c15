"""What is done for a library once a window has opened it: checked, and backed up once a day."""

from __future__ import annotations

from pathlib import Path

from facelab.library import backups, library_path, recovery, timeline_backups
from facelab.progress import Progress, Steps, Stop

TITLE = "Backing up the kept faces"


def look_after(folder: Path, stop: Stop) -> Steps[int]:
    """Check a library that is too large to be checked at the start, and back it up if that was
    not done today, with its timelines.

    Returns
    -------
    int
        How many timelines were taken from a backup because their folder had gone.

    Raises
    ------
    LibraryDamagedError, LibraryError
    Stopped
        `stop` said so in the middle of a step.
    """
    path = library_path(folder)
    if not recovery.is_checked_at_start(path):
        yield Progress(0, 0, "Checking the library")
        recovery.check(path, stop)
    yield from backups.making_if_due(path, stop)
    restored = yield from timeline_backups.restoring_if_lost(folder)
    yield from timeline_backups.making_if_due(folder)
    return restored
