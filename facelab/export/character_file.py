"""Sheets of characters and sets of expressions as files, and the sets that come with facelab."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from facelab import paths
from facelab.errors import RecipeError
from facelab.export.json_files import holds, read_json, write_json
from facelab.files import safe_stem
from facelab.plain_text import plain
from facelab.recipe.character.codec import (
    SET_BYTES,
    SHEET_BYTES,
    is_set,
    is_sheet,
    set_from_json,
    set_to_json,
    sheet_from_json,
    sheet_to_json,
)
from facelab.recipe.character.sets import VariantSet
from facelab.recipe.character.sheet import CharacterSheet

# In the order in which they are shown.
SHIPPED = ("basic", "visual_novel", "mouths", "turnaround", "ages")
MOST_NAMED = 20  # sets, where there is none of a name


@cache
def shipped_sets() -> dict[str, VariantSet]:
    """The sets that come with facelab, by name."""
    folder = paths.resources() / "expressions"
    return {name: read_set(folder / f"{name}.json") for name in SHIPPED}


def named_set(name: str, own: Mapping[str, VariantSet] | None = None) -> VariantSet:
    """A set that comes with facelab, or one of the user's own; "visual-novel" is the same as
    "visual_novel".

    Parameters
    ----------
    name : str
    own : mapping of str to VariantSet
        The user's own by name.

    Raises
    ------
    RecipeError
        There is none of that name.
    """
    known = {**(own or {}), **shipped_sets()}
    found = known.get(name.replace("-", "_"))
    if found is None:
        names = [*shipped_sets(), *(own or {})]
        near = difflib.get_close_matches(name, names, n=1)
        meant = f" Did you mean {near[0]}?" if near else ""
        more = len(names) - MOST_NAMED
        said = ", ".join(names[:MOST_NAMED]) + (
            f" and {more} more (`facelab info --sets` lists them)" if more > 0 else ""
        )
        raise RecipeError(
            f"No set of expressions is called {plain(name, 60)!r}.",
            "",
            f"Choose from {said}, or name a file of one.{meant}",
        )
    return found


def read_set(path: Path) -> VariantSet:
    """The set in a file.

    Raises
    ------
    ExportError, RecipeError
        It cannot be read, or there is no sound set in it.
    """
    return read_json(path, SET_BYTES, set_from_json, "set of expressions")


def holds_set(path: Path) -> bool:
    """Whether a file says that it is a set.

    Raises
    ------
    ExportError
        It cannot be read.
    """
    return holds(path, SET_BYTES, is_set, "set of expressions")


def set_file(folder: Path, variants: VariantSet) -> Path:
    """Where a set is written to in a folder, whether one is there or not."""
    return folder / f"{safe_stem(variants.name)}.json"


def write_set(path: Path, variants: VariantSet, overwrite: bool = False) -> None:
    """Write a set, whole or not at all.

    Raises
    ------
    DestinationError, ExportError
        It cannot be written there.
    """
    write_json(path, set_to_json(variants), overwrite)


def read_sheet(path: Path) -> CharacterSheet:
    """The sheet in a file.

    Raises
    ------
    ExportError, RecipeError
        It cannot be read, or there is no sound sheet in it.
    """
    return read_json(path, SHEET_BYTES, sheet_from_json, "character sheet")


def holds_sheet(path: Path) -> bool:
    """Whether a file says that it is a sheet.

    Raises
    ------
    ExportError
        It cannot be read.
    """
    return holds(path, SHEET_BYTES, is_sheet, "character sheet")


def sheet_file(folder: Path, sheet: CharacterSheet) -> Path:
    """Where a sheet is written to in a folder, whether one is there or not."""
    return folder / f"{safe_stem(sheet.name)}.sheet.json"


def write_sheet(path: Path, sheet: CharacterSheet, overwrite: bool = False) -> None:
    """Write a sheet, whole or not at all.

    Raises
    ------
    DestinationError, ExportError
        It cannot be written there.
    """
    write_json(path, sheet_to_json(sheet), overwrite)
