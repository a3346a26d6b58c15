"""Two faces held for comparing, A and B, which come back at the next start."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

import msgspec
from psygnal import Signal

from facelab.damage import DAMAGED, UnreadableError, cause
from facelab.files import read_regular, replacing
from facelab.locks import FileLock
from facelab.recipe import (
    Recipe,
    RecipeError,
    SettingsError,
    json_text,
    recipe_from_json,
    recipe_to_json,
)
from facelab.session.messages import Message, message_of
from facelab.session.writer import Writer

FORMAT = "facelab-slots"
VERSION = 1
FILE_NAME = "slots.json"
MAX_BYTES = 64 * 2**20
NAMES = ("A", "B")
NOT_UNDERSTOOD: tuple[type[Exception], ...] = (*DAMAGED, RecipeError)
LOCK_SECONDS = 2.0


class Slots:
    """What A and B hold.

    Parameters
    ----------
    folder : Path
        That of the settings.
    writer : Writer
    tell : callable
        Shows the user a message.

    Signals
    -------
    changed(str): the slot of this name holds another face, or none.
    """

    changed = Signal(str)

    def __init__(self, folder: Path, writer: Writer, tell: Callable[[Message], None]) -> None:
        self._path = folder / FILE_NAME
        self._writer = writer
        self._tell = tell
        self._recipes: dict[str, Recipe] = {}
        self._unsaved_told = False
        self._unwritten: set[str] = set()

    def get(self, name: str) -> Recipe | None:
        """The face in a slot, None if it is empty."""
        assert name in NAMES, f"there is no slot {name}"
        return self._recipes.get(name)

    def holding(self, recipe: Recipe) -> str | None:
        """The first slot that holds this very face."""
        return next((name for name in NAMES if self._recipes.get(name) == recipe), None)

    def store(self, name: str, recipe: Recipe) -> None:
        """Put a face into a slot; what it held is replaced."""
        assert name in NAMES, f"there is no slot {name}"
        if self._recipes.get(name) != recipe:
            self._recipes[name] = recipe
            self._changed(name)

    def clear(self, name: str) -> None:
        """Empty a slot."""
        if self._recipes.pop(name, None) is not None:
            self._changed(name)

    def swap(self) -> None:
        """A becomes B, and B becomes A."""
        if self._recipes:
            first, second = NAMES
            turned = {first: self._recipes.get(second), second: self._recipes.get(first)}
            self._recipes = {name: recipe for name, recipe in turned.items() if recipe is not None}
            self._changed(first, second)

    # -- the file -----------------------------------------------------------------------------

    def load(self) -> None:
        """Fill the slots as they were; a file that cannot be understood is kept aside."""
        try:
            raw = read_regular(self._path, MAX_BYTES)
        except FileNotFoundError:
            return
        except OSError as error:
            self._give_up(error.strerror or str(error))
            return
        try:
            self._recipes = _decode(raw)
        except NOT_UNDERSTOOD as error:
            self._give_up(error.why if isinstance(error, RecipeError) else cause(error))
            return
        for name in NAMES:
            if name in self._recipes:
                self.changed.emit(name)

    def _give_up(self, why: str) -> None:
        aside = self._path.with_name(FILE_NAME + ".broken")
        try:
            self._path.replace(aside)
        except OSError:
            fix = f"Check the permissions of {self._path}."
        else:
            fix = f"The old file is kept as {aside.name}."
        what = "The slots A and B could not be restored; they are empty."
        self._tell(Message("warning", what, f"{why.rstrip('.')}.", fix))

    def _changed(self, *names: str) -> None:
        for name in names:
            self.changed.emit(name)
        recipes = dict(self._recipes)
        changed, self._unwritten = self._unwritten | {*names}, set()
        self._writer.run(
            lambda: _write(self._path, recipes, changed),
            failed=lambda error: self._on_unsaved(error, changed),
        )

    def _on_unsaved(self, error: Exception, names: set[str]) -> None:
        self._unwritten |= names
        if not self._unsaved_told:
            self._unsaved_told = True
            self._tell(message_of(error, "warning"))


class _Head(msgspec.Struct):
    format: str
    version: int


class _File(msgspec.Struct):
    slots: dict[str, str]


def _decode(raw: bytes) -> dict[str, Recipe]:
    text = json_text(raw)
    head = msgspec.json.decode(text, type=_Head)
    if head.format != FORMAT:
        raise UnreadableError("it is not a file of slots")
    if head.version != VERSION:
        raise UnreadableError(f"it is of version {head.version}, this facelab reads {VERSION}")
    slots = msgspec.json.decode(text, type=_File).slots
    return {name: recipe_from_json(slots[name]) for name in NAMES if name in slots}


def _write(path: Path, recipes: dict[str, Recipe], names: Collection[str]) -> None:
    """Write the slots of these names onto what the file says: another window may share it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_name(".slots.lock")) as lock:
            lock.acquire(LOCK_SECONDS)
            there = _there(path)
            says = {n: recipes if there is None or n in names else there for n in NAMES}
            slots = {n: recipe_to_json(held[n]) for n, held in says.items() if n in held}
            with replacing(path) as file:
                file.write(
                    msgspec.json.encode({"format": FORMAT, "version": VERSION, "slots": slots})
                )
    except OSError as error:
        raise SettingsError(
            "The slots A and B were not saved.",
            f"{error.strerror or error}.",
            f"Free some space or check the permissions of {path.parent}; "
            "they go on working until facelab is closed.",
        ) from error


def _there(path: Path) -> dict[str, Recipe] | None:
    """What the file says; None if there is none, or none that can be understood."""
    try:
        return _decode(read_regular(path, MAX_BYTES))
    except NOT_UNDERSTOOD:
        return None
