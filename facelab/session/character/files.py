"""Sheets and sets of expressions out of files and into files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from facelab.export.character_file import read_set, write_sheet
from facelab.plain_text import counted, plain
from facelab.recipe.character.sets import VariantSet
from facelab.recipe.character.sheet import CharacterSheet
from facelab.session.added import Kind, told_added
from facelab.session.character.character import Character
from facelab.session.character.own_sets import OwnSets
from facelab.session.disk import Writer
from facelab.session.messages import Message, message_of
from facelab.session.signals import Signal

MOST_LETTERS = 60  # of a file's name
SETS: Kind[VariantSet] = Kind(
    "set",
    " of expressions",
    "Choose {} in the Sheet panel or under Looks, or with --set {} on the command line.",
    lambda variants: variants.shown,
)


class SheetFiles:
    """Opens sheets and saves them.

    Signals
    -------
    arriving(): another sheet is about to take the place of this one.
    opened(Path): the sheet of this file is the one of the window now.
    """

    arriving = Signal()
    opened = Signal(Path)

    def __init__(
        self,
        character: Character,
        own_sets: OwnSets,
        writer: Writer,
        tell: Callable[[Message], None],
    ) -> None:
        self._character = character
        self._own_sets = own_sets
        self._writer = writer
        self._tell = tell

    def take(self, sheet: CharacterSheet, path: Path) -> None:
        """Open a sheet that was read."""
        name = plain(path.name, MOST_LETTERS)
        self.arriving.emit()
        replaced = self._character.sheet is not None
        why = "The menu of the Sheet panel brings back the one before." if replaced else ""
        self._tell(Message("info", f"Opened {name}: {counted(sheet.count, 'cell')}", why))
        self._character.take(sheet, f"Open {name}")
        self.opened.emit(path)

    def take_sets(self, sets: Sequence[VariantSet]) -> None:
        """Have sets that were read among the user's own."""
        self._own_sets.add(sets, lambda added: self._tell(told_added(SETS, added)))

    def save(self, path: Path, then: Callable[[], None] = lambda: None) -> None:
        """Write the sheet, and call `then` once it is on the disk; a file that is there is
        replaced.
        """
        sheet = self._character.sheet
        if sheet is None:
            return

        def done(_: None) -> None:
            self._tell(Message("info", f"Saved {plain(path.name, MOST_LETTERS)}", file=path))
            then()

        self._writer.run(
            lambda: write_sheet(path, sheet, overwrite=True),
            done,
            lambda error: self._tell(message_of(error)),
            promised=path.name,
        )

    def read_set(self, path: Path, done: Callable[[VariantSet], None]) -> None:
        """Call `done` with the set of expressions in a file."""
        self._writer.run(lambda: read_set(path), done, lambda error: self._tell(message_of(error)))
