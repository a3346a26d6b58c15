"""A file that refuses to read more than it holds, before memory is spent on it."""

from __future__ import annotations

import io
from typing import IO

from facelab.damage import UnreadableError

MAX_LINE = 100_000


class LimitedReads:
    """Reads of an open file; what claims to be longer than the file is refused.

    Parameters
    ----------
    file : file object
        Read from where it is to its end.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        here = file.tell()
        self._left = file.seek(0, io.SEEK_END) - here
        file.seek(here)

    def read(self, count: int) -> bytes:
        """So many bytes, or fewer at the end of the file.

        Raises
        ------
        UnreadableError
            It holds fewer, but a single byte is asked for as `b""` at the end.
        """
        if count < 0 or (count > self._left and count > 1):
            raise UnreadableError("it ends too early")
        found = self._file.read(count)
        self._left -= len(found)
        return found

    def readline(self) -> bytes:
        """The rest of a line."""
        found = self._file.readline(MAX_LINE)
        self._left -= len(found)
        return found

    def tell(self) -> int:
        """Where the file is."""
        return self._file.tell()
