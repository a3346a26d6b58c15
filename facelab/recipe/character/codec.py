"""Sheets and sets to JSON and back: strict and versioned.

`{"format": "facelab-set", "version": 1, "set": {...}}`, and
`{"format": "facelab-sheet", "version": 1, "sheet": {...}}`. The face of a sheet is a whole recipe
with a version of its own, and so are those of cells that were made anew by hand.
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from facelab.damage import DAMAGED
from facelab.errors import RecipeError
from facelab.recipe.character.sets import VariantSet
from facelab.recipe.character.sheet import CharacterSheet
from facelab.recipe.codec import recipe_from_json, recipe_to_json
from facelab.recipe.envelope import Envelope, reason
from facelab.recipe.values import Recipe

T = TypeVar("T")

VERSION = 1
SET_BYTES, SHEET_BYTES = 2**20, 64 * 2**20
_SET = Envelope("facelab-set", VERSION, SET_BYTES, "set of expressions")
_SHEET = Envelope("facelab-sheet", VERSION, SHEET_BYTES, "character sheet")


def set_to_json(variants: VariantSet) -> str:
    """Encode a set so that people can read it and change it."""
    return _text({"format": _SET.format, "version": VERSION, "set": variants})


def set_from_json(text: str | bytes) -> VariantSet:
    """Decode a set.

    Raises
    ------
    RecipeError
        It is not JSON, no set, of a newer version, or something in it makes no sense.
    """
    return _read(_SET, text, "set", VariantSet)


def sheet_to_json(sheet: CharacterSheet) -> str:
    """Encode a sheet with its face."""
    said = {name: getattr(sheet, name) for name in sheet.__struct_fields__}
    said["face"] = _raw(sheet.face)
    said["corrections"] = [
        {"cell": each.cell, "amounts": each.amounts}
        if each.face is None
        else {"cell": each.cell, "face": _raw(each.face)}
        for each in sheet.corrections
    ]
    return _text({"format": _SHEET.format, "version": VERSION, "sheet": said})


def is_set(text: str | bytes) -> bool:
    """Whether JSON says that it is a set, sound or not."""
    return _SET.names(text)


def is_sheet(text: str | bytes) -> bool:
    """Whether JSON says that it is a sheet, sound or not."""
    return _SHEET.names(text)


def sheet_from_json(text: str | bytes) -> CharacterSheet:
    """Decode a sheet.

    Raises
    ------
    RecipeError
        As `set_from_json`.
    """
    return _read(_SHEET, text, "sheet", CharacterSheet)


def _read(envelope: Envelope, text: str | bytes, key: str, kind: type[T]) -> T:
    body, _ = envelope.open(text)
    what = envelope.what
    if set(body) != {"format", "version", key}:
        raise RecipeError(what, f"It holds something else than a {envelope.noun}.", "Check it.")
    try:
        return msgspec.convert(_with_faces(body[key], what), kind, strict=True)
    except DAMAGED as error:
        raise RecipeError(what, reason(error), "Check the file.") from error


def _with_faces(said: Any, what: str) -> Any:
    """The object with recipes as values; what is wrong otherwise, its type says."""
    if not isinstance(said, dict):
        return said
    if "face" in said:
        said = {**said, "face": _face(said["face"], what)}
    corrections = said.get("corrections")
    if isinstance(corrections, list):
        made = [
            {**each, "face": _face(each["face"], what)}
            if isinstance(each, dict) and each.get("face") is not None
            else each
            for each in corrections
        ]
        said = {**said, "corrections": made}
    return said


def _face(said: Any, what: str) -> Any:
    try:
        face: Recipe = recipe_from_json(msgspec.json.encode(said))
    except RecipeError as error:
        raise RecipeError(what, f"A face in it: {error.why}", error.fix) from error
    return msgspec.to_builtins(face)


def _raw(face: Recipe) -> msgspec.Raw:
    return msgspec.Raw(recipe_to_json(face).encode())


def _text(body: dict[str, Any]) -> str:
    return msgspec.json.format(msgspec.json.encode(body), indent=2).decode() + "\n"
