"""Formats as files, to be shared: strict, versioned JSON.

The form is `{"format": "facelab-format", "version": 1, "formats": [{...}]}`. The user's own, kept
with the settings, have the same form.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from facelab.damage import DAMAGED, cause
from facelab.errors import ExportError, RecipeError
from facelab.export.json_files import holds
from facelab.export.named import NamedFormat
from facelab.export.writer import Encoding
from facelab.export.writing import write_bytes
from facelab.files import read_regular
from facelab.plain_text import plain
from facelab.recipe.envelope import Envelope, reason
from facelab.recipe.json_text import json_text

FORMAT, VERSION = "facelab-format", 1
SUFFIXES = (".json",)
MAX_BYTES = 2**20
MOST = 500  # in one file
_MAX_REASON = 300
_ENCODING = {each.name for each in dataclasses.fields(Encoding)}
_FORMATS = Envelope(FORMAT, VERSION, MAX_BYTES, "format")
_CHECK = "Check the file, or make the format again in facelab."


class NewerFormatsError(ValueError):
    """The file is of a version that this facelab does not know."""

    def __init__(self, version: int) -> None:
        super().__init__(f"It has version {version}, but facelab reads only up to {VERSION}")
        self.version = version


def to_json(formats: Sequence[NamedFormat]) -> bytes:
    """Formats as the content of a file that people can read."""
    body = {"format": FORMAT, "version": VERSION, "formats": list(formats)}
    return msgspec.json.format(msgspec.json.encode(body), indent=2) + b"\n"


def from_json(content: bytes) -> list[NamedFormat]:
    """The formats that a file holds.

    Raises
    ------
    NewerFormatsError
    ValueError
        It is not JSON, holds no formats, or one of them makes no sense; the text says why.
    """
    try:
        body = msgspec.json.decode(json_text(content))
    except msgspec.DecodeError as error:
        raise ValueError(f"It is not valid JSON: {plain(str(error), _MAX_REASON)}") from error
    if not isinstance(body, dict) or body.get("format") != FORMAT:
        raise ValueError(f'It has no "format": "{FORMAT}"')
    version = body.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise ValueError("It has no version")
    if version > VERSION:
        raise NewerFormatsError(version)
    held = body.get("formats")
    if set(body) != {"format", "version", "formats"} or not isinstance(held, list):
        raise ValueError("It holds something else than formats")
    if len(held) > MOST:
        raise ValueError(f"It holds more than {MOST} formats")
    found = [_format(each) for each in held]
    if len({each.name for each in found}) < len(found):
        raise ValueError("Two of its formats have the same name")
    return found


def _format(said: Any) -> NamedFormat:
    encoding = said.get("encoding", {}) if isinstance(said, dict) else {}
    if isinstance(encoding, dict) and (unknown := set(encoding) - _ENCODING):
        names = plain(", ".join(sorted(map(str, unknown))), _MAX_REASON)
        raise ValueError(f"The encoding has a field that facelab does not know: {names}")
    return msgspec.convert(said, NamedFormat, strict=True)


def holds_formats(path: Path) -> bool:
    """Whether a file says that it holds formats.

    Raises
    ------
    ExportError
        It cannot be read.
    """
    return holds(path, MAX_BYTES, _FORMATS.names, "format")


def read_formats(path: Path) -> list[NamedFormat]:
    """The formats in a file, one at least.

    Raises
    ------
    ExportError
        It cannot be read.
    RecipeError
        What is in it makes no sense.
    """
    what = f"The format in {path.name} cannot be read."
    try:
        content = read_regular(path, MAX_BYTES)
    except OSError as error:
        raise ExportError(what, cause(error), "Choose a format saved by facelab.") from error
    try:
        found = from_json(content)
    except NewerFormatsError as error:
        raise RecipeError(what, f"{error}.", "Update facelab to use it.") from error
    except DAMAGED as error:
        raise RecipeError(what, reason(error), _CHECK) from error
    if not found:
        raise RecipeError(what, "It holds none.", _CHECK)
    return found


def write_formats(path: Path, formats: Sequence[NamedFormat], overwrite: bool = False) -> None:
    """Write formats to a file, to be shared.

    Raises
    ------
    DestinationError, ExportError
        They cannot be written there.
    """
    write_bytes(path, to_json(formats), overwrite, SUFFIXES)
