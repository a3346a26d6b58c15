"""The user's own sets of expressions: a folder beside the settings, a file for each set.

They have the form of sets that stand alone, so that who has one puts it there, and who wants to
hand one on takes it from there. What makes no sense is told and left where it is. Nothing that
was not understood is written over: a set that is saved goes into the file that holds it by now,
or into one of a name that is free.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from facelab import destinations
from facelab.errors import RecipeError, SettingsError
from facelab.export.character_file import shipped_sets, write_set
from facelab.plain_text import plain
from facelab.recipe.character.codec import SET_BYTES, set_from_json, set_to_json
from facelab.recipe.character.sets import MAX_NAME, VariantSet, safe_name
from facelab.session.disk import Writer
from facelab.session.saved_file import NotUnderstoodError, SavedFile, Understood
from facelab.session.signals import Signal

FOLDER = "expressions"
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


class OwnSets:
    """Sets of expressions under the user's own names.

    Parameters
    ----------
    folder : Path
        That of the settings.
    writer : Writer
        Reads and writes them.
    tell_error : callable
        Shows the user what went wrong.

    Signals
    -------
    changed(): there is another, or one less, or one is otherwise.
    """

    changed = Signal()

    def __init__(
        self, folder: Path, writer: Writer, tell_error: Callable[[Exception], None]
    ) -> None:
        self.folder = folder / FOLDER
        self._writer, self._tell_error = writer, tell_error
        self._own: Sets = {}
        self._told: set[tuple[str, str]] = set()  # what is left out, and was said to be
        self._asked = 0  # looks and changes: only what the last one finds counts

    @property
    def own(self) -> Mapping[str, VariantSet]:
        """The user's own, by name, as of the last look."""
        return self._own

    @property
    def all(self) -> Mapping[str, VariantSet]:
        """Those that come with facelab, then the user's own."""
        return {**shipped_sets(), **self._own}

    def look(self) -> None:
        """Look at the folder again; what is left out is told once."""
        self._asked += 1
        asked, folder = self._asked, self.folder

        def found(held: Held) -> None:
            if asked == self._asked:
                self._take(held.sets)
            new = [each for each in held.left_out if each not in self._told]
            self._told.update(new)
            if new:
                self._tell_error(told_left_out(new, folder))

        self._writer.run(lambda: held_in(folder), found, self._on_unread)

    def keep(self, title: str, variants: VariantSet) -> VariantSet:
        """Keep a set under a title of the user's; one of its name is replaced. Returns it as it
        is kept.

        Raises
        ------
        RecipeError
            There are too many, or the title cannot be one.
        """
        kept = named(title, variants, self._name_for(title))
        if kept.name not in self._own and len(self._own) >= MOST:
            raise RecipeError(
                f"More than {MOST} sets of expressions cannot be kept.", "", "Delete some."
            )
        self._change({**self._own, kept.name: kept}, lambda: _write(self.folder, kept))
        return kept

    def called(self, title: str) -> VariantSet | None:
        """The user's own of this title, which another one of it would replace."""
        wanted = title.casefold()
        return next((each for each in self._own.values() if each.shown.casefold() == wanted), None)

    def rename(self, name: str, title: str) -> VariantSet:
        """Give one of the user's own another title; one of its name is replaced. Returns it as it
        is kept.

        Raises
        ------
        RecipeError
            The title cannot be one.
        """
        before = self._own[name]
        kept = named(title, before, self._name_for(title, name))
        own = {k: each for k, each in self._own.items() if k != name}

        self._change({**own, kept.name: kept}, lambda: _write(self.folder, kept, name))
        return kept

    def forget(self, name: str) -> None:
        """Delete one of the user's own."""
        own = {k: each for k, each in self._own.items() if k != name}
        self._change(own, lambda: _remove(self.folder, name))

    def save_file(
        self, path: Path, variants: VariantSet, done: Callable[[Path], None] = lambda path: None
    ) -> None:
        """Write a set to a file, to be handed on; the user was asked if one is there."""

        def write() -> Path:
            write_set(path, variants, overwrite=True)
            return path

        self._writer.run(write, done, self._tell_error, promised=path.name)

    def _name_for(self, title: str, before: str = "") -> str:
        """The name of a set that is kept under a title: that of the one it replaces, or a free
        one; `before` may be its own by now.
        """
        there = self.called(title)
        if there is not None and there.name != before:
            return there.name
        free = name = name_of(title)
        number = 2
        while free != before and free in self._own:
            ending = f"_{number}"
            free, number = f"{name[: MAX_NAME - len(ending)].rstrip('_')}{ending}", number + 1
        return free

    def _change(self, own: Sets, write: Callable[[], None]) -> None:
        self._asked += 1
        self._take(_in_order(own))
        # Another window may have changed the folder meanwhile.
        self._writer.run(
            write, lambda _: self.look(), self._on_failed, promised="your sets of expressions"
        )

    def _on_failed(self, error: Exception) -> None:
        self._tell_error(error)
        self.look()

    def _on_unread(self, error: Exception) -> None:
        self._take({})
        key = (str(self.folder), str(error))
        if key not in self._told:
            self._told.add(key)
            self._tell_error(error)

    def _take(self, sets: Sets) -> None:
        if [*sets.items()] != [*self._own.items()]:
            self._own = sets
            self.changed.emit()


def named(title: str, variants: VariantSet, name: str = "") -> VariantSet:
    """A set under a title of the user's, and under a name, or the one that follows from it.

    Raises
    ------
    RecipeError
        The title cannot be one.
    """
    try:
        return msgspec.structs.replace(variants, name=name or name_of(title), title=title)
    except ValueError as error:
        raise RecipeError(
            "The set of expressions cannot have this name.", f"{error}.", "Choose another."
        ) from error


def name_of(title: str) -> str:
    """The name on the command line of a set with this title; none of those that come with
    facelab.
    """
    name = safe_name(title)
    return f"my_{name}"[:MAX_NAME].strip("_") if name in shipped_sets() else name


def read_own_sets(folder: Path) -> tuple[Sets, SettingsError | None]:
    """The user's own sets by name, for the command line; and what to tell of what is left out.

    Parameters
    ----------
    folder : Path
        That of the settings.

    Raises
    ------
    SettingsError
        The folder cannot be read.
    """
    held = held_in(folder / FOLDER)
    if not held.left_out:
        return held.sets, None
    return held.sets, told_left_out(held.left_out, folder / FOLDER)


def told_left_out(
    left_out: list[tuple[str, str]] | tuple[tuple[str, str], ...], folder: Path
) -> SettingsError:
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


# -- the folder ------------------------------------------------------------------------------------


def held_in(folder: Path) -> Held:
    """Read the folder; it is no error if there is none.

    Raises
    ------
    SettingsError
        It is there and cannot be read.
    """
    try:
        names = sorted(
            each.name
            for each in folder.iterdir()
            if each.suffix.lower() == ".json" and not each.name.startswith(".")
        )
    except FileNotFoundError:
        return Held({}, {})
    except OSError as error:
        raise SettingsError(
            "Your own sets of expressions could not be read.",
            f"{error.strerror or error}.",
            f"Check the permissions of {folder}.",
        ) from error
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
    return Held(_in_order(sets), files, tuple(left_out), len(names) >= MOST)


def _in_order(sets: Sets) -> Sets:
    return dict(sorted(sets.items(), key=lambda each: (each[1].shown.casefold(), each[0])))


def _write(folder: Path, variants: VariantSet, before: str = "") -> None:
    """Write a set; what was called `before` goes once that is done."""
    try:
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
                    "The set of expressions could not be saved.",
                    f"There are {MOST} files for sets already, and no more are read.",
                    f"Take some out of {folder}, and save it again.",
                )
            place = destinations.free(folder / f"{variants.name}.json")
        folder.mkdir(parents=True, exist_ok=True)
        _saved(place).replace(set_to_json(variants).encode())
        if old is not None and old != place:
            old.unlink(missing_ok=True)
    except OSError as error:
        raise SettingsError(
            "The set of expressions could not be saved.",
            f"{error.strerror or error}.",
            f"Check {folder}, and save it again.",
        ) from error


def _remove(folder: Path, name: str) -> None:
    try:
        place = held_in(folder).files.get(name)
        if place is not None:
            place.unlink(missing_ok=True)
    except OSError as error:
        raise SettingsError(
            "The set of expressions could not be deleted.",
            f"{error.strerror or error}.",
            f"Delete its file in {folder}.",
        ) from error


def _saved(path: Path) -> SavedFile[VariantSet]:
    return SavedFile(path, SET_BYTES, _decode, _GONE)


def _decode(raw: bytes) -> Understood[VariantSet]:
    try:
        return Understood(set_from_json(raw))
    except RecipeError as error:
        raise NotUnderstoodError((error.why or error.what).rstrip(".")) from error
