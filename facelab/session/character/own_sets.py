"""The user's own sets of expressions: a folder beside the settings, a file for each set.

They have the form of sets that stand alone, so that who has one puts it there, and who wants to
hand one on takes it from there. What makes no sense is told and left where it is. Nothing that
was not understood is written over: a set that is saved goes into the file that holds it by now,
or into one of a name that is free.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path

import msgspec

from facelab.errors import RecipeError, SettingsError
from facelab.export.character_file import shipped_sets, write_set
from facelab.recipe.character.sets import MAX_NAME, MAX_TITLE, VariantSet, safe_name
from facelab.session.added import Added
from facelab.session.character import sets_folder
from facelab.session.character.sets_folder import (
    Held,
    Sets,
    held_in,
    in_order,
    remove,
    told_left_out,
    write,
)
from facelab.session.disk import Writer
from facelab.session.signals import Signal

FOLDER = "expressions"


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
        if kept.name not in self._own:
            _check_room(self._own)
        self._change({**self._own, kept.name: kept}, lambda: write(self.folder, kept))
        return kept

    def add(
        self, sets: Sequence[VariantSet], done: Callable[[list[Added[VariantSet]]], None]
    ) -> None:
        """Keep sets of elsewhere under the names that they have; one that is taken gets a number.
        Then call `done`; what goes wrong is told.
        """
        folder = self.folder

        def added(each: list[Added[VariantSet]]) -> None:
            self.look()
            done(each)

        self._writer.run(
            lambda: [_add(folder, each) for each in sets],
            added,
            self._on_failed,
            promised="your sets of expressions",
        )

    def alter(
        self,
        title: str,
        change: Callable[[VariantSet | None], VariantSet | None],
        done: Callable[[], None] = lambda: None,
        name: str = "",
    ) -> None:
        """Change what is in the set of this title, as it is by then: another window may have put
        something in it. Then call `done`; what goes wrong is told.

        Parameters
        ----------
        title : str
        change : callable
            Called beside with the set, None if there is none yet; returns what it is to be, None
            if it is to go. What it raises is told.
        name : str
            The one of this name is meant, where it may not be the only one of its title.
        """
        self._asked += 1
        asked, folder = self._asked, self.folder

        def alter() -> Sets:
            _alter(folder, title, change, name)
            return held_in(folder).sets

        def altered(sets: Sets) -> None:
            if asked == self._asked:
                self._take(sets)
            done()

        self._writer.run(
            alter,
            altered,
            self._on_failed,
            promised="your sets of expressions",
        )

    def called(self, title: str) -> VariantSet | None:
        """The user's own of this title, which another one of it would replace."""
        return _called(self._own, title)

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

        self._change({**own, kept.name: kept}, lambda: write(self.folder, kept, name))
        return kept

    def forget(self, name: str) -> None:
        """Delete one of the user's own."""
        own = {k: each for k, each in self._own.items() if k != name}
        self._change(own, lambda: remove(self.folder, name))

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
        name = name_of(title)
        return name if name == before else free_name(name, self._own.keys() - {before})

    def _change(self, own: Sets, write: Callable[[], None]) -> None:
        self._asked += 1
        self._take(in_order(own))
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


def free_name(name: str, taken: Collection[str]) -> str:
    """A name, or with the first number that makes it none of those that are taken."""
    return next(each for each in _numbered(name) if each not in taken)


def _numbered(name: str) -> Iterator[str]:
    yield name
    for number in count(2):
        ending = f"_{number}"
        yield f"{name[: MAX_NAME - len(ending)].rstrip('_')}{ending}"


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


def _add(folder: Path, variants: VariantSet) -> Added[VariantSet]:
    own = held_in(folder).sets
    known = {**shipped_sets(), **own}
    for there in known.values():
        if (there.shown, there.variants) == (variants.shown, variants.variants):
            return Added(there, False)
    for name in _numbered(variants.name):
        if name not in known:
            break
        if known[name].variants == variants.variants:
            return Added(known[name], False)  # it came before, and got a number
    _check_room(own)
    title = variants.title
    if name != variants.name:
        title = f"{variants.shown[: MAX_TITLE - 4]} {name.rpartition('_')[2]}"
    kept = msgspec.structs.replace(variants, name=name, title=title)
    write(folder, kept)
    return Added(kept, True)


def _alter(
    folder: Path,
    title: str,
    change: Callable[[VariantSet | None], VariantSet | None],
    name: str,
) -> None:
    own = held_in(folder).sets
    there = own.get(name) if name else _called(own, title)
    made = change(there)
    if made is None:
        if there is not None:
            remove(folder, there.name)
    elif there is not None:
        write(folder, msgspec.structs.replace(made, name=there.name, title=there.title))
    else:
        _check_room(own)
        write(folder, named(title, made, free_name(name_of(title), own.keys())))


def _called(own: Sets, title: str) -> VariantSet | None:
    wanted = title.casefold()
    return next((each for each in own.values() if each.shown.casefold() == wanted), None)


def _check_room(own: Sets) -> None:
    if len(own) >= sets_folder.MOST:
        raise RecipeError(
            f"More than {sets_folder.MOST} sets of expressions cannot be kept.", "", "Delete some."
        )
