"""Files on disk: read only what is a file and of a sane size, written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

MEGABYTE = 2**20


class NotRegularError(OSError):
    """A folder, a device, a pipe or a socket where a file is wanted."""


class TooLargeError(OSError):
    """A file that is larger than any of its kind."""


def open_regular(path: Path, limit: int) -> BinaryIO:
    """Open a file for reading, if it is one: never a pipe that waits for ever or a device
    without an end, also through a link.

    Parameters
    ----------
    path : Path
    limit : int
        Most bytes that a file of its kind has.

    Raises
    ------
    NotRegularError, TooLargeError, OSError
        All have a `strerror` for people, without a full stop.
    """
    # Opening a pipe would wait for its other end; on a file O_NONBLOCK means nothing.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_CLOEXEC", 0))
    except ValueError as error:  # a null character in the name
        raise NotRegularError(errno.EINVAL, "No file can have this name", str(path)) from error
    except OSError as error:
        if error.errno in (errno.ENXIO, errno.EISDIR) or path.is_dir():
            raise _not_regular(path) from error
        raise
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise _not_regular(path)
        if status.st_size > limit:
            raise _too_large(path, limit)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def read_regular(path: Path, limit: int) -> bytes:
    """All bytes of a file, if it is one and holds no more than `limit`.

    Raises
    ------
    NotRegularError, TooLargeError, OSError
    """
    with open_regular(path, limit) as file:
        # Room is made for what is asked for, so it is not asked for `limit` bytes at once.
        content = file.read(os.fstat(file.fileno()).st_size + 1)
        while len(content) <= limit and (more := file.read(MEGABYTE)):  # it grows meanwhile
            content += more
    if len(content) > limit:
        raise _too_large(path, limit)
    return content


def _not_regular(path: Path) -> NotRegularError:
    what = "It is a folder" if path.is_dir() else "It is a device or a pipe, not a file"
    return NotRegularError(errno.EINVAL, what, str(path))


def _too_large(path: Path, limit: int) -> TooLargeError:
    most = f"{limit / MEGABYTE:.0f} MB" if limit >= MEGABYTE else f"{limit // 1024} KB"
    return TooLargeError(errno.EFBIG, f"It is larger than {most}, as no such file is", str(path))


def next_free(path: Path, taken: Callable[[Path], bool] = os.path.lexists) -> Path:
    """The path itself, or the first of "name-2.png", "name-3.png" ... that is not there yet."""
    number, free = 2, path
    while taken(free):
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    return free


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
