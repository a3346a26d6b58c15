"""Sheets and sets of expressions out of files and into files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from facelab.export.character_file import read_set, write_sheet
from facelab.plain_text import counted, plain
from facelab.recipe.character.sets import VariantSet
from facelab.recipe.character.sheet import CharacterSheet
from facelab.session.character.character import Character
from facelab.session.character.own_sets import Added, OwnSets
from facelab.session.disk import Writer
from facelab.session.messages import Message, message_of
from facelab.session.signals import Signal

MOST_LETTERS = 60  # of a file's name
MOST_NAMED = 6  # sets
_WHERE = "Choose {} in the Sheet panel, or with --set {} on the command line."


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
        self._tell(Message("info", f"Opened {name}: {counted(sheet.count, 'cell')}"))
        self._character.take(sheet, f"Open {name}")
        self.opened.emit(path)

    def take_sets(self, sets: Sequence[VariantSet]) -> None:
        """Have sets that were read among the user's own."""
        self._own_sets.add(sets, lambda added: self._tell(told_added(added)))

    def save(self, path: Path) -> None:
        """Write the sheet; a file that is there is replaced."""
        sheet = self._character.sheet
        if sheet is None:
            return

        def done(_: None) -> None:
            self._tell(Message("info", f"Saved {plain(path.name, MOST_LETTERS)}", file=path))

        self._writer.run(
            lambda: write_sheet(path, sheet, overwrite=True),
            done,
            lambda error: self._tell(message_of(error)),
            promised=path.name,
        )

    def read_set(self, path: Path, done: Callable[[VariantSet], None]) -> None:
        """Call `done` with the set of expressions in a file."""
        self._writer.run(lambda: read_set(path), done, lambda error: self._tell(message_of(error)))


def told_added(added: Sequence[Added]) -> Message:
    """What the user is told of sets that were in files."""
    new = [each.variants for each in added if each.new]
    there = [each.variants for each in added if not each.new]
    if len(added) == 1:
        (one,) = new or there
        what = f"Added {one.shown} to your own sets of expressions"
        if there:
            what = f"{one.shown} is among the sets of expressions already"
        return Message("info", what, _WHERE.format("it", one.name))
    what = f"Added {counted(len(new), 'set')} of expressions to your own"
    again = f"{len(there)} {'was' if len(there) == 1 else 'were'} there already." if there else ""
    names = ", ".join(each.name for each in new[:MOST_NAMED])
    more = f" and {len(new) - MOST_NAMED} more" if len(new) > MOST_NAMED else ""
    where = _WHERE.format("them", "NAME") + f" Their names: {names}{more}." if new else ""
    return Message("info", what, "\n".join(filter(None, (where, again))))
