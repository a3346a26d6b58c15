"""`--format`, and what other options change of it."""

from __future__ import annotations

import argparse
from pathlib import Path

from facelab import paths
from facelab.cli import parsing
from facelab.cli.console import say
from facelab.errors import RecipeError, SettingsError
from facelab.export.format_file import SUFFIXES, read_formats
from facelab.export.named import NAMED, NamedFormat, named_format
from facelab.preparing.preparation import Preparation, preparation_of
from facelab.session.own_formats import read_own_formats


def chosen_preparation(arguments: argparse.Namespace) -> Preparation:
    """What the options say of how pictures are made.

    Raises
    ------
    RecipeError
        There is no such format, or it makes no sense with the other options.
    ExportError
        Its file cannot be read.
    """
    named = chosen_format(arguments.format)
    try:
        return preparation_of(named, arguments.size, arguments.enhance, arguments.background)
    except ValueError as error:
        raise RecipeError(
            f"These options make no sense with the format {named.name}: {error}."
        ) from None


def chosen_format(text: str) -> NamedFormat:
    """The format of a name or of a file, whose first it is.

    Raises
    ------
    RecipeError, ExportError
        There is none, or its file cannot be read.
    """
    if text in NAMED:
        return NAMED[text]
    path = _path(text)
    if path is not None:
        return read_formats(path)[0]
    return named_format(text, own_formats())


def own_formats() -> dict[str, NamedFormat]:
    """The user's own, by name; what is wrong with their file is told."""
    try:
        return read_own_formats(paths.settings_dir())
    except paths.UnknownPlaceError:
        return {}  # nothing was ever kept
    except SettingsError as error:
        # The file is left as it is for the window, which keeps it aside and says so.
        say(f"{error.what} {error.why}")
        return {}


def _path(text: str) -> Path | None:
    """The file that is meant, None if it is a name."""
    if not text.lower().endswith(SUFFIXES) and "/" not in text and "\\" not in text:
        return None
    try:
        return parsing.path(text)
    except argparse.ArgumentTypeError as error:
        raise RecipeError(f"--format {error}") from None
