"""Timelines as files: a .json of their own, or inside a clip."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import msgspec

from facelab.damage import DAMAGED, cause
from facelab.errors import ExportError, FacelabError
from facelab.export.clips.kinds import SUFFIXES as CLIPS
from facelab.export.clips.packets import packet_of
from facelab.export.json_files import SUFFIXES, decoded, read_content, write_json
from facelab.export.reading import read_picture_recipe
from facelab.export.writer import Metadata
from facelab.export.xmp import MAX_PACKET, TIMELINE, text_in, with_text
from facelab.files import MEGABYTE, open_regular
from facelab.recipe.timeline import Timeline
from facelab.recipe.timeline_codec import (
    MAX_BYTES,
    is_timeline,
    timeline_from_json,
    timeline_to_json,
)

MOST_BYTES = 64 * 1024 * MEGABYTE  # of a clip, of which little is read


def read_timeline(path: Path) -> Timeline:
    """The timeline in a file of its own, or in a clip that facelab wrote.

    Raises
    ------
    ExportError, RecipeError
        It cannot be read, or there is no sound timeline in it.
    """
    if path.suffix.lower() not in SUFFIXES:
        return read_timeline_in_clip(path)
    return _timeline(path, _content(path))


def read_timeline_in_clip(path: Path) -> Timeline:
    """The timeline in a clip that facelab wrote, whatever its name.

    Raises
    ------
    ExportError, RecipeError
        As `read_timeline`.
    """
    text = _in_clip(path)
    if text is None:
        raise ExportError(
            f"{path.name} contains no timeline.",
            "It was not saved by facelab, or another program removed its timeline.",
            "Open the original file.",
        )
    return _timeline(path, text)


def _timeline(path: Path, text: str | bytes) -> Timeline:
    return decoded(path, text, timeline_from_json, "timeline")


def holds_timeline(path: Path) -> bool:
    """Whether a file says that it is a timeline, or is a clip with one in it.

    Raises
    ------
    ExportError
        It cannot be read.
    """
    suffix = path.suffix.lower()
    if suffix in SUFFIXES:
        return is_timeline(_content(path))
    try:
        return suffix in CLIPS and _in_clip(path) is not None
    except ExportError:
        # A picture that is cut short behind its recipe, where it might say that it is a clip.
        with suppress(FacelabError):
            read_picture_recipe(path)
            return False
        raise


def with_timeline(metadata: Metadata, timeline: Timeline) -> Metadata | None:
    """What a clip says, and its timeline; None if that is larger than what is read back."""
    text = msgspec.json.format(timeline_to_json(timeline).encode(), indent=0)
    if len(text) > MAX_PACKET // 2:
        return None
    return replace(metadata, xmp=with_text(metadata.xmp, TIMELINE, text.decode()))


def _in_clip(path: Path) -> str | None:
    try:
        with open_regular(path, MOST_BYTES) as file:
            packet = packet_of(file)
            return None if packet is None else text_in(packet, TIMELINE)
    except DAMAGED as error:
        raise ExportError(
            f"{path.name} cannot be opened.", cause(error), "Open the original file."
        ) from error


def write_timeline(path: Path, timeline: Timeline, overwrite: bool = False) -> None:
    """Write a timeline, whole or not at all.

    Raises
    ------
    DestinationError, ExportError
        It cannot be written there.
    """
    write_json(path, timeline_to_json(timeline), overwrite)


def _content(path: Path) -> bytes:
    return read_content(path, MAX_BYTES, "timeline")
