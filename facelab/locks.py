"""A lock between processes that the system releases however its holder ends."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from types import TracebackType

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

POLL_SECONDS = 0.01


class FileLock:
    """Held by one process at a time; the file itself stays, empty."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def try_acquire(self) -> bool:
        """Take the lock if nobody holds it.

        Raises
        ------
        OSError
            The file cannot be opened for writing.
        """
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

    def release(self) -> None:
        """Give the lock back."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> FileLock:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
