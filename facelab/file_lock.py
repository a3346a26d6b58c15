"""A lock between processes that the system releases however its holder ends."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

POLL_SECONDS = 0.01


class FileLock:
    """Held by one process at a time; the file itself stays, empty.

    It is no context manager: `with FileLock(path)` would leave open how long to wait and what
    to do in vain. `with FileLock(path).held(seconds) as is_mine` says both.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def try_acquire(self) -> bool:
        """Take the lock if nobody else holds it.

        Raises
        ------
        OSError
            The file cannot be opened for writing.
        """
        if self._file is not None:
            return True
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            if sys.platform == "win32":
                msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            os.close(file)
            return False
        except OSError:
            # some network disks know no locks: go on without
            pass
        self._file = file
        return True

    def acquire(self, seconds: float) -> bool:
        """Take the lock, and wait for it if need be. Returns whether it was had in time.

        Raises
        ------
        OSError
            The file cannot be opened for writing.
        """
        until = time.monotonic() + seconds
        while not self.try_acquire():
            if time.monotonic() > until:
                return False
            time.sleep(POLL_SECONDS)
        return True

    @contextlib.contextmanager
    def held(self, seconds: float) -> Iterator[bool]:
        """Hold the lock during the block, which is told whether it was had within `seconds`.

        Raises
        ------
        OSError
            The file cannot be opened for writing.
        """
        is_mine = self.acquire(seconds)
        try:
            yield is_mine
        finally:
            self.release()

    def release(self) -> None:
        """Give the lock back."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
