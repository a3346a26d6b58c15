"""The history on disk, a line a step, so that a crash or a power cut loses nothing but a gesture.

`history.jsonl` begins with its format and version; each further line says either that the step
at an index is this one and that those after it are gone, or which step is on show. A line that
was cut off by a crash is left out, and the file is written anew at each start.

A window that is opened beside another has a file of its own, `history-2.jsonl` and so on; each
takes the one of those free that was on screen last.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from facelab.files import replacing
from facelab.locks import FileLock
from facelab.recipe import RecipeError, SettingsError, Truncation, recipe_from_json, recipe_to_json
from facelab.session.history import Step

FORMAT = "facelab-history"
VERSION = 1
FILE_NAME = "history.jsonl"
MOST_WINDOWS = 9
MAX_BYTES = 256 * 2**20
RESTORED_STEPS = 200


class Journal:
    """The history of one window.

    One thread uses an object of this class, except that `load` may be called before.

    Attributes
    ----------
    is_behind : bool
        Something could not be written: what is noted now would be noted in vain, until `begin`
        has written the whole.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / FILE_NAME
        self._lock: FileLock | None = None
        self._file: BinaryIO | None = None
        self.is_behind = False

    def load(self) -> tuple[list[Step], int] | None:
        """The steps that were kept and the index of the one on show; None if there are none.

        A file that cannot be read is not an error: the history begins anew.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if self._lock is None:
                self._lock = self._take_free()
            if self._lock is None or self._path.stat().st_size > MAX_BYTES:
                return None
            lines = self._path.read_bytes().split(b"\n")
        except OSError:
            return None
        return _replay(lines)

    def _take_free(self) -> FileLock | None:
        """Lock the file that no other window has and that was used last, or a new one."""
        numbers = range(1, MOST_WINDOWS + 1)
        for number in sorted(numbers, key=lambda number: -_used(self._path_of(number))):
            lock = FileLock(self._folder / f".history{_suffix(number)}.lock")
            if lock.try_acquire():
                self._path = self._path_of(number)
                return lock
        return None

    def _path_of(self, number: int) -> Path:
        return self._folder / FILE_NAME.replace(".", f"{_suffix(number)}.")

    def begin(self, steps: Sequence[Step], place: int) -> None:
        """Write the file anew with these steps.

        Raises
        ------
        SettingsError
            The folder or the disk does not allow it.
        """
        if self._lock is None:
            return
        self._close_file()
        try:
            with replacing(self._path) as file:
                file.write(_line({"format": FORMAT, "version": VERSION}))
                for index, step in enumerate(steps):
                    file.write(_step_line(index, step))
                file.write(_line({"place": place}))
            self._file = self._path.open("ab")
        except OSError as error:
            self.is_behind = True
            raise _unwritten(error) from error
        self.is_behind = False

    def note(self, notes: Sequence[tuple[int, Step | None]]) -> None:
        """Keep what was done: that the step at an index is this one and on show, and those
        after it are gone; or, without a step, that the one at this index is on show.

        Raises
        ------
        SettingsError
            The folder or the disk does not allow it.
        """
        if self._file is None:
            return
        lines = [
            _line({"place": index}) if step is None else _step_line(index, step)
            for index, step in notes
        ]
        try:
            self._file.write(b"".join(lines))
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            self.is_behind = True
            raise _unwritten(error) from error

    def close(self) -> None:
        """Close the file; another window may have it."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                os.utime(self._path)  # the window that is closed last is the first to come back
        self._close_file()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _close_file(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            with contextlib.suppress(OSError):  # what is still in it was told of already
                file.close()


def _suffix(number: int) -> str:
    return "" if number == 1 else f"-{number}"


def _used(path: Path) -> float:
    """When a file was written last, seconds since 1970; 0 if it is not there."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _replay(lines: Sequence[bytes]) -> tuple[list[Step], int] | None:
    steps: list[Step] = []
    place = -1
    for number, raw in enumerate(lines):
        try:
            line: Any = msgspec.json.decode(raw)
            if number == 0:
                if line["format"] != FORMAT or line["version"] != VERSION:
                    return None
            elif "step" in line:
                index = int(line["step"])
                recipe = recipe_from_json(line["recipe"])
                if 0 <= index <= len(steps):
                    own = line.get("own")
                    own = None if own is None else msgspec.convert(own, Truncation)
                    steps[index:] = [Step(recipe, str(line["label"]), own)]
                    place = index
            elif 0 <= int(line["place"]) < len(steps):
                place = int(line["place"])
        except (msgspec.DecodeError, RecipeError, LookupError, TypeError, ValueError):
            if number == 0:
                return None  # not a history; later lines may be cut off or damaged one by one
    if not steps:
        return None
    # The last ones, or those around the step on show if that is further back.
    first = min(max(0, len(steps) - RESTORED_STEPS), max(0, place - RESTORED_STEPS // 2))
    return steps[first : first + RESTORED_STEPS], max(0, place) - first


def _step_line(index: int, step: Step) -> bytes:
    line = {"step": index, "label": step.label, "recipe": recipe_to_json(step.recipe)}
    return _line(line if step.own is None else {**line, "own": step.own})


def _line(values: dict[str, object]) -> bytes:
    return msgspec.json.encode(values) + b"\n"


def _unwritten(error: OSError) -> SettingsError:
    return SettingsError(
        "The history is not being saved.",
        f"{error.strerror or error}.",
        "Free some space; your faces and undo go on working until facelab is closed.",
    )
