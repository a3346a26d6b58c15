"""The folder of the user's own directions, those imported and those made from kept faces.

Files are found by their id and written whole or not at all, one process at a time, so several
windows and commands may use the folder at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import numpy as np

from facelab import paths
from facelab.checkpoints.own_direction_file import (
    ID,
    SUFFIX,
    OwnDirection,
    clean_title,
    read_file,
    unusable,
    write_file,
)
from facelab.errors import FacelabError, RecipeError, WeightsError
from facelab.file_lock import FileLock

MAX_FILES = 2_000
_LOCK_SECONDS = 5.0


def list_own(
    model_sha256: str, folder: Path | None = None
) -> tuple[tuple[OwnDirection, ...], tuple[FacelabError, ...]]:
    """The directions of a network, the oldest first, and what is wrong with files left out.

    Raises
    ------
    WeightsError
        The folder cannot be read.
    """
    found: list[OwnDirection] = []
    wrong: list[FacelabError] = []
    try:
        place = folder or paths.directions_dir()
        files = sorted(place.glob(f"*{SUFFIX}"))[:MAX_FILES]
    except OSError as error:
        why = f"{error.strerror or error}."
        fix = f"Check {error.filename}." if error.filename else ""
        raise WeightsError("Your directions cannot be listed.", why, fix) from error
    for path in files:
        if path.name.startswith("."):
            continue  # still being written, or left by a crash
        try:
            direction = read_file(path)
            if direction.id != path.stem:
                raise unusable(path, f"The file for {direction.id} has a different name.")
        except WeightsError as error:
            if path.exists():  # else another process has deleted it meanwhile
                wrong.append(error)
        else:
            if direction.metadata.model_sha256 == model_sha256:
                found.append(direction)
    found.sort(key=lambda each: (each.metadata.made, each.id))
    return tuple(found), tuple(wrong)


def write_own(direction: OwnDirection, folder: Path | None = None) -> bool:
    """Put a direction into the folder. Returns whether it was not there already.

    Raises
    ------
    WeightsError
        The folder cannot be written.
    """
    place = folder or paths.directions_dir()
    path = _path(place, direction.id)
    with _writing(place, f"The direction {direction.title!r} was not saved."):
        if path.is_file() and _same(path, direction):
            return False
        write_file(path, direction)
        return True


def rename_own(name: str, title: str, folder: Path | None = None) -> OwnDirection:
    """Give a direction another title; its id stays.

    Raises
    ------
    RecipeError
        There is none of this id.
    WeightsError
        It is damaged, or the folder cannot be written.
    """
    place = folder or paths.directions_dir()
    with _writing(place, "The direction was not renamed."):
        old = _existing(place, name)
        new = msgspec.structs.replace(old.metadata, title=clean_title(title))
        renamed = OwnDirection(new, old.vectors)
        write_file(_path(place, name), renamed)
        return renamed


def delete_own(name: str, folder: Path | None = None) -> OwnDirection:
    """Delete a direction. Returns it, so that `write_own` can put it back.

    Raises
    ------
    RecipeError, WeightsError
        As `rename_own`.
    """
    place = folder or paths.directions_dir()
    with _writing(place, "The direction was not deleted."):
        old = _existing(place, name)
        _path(place, name).unlink()
        return old


def _path(folder: Path, name: str) -> Path:
    if not ID.fullmatch(name):
        raise _unknown(name)
    return folder / f"{name}{SUFFIX}"


def _existing(folder: Path, name: str) -> OwnDirection:
    path = _path(folder, name)
    if not path.is_file():
        raise _unknown(name)
    return read_file(path)


def _unknown(name: str) -> RecipeError:
    return RecipeError(
        f"None of your own directions is called {name[:80]!r}.",
        "Only these can be renamed and deleted.",
        "`facelab directions list` shows them.",
    )


def _same(path: Path, direction: OwnDirection) -> bool:
    try:
        return np.array_equal(read_file(path).vectors, direction.vectors)
    except WeightsError:
        return False


@contextmanager
def _writing(folder: Path, what: str) -> Iterator[None]:
    """One process at a time; what the system refuses is told."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock").held(_LOCK_SECONDS) as is_mine:
            if not is_mine:
                raise WeightsError(
                    what, "Another facelab is writing to the same folder.", "Try again."
                )
            yield
    except OSError as error:
        why = f"{error.strerror or error}."
        raise WeightsError(what, why, f"Free some space, or check {folder}.") from error
