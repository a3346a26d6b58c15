"""A file for what nobody foresaw: what a report needs, and a terminal or a notice must not show."""

from __future__ import annotations

import contextlib
import datetime
import platform
import traceback
from pathlib import Path

FILE_NAME = "problems.log"
MAX_BYTES = 512 * 1024  # then the older half goes
MAX_ENTRY = 32 * 1024


def log_problem(error: BaseException, folder: Path, version: str) -> Path | None:
    """Add an error with its traceback to the log in a folder.

    Parameters
    ----------
    version : str
        Of facelab.

    Returns
    -------
    Path or None
        The log; None if it cannot be written, which is no reason for a second error.
    """
    path = folder / FILE_NAME
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    head = f"== {now} facelab {version}, Python {platform.python_version()}, {platform.platform()}"
    told = "".join(traceback.format_exception(error))
    if len(told) > MAX_ENTRY:
        told = f"{told[: MAX_ENTRY // 2]}\n...\n{told[-MAX_ENTRY // 2 :]}"
    entry = f"{head}\n{told.rstrip()}\n\n".encode("utf-8", "backslashreplace")
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():
            return None  # a pipe would never end
        if path.exists() and path.stat().st_size + len(entry) > MAX_BYTES:
            _drop_older_half(path)
        with path.open("ab") as file:
            file.write(entry)
        return path
    return None


def _drop_older_half(path: Path) -> None:
    with path.open("rb+") as file:
        file.seek(-MAX_BYTES // 2, 2)
        newer = file.read(MAX_BYTES // 2)
        start = newer.find(b"\n== ") + 1  # whole entries only
        file.seek(0)
        file.write(newer[start:])
        file.truncate()
