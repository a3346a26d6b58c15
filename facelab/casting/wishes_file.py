"""Wishes as JSON and as files: strict and versioned.

The form is `{"format": "facelab-wishes", "version": 1, "wishes": {"count": 24, ...}}`.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from facelab.casting.wishes import Wishes
from facelab.casting.words import LABELS
from facelab.damage import DAMAGED
from facelab.errors import RecipeError
from facelab.export.json_files import holds, read_json, write_json
from facelab.recipe.envelope import Envelope, reason

FORMAT, VERSION = "facelab-wishes", 1
MAX_BYTES = 2**20
_ENVELOPE = Envelope(FORMAT, VERSION, MAX_BYTES, "list of wishes")


def wishes_to_json(wishes: Wishes) -> str:
    """Encode wishes so that people can read them; defaults are written out."""
    body = {"format": FORMAT, "version": VERSION, "wishes": wishes}
    return msgspec.json.format(msgspec.json.encode(body), indent=2).decode() + "\n"


def wishes_from_json(text: str | bytes) -> Wishes:
    """Decode wishes.

    Raises
    ------
    RecipeError
        They are not JSON, of a newer version, or make no sense.
    """
    body, _ = _ENVELOPE.open(text)
    if set(body) != {"format", "version", "wishes"}:
        raise RecipeError(_ENVELOPE.what, "It holds something else than wishes.", "Check the file.")
    try:
        wishes = msgspec.convert(body["wishes"], Wishes, strict=True)
    except DAMAGED as error:
        raise RecipeError(_ENVELOPE.what, reason(error), "Check the file.") from error
    for label in wishes.labels:
        if label not in LABELS:
            raise RecipeError(
                _ENVELOPE.what, f"Nothing called “{label}” is measured in faces.", "Check the file."
            )
    return wishes


def read_wishes(path: Path) -> Wishes:
    """The wishes in a file.

    Raises
    ------
    ExportError, RecipeError
        It cannot be read, or there are no sound wishes in it.
    """
    return read_json(path, MAX_BYTES, wishes_from_json, "list of wishes")


def holds_wishes(path: Path) -> bool:
    """Whether a file says that it holds wishes.

    Raises
    ------
    ExportError
        It cannot be read.
    """
    return holds(path, MAX_BYTES, _ENVELOPE.names, "list of wishes")


def write_wishes(path: Path, wishes: Wishes, overwrite: bool = False) -> None:
    """Write wishes, whole or not at all.

    Raises
    ------
    DestinationError, ExportError
        They cannot be written there.
    """
    write_json(path, wishes_to_json(wishes), overwrite)
