"""What all JSON of facelab's begins with: its format and its version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from facelab.damage import DAMAGED, cause
from facelab.errors import RecipeError
from facelab.plain_text import plain
from facelab.recipe.json_text import json_text

_MAX_REASON = 300  # characters of what a parser says

# What other files of ours are, and who takes them.
_OTHERS = {
    "facelab-recipe": ("a recipe", "Open it in the window."),
    "facelab-timeline": ("a timeline", "Open it in the window, or give it to facelab make morph."),
    "facelab-set": (
        "a set of expressions",
        "Open it in the window, or give it to facelab make sheet with --set.",
    ),
    "facelab-sheet": (
        "a character sheet",
        "Open it in the window, or give it to facelab make sheet.",
    ),
    "facelab-wishes": (
        "a list of wishes",
        "Open it in the window, or give it to facelab make cast with --wishes.",
    ),
    "facelab-format": (
        "a format for pictures",
        "Open it in the window, or give it to facelab render with --format.",
    ),
}


@dataclass(frozen=True)
class Envelope:
    """One kind of file, as `{"format": ..., "version": ..., ...}`.

    Attributes
    ----------
    format : str
    version : int
        The newest that is read.
    max_bytes : int
    noun : str
        For people: "recipe".
    """

    format: str
    version: int
    max_bytes: int
    noun: str

    @property
    def what(self) -> str:
        """What is said first of one that is refused."""
        return f"This {self.noun} cannot be read."

    def names(self, text: str | bytes) -> bool:
        """Whether JSON says that it is one of these, sound or not."""
        try:
            body = msgspec.json.decode(json_text(text))
        except DAMAGED:  # what it is instead, its own reader says
            return False
        return isinstance(body, dict) and body.get("format") == self.format

    def open(self, text: str | bytes) -> tuple[dict[str, Any], int]:
        """The whole object, and its version.

        Raises
        ------
        RecipeError
            It is too large, not JSON, of another format, or of a newer version.
        """
        what = self.what
        if len(text) > self.max_bytes:
            raise RecipeError(
                what, f"It is larger than {self.max_bytes >> 20} MiB.", "Check the file."
            )
        try:
            body = msgspec.json.decode(json_text(text))
        except msgspec.DecodeError as error:
            why = f"It is not valid JSON: {plain(str(error), _MAX_REASON)}."
            raise RecipeError(what, why, "Check the file.") from error
        except DAMAGED as error:
            why = f"It is not valid JSON. {cause(error)}"
            raise RecipeError(what, why, "Check the file.") from error
        if not isinstance(body, dict) or body.get("format") != self.format:
            said = body.get("format") if isinstance(body, dict) else None
            if isinstance(said, str) and said in _OTHERS:
                other, taker = _OTHERS[said]
                raise RecipeError(what, f"It is {other}.", taker)
            raise RecipeError(
                what,
                f'It has no "format": "{self.format}".',
                f"Choose a {self.noun} saved by facelab.",
            )
        version = body.get("version")
        if not isinstance(version, int) or isinstance(version, bool) or version < 1:
            raise RecipeError(
                what, f"Its version is {plain(repr(version), 40)}.", "Check the file."
            )
        if version > self.version:
            raise RecipeError(
                what,
                f"It has version {version}, but this facelab reads only up to version "
                f"{self.version}.",
                "Update facelab to open it.",
            )
        return body, version


def reason(error: BaseException) -> str:
    """Why a value was refused, as a sentence. msgspec and the values themselves say in a
    ValueError what is wrong, and where.
    """
    known = isinstance(error, ValueError) and not isinstance(error, UnicodeError)
    said = plain(str(error), _MAX_REASON).rstrip(".")
    return f"{said[:1].upper()}{said[1:]}." if known and said else cause(error)
