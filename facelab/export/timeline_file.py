"""Timelines as files."""

from __future__ import annotations

from pathlib import Path

from facelab import destinations
from facelab.damage import cause
from facelab.errors import RecipeError
from facelab.export.reading import unreadable
from facelab.export.writing import unwritable
from facelab.files import read_regular
from facelab.recipe.timeline import Timeline
from facelab.recipe.timeline_codec import (
    MAX_BYTES,
    is_timeline,
    timeline_from_json,
    timeline_to_json,
)

SUFFIXES = (".json",)


def read_timeline(path: Path) -> Timeline:
    """The timeline in a file.

    Raises
    ------
    ExportError, RecipeError
        It cannot be read, or there is no sound timeline in it.
    """
    try:
        return timeline_from_json(_content(path))
    except RecipeError as error:
        what = f"The timeline in {path.name} cannot be read."
        raise RecipeError(what, error.why, error.fix) from error


def holds_timeline(path: Path) -> bool:
    """Whether a file says that it is a timeline.

    Raises
    ------
    ExportError
        It cannot be read.
    """
    return path.suffix.lower() == ".json" and is_timeline(_content(path))


def write_timeline(path: Path, timeline: Timeline, overwrite: bool = False) -> None:
    """Write a timeline, whole or not at all.

    Raises
    ------
    DestinationError, ExportError
        It cannot be written there.
    """
    try:
        with destinations.writing(path, SUFFIXES, overwrite) as file:
            file.write(timeline_to_json(timeline).encode())
    except OSError as error:
        raise unwritable(path, error) from error


def _content(path: Path) -> bytes:
    try:
        return read_regular(path, MAX_BYTES)
    except OSError as error:
        raise unreadable(path, cause(error)) from error
