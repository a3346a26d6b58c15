"""Timelines that are kept beside the faces: files in a folder of the library, each under its name.

Nothing here replaces a file: a name that is taken gets a number.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from facelab.damage import cause
from facelab.errors import RecipeError
from facelab.files import next_free, read_regular, replacing, safe_stem
from facelab.plain_text import plain
from facelab.recipe.timeline import Timeline
from facelab.recipe.timeline_codec import MAX_BYTES, timeline_from_json, timeline_to_json

FOLDER = "timelines"
SUFFIX = ".json"
NAMELESS = "timeline"  # where nothing of a name can be that of a file
MOST_LETTERS = 80


@dataclass(frozen=True)
class KeptTimeline:
    """A timeline, its name, and when it was kept, in seconds since 1970."""

    name: str
    timeline: Timeline
    changed: float

    @property
    def fingerprint(self) -> bytes:
        """The same for timelines that are the same, whichever facelab wrote them."""
        return hashlib.sha256(timeline_to_json(self.timeline).encode()).digest()


@dataclass(frozen=True)
class LeftOut:
    """A timeline that cannot be read: its name, and why, as a sentence."""

    name: str
    why: str

    def __str__(self) -> str:
        return f"{plain(self.name, MOST_LETTERS)}: {plain(self.why, 200)}"


def folder_of(library: Path) -> Path:
    """Where those of a library are."""
    return library / FOLDER


def file_of(library: Path, name: str) -> Path:
    """Where a timeline of this name is to be kept, whether one is there or not."""
    return folder_of(library) / f"{safe_stem(name) or NAMELESS}{SUFFIX}"


def are_kept(library: Path) -> bool:
    """Whether there are any; as quick as that can be found out.

    Raises
    ------
    OSError
        The folder cannot be listed.
    """
    try:
        with os.scandir(folder_of(library)) as found:
            return any(_is_one(each.name) for each in found)
    except (FileNotFoundError, NotADirectoryError):
        return False


def _is_one(name: str) -> bool:
    return name.endswith(SUFFIX) and not name.startswith(".")


def files(library: Path) -> list[Path]:
    """Their files, the newest first.

    Raises
    ------
    OSError
        The folder cannot be listed.
    """
    folder = folder_of(library)
    if not folder.is_dir():
        return []
    found = []
    for path in folder.iterdir():
        if _is_one(path.name):
            with contextlib.suppress(OSError):  # it has gone, or leads nowhere
                found.append((path.stat().st_mtime, path.name, path))
    return [path for *_, path in sorted(found, reverse=True)]


def read(path: Path) -> KeptTimeline | LeftOut:
    """One of them, or what is wrong with it."""
    try:
        content = read_regular(path, MAX_BYTES)
        changed = path.stat().st_mtime
    except OSError as error:
        return LeftOut(path.stem, cause(error))
    return decoded(path.stem, content, changed)


def decoded(name: str, content: bytes, changed: float) -> KeptTimeline | LeftOut:
    """What the content of a file says, or what is wrong with it."""
    try:
        return KeptTimeline(name, timeline_from_json(content), changed)
    except RecipeError as error:
        return LeftOut(name, error.why or error.what)


def keep(library: Path, name: str, timeline: Timeline, changed: float | None = None) -> Path:
    """Write a timeline, whole or not at all. Returns its file, whose name tells how it is kept.

    Parameters
    ----------
    library : Path
    name : str
    timeline : Timeline
    changed : float or None
        When it was kept first, if not now.

    Raises
    ------
    OSError
        As from the file system.
    """
    path = next_free(file_of(library, name))
    with replacing(path, only_new=True) as file:
        file.write(timeline_to_json(timeline).encode())
    if changed is not None:
        with contextlib.suppress(OSError):  # only their order depends on it
            os.utime(path, (changed, changed))
    return path
