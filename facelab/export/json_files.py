"""JSON files of ours that stand alone: timelines, sheets, sets, wishes. What is in one, its own
codec says; here are the disk, and the words for what goes wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from facelab.damage import cause
from facelab.errors import ExportError, RecipeError
from facelab.export.writing import write_bytes
from facelab.files import read_regular

SUFFIXES = (".json",)
T = TypeVar("T")


def read_content(path: Path, most: int, noun: str) -> bytes:
    """The bytes of a file, `most` of them.

    Raises
    ------
    ExportError
        It cannot be read.
    """
    try:
        return read_regular(path, most)
    except OSError as error:
        raise ExportError(
            f"{path.name} cannot be opened.", cause(error), f"Choose a {noun} saved by facelab."
        ) from error


def holds(path: Path, most: int, says: Callable[[bytes], bool], noun: str) -> bool:
    """Whether a file is JSON that says that it is one of its kind, sound or not.

    Parameters
    ----------
    path, most, noun
        As for `read_json`.
    says : callable
        Whether the content does.

    Raises
    ------
    ExportError
        It cannot be read.
    """
    return path.suffix.lower() in SUFFIXES and says(read_content(path, most, noun))


def decoded(path: Path, content: str | bytes, decode: Callable[[str | bytes], T], noun: str) -> T:
    """What the content of a file says; what is refused is told with the file's name.

    Raises
    ------
    RecipeError
        `decode` raises it.
    """
    try:
        return decode(content)
    except RecipeError as error:
        what = f"The {noun} in {path.name} cannot be read."
        raise RecipeError(what, error.why, error.fix) from error


def read_json(path: Path, most: int, decode: Callable[[str | bytes], T], noun: str) -> T:
    """What a file says.

    Parameters
    ----------
    path : Path
    most : int
        Bytes that are read.
    decode : callable
        Raises RecipeError.
    noun : str
        For people: "timeline".

    Raises
    ------
    ExportError, RecipeError
        It cannot be read, or makes no sense.
    """
    return decoded(path, read_content(path, most, noun), decode, noun)


def write_json(path: Path, text: str, overwrite: bool) -> None:
    """Write a file, whole or not at all.

    Raises
    ------
    DestinationError, ExportError
        It cannot be written there.
    """
    write_bytes(path, text.encode(), overwrite, SUFFIXES)
