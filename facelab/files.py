"""Files on disk: read only what is a file and of a sane size, written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from facelab.plain_text import cut_to_bytes, plain

MEGABYTE = 2**20
REFUSED_IN_NAMES = '<>:"/\\|?*'  # by one file system or another
# A name may have 255 bytes, 143 on encrypted disks: "-2.png" comes after it, and ".c2pa".
LONGEST = 128
_PORTS = tuple(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))
_DEVICES = {"con", "prn", "aux", "nul", *_PORTS}  # of Windows
A_DAY = 86_400.0
# What `replacing` calls a file that is not whole yet.
_PART = re.compile(r"\..{1,60}\.[0-9a-f]{8}\.part", re.DOTALL)


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
        raise NotRegularError(errno.EINVAL, "This is not a valid file name", str(path)) from error
    except OSError as error:
        if error.errno in (errno.ENXIO, errno.EISDIR) or _is_folder(path):
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


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # nobody may look
        return False


def _not_regular(path: Path) -> NotRegularError:
    what = "It is a folder" if _is_folder(path) else "It is a device or a pipe, not a file"
    return NotRegularError(errno.EINVAL, what, str(path))


def _too_large(path: Path, limit: int) -> TooLargeError:
    most = f"{limit / MEGABYTE:.0f} MB" if limit >= MEGABYTE else f"{limit // 1024} KB"
    return TooLargeError(
        errno.EFBIG, f"It is larger than {most}, the most such a file may have", str(path)
    )


def next_free(
    path: Path, taken: Callable[[Path], bool] = os.path.lexists, between: str = "-"
) -> Path:
    """The path itself, or the first of "name-2.png", "name-3.png" ... that is not there yet."""
    number, free = 2, path
    while taken(free):
        free = path.with_name(f"{path.stem}{between}{number}{path.suffix}")
        number += 1
    return free


def safe_stem(text: str, refused: str = "_", limit: int = LONGEST) -> str:
    """A text as a name without a suffix that every file system takes; empty if nothing is left.

    Parameters
    ----------
    text : str
    refused : str
        Stands for what a file system may refuse.
    limit : int
        Longest length in bytes of UTF-8.
    """
    text = "".join(refused if letter in REFUSED_IN_NAMES else letter for letter in plain(text))
    name = cut_to_bytes(text, limit).strip(" .")
    if not name.strip("_"):
        return ""
    return f"_{name}" if is_device(name) else name


def is_device(name: str) -> bool:
    """Whether Windows means a device by a file of this name, whatever its ending."""
    return name.split(".")[0].strip().lower() in _DEVICES


@contextlib.contextmanager
def replacing(path: Path, only_new: bool = False) -> Iterator[BinaryIO]:
    """Open a file for writing that takes the place of `path` when the block ends well.

    The bytes are on the disk before the old file goes. If the block raises, the old file
    stays and nothing is left behind. Missing folders are made.

    Parameters
    ----------
    path : Path
    only_new : bool
        Leave a file alone that is there at the end, whoever put it there and when.

    Raises
    ------
    FileExistsError
        There is one, and `only_new` was said.
    OSError
        As from the file system.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = part_of(path)
    file = part.open("xb")
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if only_new:
            move_to_new(part, path)
        else:
            part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def part_of(path: Path) -> Path:
    """A new name beside a path for what is not whole yet; `sweep_parts` knows such names."""
    # Cut so that a long name still leaves room for the random part.
    return path.parent / f".{path.name[:60]}.{secrets.token_hex(4)}.part"


def move_to_new(part: Path, path: Path) -> None:
    """Move a file to a name beside it that must not be taken.

    Raises
    ------
    FileExistsError
        It is; both files stay as they are.
    OSError
        As from the file system.
    """
    if os.name == "nt":
        part.rename(path)  # there it refuses a name that is taken
        return
    try:
        path.hardlink_to(part)
    except FileExistsError:
        raise
    except OSError:  # a disk without hard links: take the name first, then replace what took it
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        part.replace(path)
    else:
        part.unlink()


def sweep_parts(folder: Path) -> int:
    """Delete what `replacing` has left in a folder of facelab's own when a process was killed.

    Only what bears exactly such a name and was not written to for a day. What cannot be listed
    or deleted stays for the next time.

    Returns
    -------
    int
        How many are gone.
    """
    gone = 0
    try:
        with os.scandir(folder) as entries:
            parts = [entry for entry in entries if _PART.fullmatch(entry.name)]
    except OSError:
        return 0
    for entry in parts:
        with contextlib.suppress(OSError):
            status = entry.stat(follow_symlinks=False)
            if stat.S_ISREG(status.st_mode) and time.time() - status.st_mtime > A_DAY:
                os.unlink(entry.path)  # noqa: PTH108 - a DirEntry is no Path
                gone += 1
    return gone
