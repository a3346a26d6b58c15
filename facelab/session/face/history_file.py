"""The history on disk, a line a step, so that a crash or a power cut loses nothing but a gesture.

`history.jsonl` begins with its format and version; each further line says either that the step
at an index is this one and that those after it are gone, or which step is on show. A line that
was cut off by a crash is left out, and the file is written anew at each start; what else makes
no sense in it is set aside first, see `saved_file`.

A window that is opened beside another has a file of its own, `history-2.jsonl` and so on; each
takes the one of those free that was on screen last.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from facelab.damage import DAMAGED
from facelab.errors import RecipeError, SettingsError
from facelab.file_lock import FileLock
from facelab.plain_text import counted
from facelab.recipe import Noise, Recipe, Truncation, recipe_from_json, recipe_to_json
from facelab.recipe.values import Finish
from facelab.session.face.history import Own, Step
from facelab.session.saved_file import NewerError, NotUnderstoodError, SavedFile, Understood

FORMAT = "facelab-history"
VERSION = 1
FILE_NAME = "history.jsonl"
MOST_WINDOWS = 9
MAX_BYTES = 256 * 2**20
RESTORED_STEPS = 200
_NONSENSE: tuple[type[Exception], ...] = (*DAMAGED, RecipeError)


class Journal:
    """The history of one window.

    One thread uses an object of this class, except that `load` may be called before.

    Attributes
    ----------
    notice : SettingsError or None
        What to tell the user of what `load` has found.
    is_behind : bool
        Something could not be written: what is noted now would be noted in vain, until `begin`
        has written the whole.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._saved = _file(folder / FILE_NAME)
        self.notice: SettingsError | None = None
        self._lock: FileLock | None = None
        self._file: BinaryIO | None = None
        self.is_behind = False

    def load(self) -> tuple[list[Step], int] | None:
        """The steps that were kept and the index of the one on show; None if there are none.

        A file that makes no sense is set aside, and the history begins anew.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if self._lock is None:
                self._lock = self._take_free()
        except OSError:
            return None
        if self._lock is None:
            return None
        kept, self.notice = self._saved.load()
        return kept

    def set_aside(self, why: str) -> SettingsError:
        """Keep what `load` has found, which is of no use now, from being written over. Returns
        what to tell the user.

        Raises
        ------
        OSError
            It cannot be moved.
        """
        return self._saved.set_aside("other", why)

    def _take_free(self) -> FileLock | None:
        """Lock the file that no other window has and that was used last, or a new one."""
        numbers = range(1, MOST_WINDOWS + 1)
        for number in sorted(numbers, key=lambda number: -_used(self._path_of(number))):
            lock = FileLock(self._folder / f".history{_suffix(number)}.lock")
            if lock.try_acquire():
                self._saved = _file(self._path_of(number))
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
        lines = [_step_line(index, step) for index, step in enumerate(steps)]
        head = _line({"format": FORMAT, "version": VERSION})
        try:
            self._saved.make_room()
            self._saved.replace(b"".join([head, *lines, _line({"place": place})]))
            self._file = self._saved.path.open("ab")
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
                # The window that is closed last is the first to come back.
                os.utime(self._saved.path)
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


Kept = tuple[list[Step], int]


def _file(path: Path) -> SavedFile[Kept | None]:
    return SavedFile(
        path,
        MAX_BYTES,
        _replay,
        "The history could not be restored, so a new one was started.",
        "Part of the history could not be restored.",
    )


def _replay(raw: bytes) -> Understood[Kept | None]:
    head, *lines = raw.split(b"\n")
    _check_head(head)
    steps: list[Step] = []
    place = -1
    damaged = []
    for number, line in enumerate(lines, 2):
        try:
            said: Any = msgspec.json.decode(line)
            if "step" in said:
                index = int(said["step"])
                recipe = recipe_from_json(said["recipe"])
                if not 0 <= index <= len(steps):
                    raise ValueError("a step before it is missing")
                steps[index:] = [Step(recipe, str(said["label"]), _own(said, recipe))]
                place = index
            else:
                index = int(said["place"])
                if not 0 <= index < len(steps):
                    raise ValueError("there is no such step")
                place = index
        except _NONSENSE:
            damaged.append(number)
    # Behind the last line break nothing is whole: cut off, and nobody was told that it is there.
    damaged = [number for number in damaged if number <= len(lines)]
    lost = (
        "" if not damaged else f"{counted(len(damaged), 'line')} of {len(lines)} could not be read"
    )
    if not steps:
        return Understood(None, lost)
    # The last ones, or those around the step on show if that is further back.
    first = min(max(0, len(steps) - RESTORED_STEPS), max(0, place - RESTORED_STEPS // 2))
    return Understood((steps[first : first + RESTORED_STEPS], max(0, place) - first), lost)


def _own(said: dict[str, Any], recipe: Recipe) -> Own | None:
    """What the user has for the faces to come. Noise was not noted at first; of a time without
    finishes the faces to come are clean, as new faces are.
    """
    own = Own.of(recipe)
    if said.get("own") is not None:
        own = replace(own, truncation=msgspec.convert(said["own"], Truncation))
    if said.get("own noise") is not None:
        own = replace(own, noise=msgspec.convert(said["own noise"], Noise))
    own = replace(own, finish=msgspec.convert(said.get("own finish", "clean"), Finish))
    return None if own == Own.of(recipe) else own


def _check_head(raw: bytes) -> None:
    try:
        head: Any = msgspec.json.decode(raw)
        what, version = head["format"], head["version"]
    except _NONSENSE as error:
        raise NotUnderstoodError("It is not a facelab history") from error
    if what != FORMAT or not isinstance(version, int):
        raise NotUnderstoodError("It is not a facelab history")
    if version > VERSION:
        raise NewerError(version, VERSION)
    if version != VERSION:
        raise NotUnderstoodError(f"It has version {version}")


def _step_line(index: int, step: Step) -> bytes:
    line = {"step": index, "label": step.label, "recipe": recipe_to_json(step.recipe)}
    if step.own is not None:
        line |= {"own": step.own.truncation, "own noise": step.own.noise}
    line["own finish"] = step.recipe.finish if step.own is None else step.own.finish
    return _line(line)


def _line(values: dict[str, object]) -> bytes:
    return msgspec.json.encode(values) + b"\n"


def _unwritten(error: OSError) -> SettingsError:
    return SettingsError(
        "The history is not being saved.",
        f"{error.strerror or error}.",
        "Free some space. Your faces and undo keep working until you close facelab.",
    )
