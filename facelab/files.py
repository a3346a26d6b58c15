"""Writing files whole or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a file for writing that takes the place of `path` when the block ends well.

    The bytes are on the disk before the old file goes. If the block raises, the old file
    stays and nothing is left behind. Missing folders are made.

    Raises
    ------
    OSError
        As from the file system.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # The name is cut so that a long one still leaves room for the random part.
    part = path.parent / f".{path.name[:60]}.{secrets.token_hex(4)}.part"
    file = part.open("xb")
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
