"""A folder of sets of expressions, a file for each. What makes no sense is told and left where it
is; nothing that was not understood is written over.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from facelab import destinations
from facelab.errors import RecipeError, SettingsError
from facelab.export.character_file import set_file, shipped_sets
from facelab.plain_text import plain
from facelab.recipe.character.codec import SET_BYTES, set_from_json, set_to_json
from facelab.recipe.character.sets import VariantSet
from facelab.session.saved_file import NotUnderstoodError, SavedFile, Understood

MOST = 200  # files that are looked at
MOST_TOLD = 3  # of which each is named
_MAX_LETTERS = 60
_GONE = "A set of expressions of your own could not be read."

Sets = dict[str, VariantSet]


@dataclass(frozen=True)
class Held:
    """What the folder holds.

    Attributes
    ----------
    sets : dict of str to VariantSet
        By name, in the order of their titles.
    files : dict of str to Path
        Where each of them is.
    left_out : tuple of (str, str)
        File and reason, a sentence, of what cannot be used.
    full : bool
        Whether one file more would not be read.
    """

    sets: Sets
    files: dict[str, Path]
    left_out: tuple[tuple[str, str], ...] = ()
    full: bool = False


def told_left_out(left_out: Sequence[tuple[str, str]], folder: Path) -> SettingsError:
    """What the user is told of files that are not used."""
    count = len(left_out)
    what = "A set of expressions of your own is left out."
    if count > 1:
        what = f"{count} sets of expressions of your own are left out."
    why = " ".join(f"{plain(name, _MAX_LETTERS)}: {said}" for name, said in left_out[:MOST_TOLD])
    if count > MOST_TOLD:
        why += f" And {count - MOST_TOLD} more."
    which = "the file" if count == 1 else "the files"
    return SettingsError(
        what, why, f"Mend {which}, or take {'it' if count == 1 else 'them'} out of {folder}."
    )


def held_in(folder: Path) -> Held:
    """Read the folder; it is no error if there is none.

    Raises
    ------
    SettingsError
        It is there and cannot be read.
    """
    what = "Your own sets of expressions could not be read."
    with _told(what, f"Check the permissions of {folder}."):
        try:
            names = sorted(
                each.name
                for each in folder.iterdir()
                if each.suffix.lower() == ".json" and not each.name.startswith(".")
            )
        except FileNotFoundError:
            return Held({}, {})
    sets: Sets = {}
    files: dict[str, Path] = {}
    left_out = [(each, f"Only the first {MOST} files are read.") for each in names[MOST:]]
    for file in names[:MOST]:
        try:
            one = _saved(folder / file).read()
        except (NotUnderstoodError, OSError) as error:
            said = error.strerror if isinstance(error, OSError) else error
            left_out.append((file, f"{said}."))
            continue
        if one is None:  # it went meanwhile
            continue
        name = one.value.name
        if name in shipped_sets():
            left_out.append((file, f"A set that comes with facelab is called {name}, too."))
        elif name in files:
            left_out.append((file, f"The set in {files[name].name} is called {name}, too."))
        else:
            sets[name], files[name] = one.value, folder / file
    return Held(in_order(sets), files, tuple(left_out), len(names) >= MOST)


def in_order(sets: Sets) -> Sets:
    """Sets in the order of their titles, 5 before 49."""

    def key(each: tuple[str, VariantSet]) -> tuple[list[str | int], str]:
        name, variants = each
        words = re.split(r"(\d+)", variants.shown.casefold())  # every second one is a number
        return [int(word) if n % 2 else word for n, word in enumerate(words)], name

    return dict(sorted(sets.items(), key=key))


def write(folder: Path, variants: VariantSet, before: str = "") -> None:
    """Write a set; what was called `before` goes once that is done.

    Raises
    ------
    SettingsError
        It cannot be written, or nobody would read it.
    """
    what = "The set of expressions could not be saved."
    with _told(what, f"Check {folder}, and save it again."):
        held = held_in(folder)
        old, place = held.files.get(before), held.files.get(variants.name)
        if place is not None:
            there = held.sets[variants.name].shown
            if place != old and there.casefold() != variants.shown.casefold():
                raise SettingsError(  # in another window
                    "The set of expressions was not saved.",
                    f"The set {there} was saved under the same name meanwhile.",
                    "Save it again.",
                )
        else:
            if held.full and old is None:
                raise SettingsError(
                    what,
                    f"There are {MOST} files for sets already, and no more are read.",
                    f"Take some out of {folder}, and save it again.",
                )
            place = destinations.free(set_file(folder, variants))
        folder.mkdir(parents=True, exist_ok=True)
        _saved(place).replace(set_to_json(variants).encode())
        if old is not None and old != place:
            old.unlink(missing_ok=True)


def remove(folder: Path, name: str) -> None:
    """Delete a set.

    Raises
    ------
    SettingsError
        It cannot be deleted.
    """
    with _told("The set of expressions could not be deleted.", f"Delete its file in {folder}."):
        place = held_in(folder).files.get(name)
        if place is not None:
            place.unlink(missing_ok=True)


@contextlib.contextmanager
def _told(what: str, fix: str) -> Iterator[None]:
    """The system's errors as those of the settings."""
    try:
        yield
    except OSError as error:
        raise SettingsError(what, f"{error.strerror or error}.", fix) from error


def _saved(path: Path) -> SavedFile[VariantSet]:
    return SavedFile(path, SET_BYTES, _decode, _GONE)


def _decode(raw: bytes) -> Understood[VariantSet]:
    try:
        return Understood(set_from_json(raw))
    except RecipeError as error:
        raise NotUnderstoodError((error.why or error.what).rstrip(".")) from error
