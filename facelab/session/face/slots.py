"""Two faces held for comparing, A and B, which come back at the next start."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

import msgspec

from facelab.errors import RecipeError, SettingsError
from facelab.recipe import Recipe, json_text, recipe_from_json, recipe_to_json
from facelab.session.disk import Writer
from facelab.session.messages import Message, message_of
from facelab.session.saved_file import NotUnderstoodError, SavedFile, Understood, version_of
from facelab.session.signals import Signal

FORMAT = "facelab-slots"
VERSION = 1
FILE_NAME = "slots.json"
MAX_BYTES = 64 * 2**20
NAMES = ("A", "B")


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
        self._file = SavedFile(
            folder / FILE_NAME,
            MAX_BYTES,
            _decode,
            "Slots A and B could not be restored, so they are empty.",
            "A slot could not be restored, so it is empty.",
        )
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
        """Fill the slots as they were; what cannot be understood is set aside."""
        said, error = self._file.load()
        if error is not None:
            self._tell(message_of(error, "warning"))
        if said is not None:
            self._recipes = said.recipes
            for name in NAMES:
                if name in self._recipes:
                    self.changed.emit(name)

    def _changed(self, *names: str) -> None:
        for name in names:
            self.changed.emit(name)
        recipes = dict(self._recipes)
        changed, self._unwritten = self._unwritten | {*names}, set()
        self._writer.run(
            lambda: self._write(recipes, changed),
            self._on_saved,
            failed=lambda error: self._on_unsaved(error, changed),
        )

    def _on_unsaved(self, error: Exception, names: set[str]) -> None:
        self._unwritten |= names
        if not self._unsaved_told:
            self._unsaved_told = True
            self._tell(message_of(error, "warning"))

    def _on_saved(self, set_aside: SettingsError | None) -> None:
        if set_aside is not None:
            self._tell(message_of(set_aside, "warning"))

    def _write(self, recipes: dict[str, Recipe], names: Collection[str]) -> SettingsError | None:
        """Write the slots of these names onto what the file says: another window may share it."""

        def make(said: _Said | None) -> bytes:
            held = recipes if said is None else said.recipes
            says = {name: recipes if name in names else held for name in NAMES}
            slots = {n: recipe_to_json(of[n]) for n, of in says.items() if n in of}
            others = {} if said is None else said.others
            body = {"format": FORMAT, "version": VERSION, "slots": {**others, **slots}}
            return msgspec.json.encode(body)

        try:
            return self._file.update(make)
        except OSError as error:
            raise SettingsError(
                "Slots A and B were not saved.",
                f"{error.strerror or error}.",
                f"Free some space, or check the permissions of {self._file.path.parent}. The "
                "slots keep working until you close facelab.",
            ) from error


@dataclass(frozen=True)
class _Said:
    """What the file says: A and B, and slots of a newer facelab as they are."""

    recipes: dict[str, Recipe]
    others: dict[str, str]


class _File(msgspec.Struct):
    slots: dict[str, str]


def _decode(raw: bytes) -> Understood[_Said]:
    text = json_text(raw)
    version = version_of(text, FORMAT, VERSION, "a slots file")
    if version != VERSION:
        raise NotUnderstoodError(f"It has version {version}")
    slots = msgspec.json.decode(text, type=_File).slots
    recipes: dict[str, Recipe] = {}
    lost = []
    for name in NAMES:
        try:
            if name in slots:
                recipes[name] = recipe_from_json(slots[name])
        except RecipeError as error:
            lost.append(f"{name}: {error}".rstrip("."))
    others = {name: held for name, held in slots.items() if name not in NAMES}
    return Understood(_Said(recipes, others), ". ".join(lost))
