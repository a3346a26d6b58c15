"""Sets of expressions by name: what `--set` takes beside files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from facelab import paths
from facelab.cli.console import say
from facelab.cli.parsing import path
from facelab.errors import SettingsError
from facelab.export.character_file import SHIPPED, named_set, read_set
from facelab.recipe.character.sets import VariantSet
from facelab.session.character.own_sets import read_own_sets


def is_set_file(text: str) -> bool:
    """Whether a set was named by its file."""
    return text.lower().endswith(".json")


def set_inputs(named: Iterable[str]) -> tuple[Path, ...]:
    """The files among the sets that were named."""
    return tuple(path(text) for text in named if is_set_file(text))


def set_called(text: str) -> VariantSet:
    """A set by its file or its name.

    Raises
    ------
    RecipeError, ExportError
        There is none, or it cannot be read.
    """
    if is_set_file(text):
        return read_set(path(text))
    return named_set(text, None if text.replace("-", "_") in SHIPPED else own_sets())


def own_sets() -> dict[str, VariantSet]:
    """The user's own, by name; what is wrong with their files is told."""
    try:
        own, error = read_own_sets(paths.settings_dir())
    except paths.UnknownPlaceError:
        return {}  # nothing was ever kept
    except SettingsError as refused:
        own, error = {}, refused
    if error is not None:
        say(f"{error.what} {error.why}")
    return own
