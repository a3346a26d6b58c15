"""The sheet of a window: every change to it goes through here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import msgspec

from facelab.errors import RecipeError
from facelab.recipe import Recipe
from facelab.recipe.character.sets import VariantSet, safe_name
from facelab.recipe.character.sheet import Cell, CharacterSheet
from facelab.session.face.editor import FaceEditor
from facelab.session.signals import Signal

Side = Literal["columns", "rows", "pages"]
SIDES: tuple[Side, ...] = ("columns", "rows", "pages")
NAME = "character"


@dataclass(frozen=True)
class Held:
    """A sheet, and how it hangs together with the face on show.

    Attributes
    ----------
    sheet : CharacterSheet or None
    follows : bool
        It is made of the face on show, whatever becomes of that.
    opened : str
        Name of the cell whose face is on show, to be corrected; empty if none is: the sheet
        follows nothing meanwhile.
    """

    sheet: CharacterSheet | None = None
    follows: bool = True
    opened: str = ""


class Character:
    """Holds the sheet.

    Parameters
    ----------
    face : FaceEditor
    show : callable
        Shows a face from elsewhere; called with (recipe, label). Returns whether it can be.
    save : callable
        Called after each change that is final.

    Attributes
    ----------
    held : Held
    before : CharacterSheet or None
        The one that was there before this one was opened, or that was removed.

    Signals
    -------
    changed(): the sheet is another, or what is said about it.
    hand_moves(): a control is held; `changed` follows when the hand rests.
    """

    changed = Signal()
    hand_moves = Signal()

    def __init__(
        self, face: FaceEditor, show: Callable[[Recipe, str], bool], save: Callable[[], None]
    ) -> None:
        self._face, self._show, self._save = face, show, save
        self.held = Held()
        self.before: CharacterSheet | None = None

    @property
    def sheet(self) -> CharacterSheet | None:
        """The sheet; None if there is none yet."""
        return self.held.sheet

    @property
    def opened(self) -> str:
        """Name of the cell that is corrected now; empty if none is."""
        return self.held.opened

    # -- the whole sheet ----------------------------------------------------------------------

    def begin(self, columns: VariantSet) -> None:
        """A sheet of the face on show."""
        if self._face.has_recipe:
            self._hold(Held(CharacterSheet(NAME, self._face.recipe, columns)))

    def take(self, sheet: CharacterSheet, label: str) -> None:
        """A sheet from elsewhere, and its face on show."""
        self._remember()
        # First, for what is shown is followed; one that cannot be shown must not be.
        self._hold(Held(sheet, follows=False))
        if self._show(sheet.face, label):
            self._hold(Held(sheet.with_face(self._face.recipe)))

    def clear(self) -> None:
        """No sheet any more; a face that was opened of it stays on show."""
        self._remember()
        self._hold(Held())

    def take_back(self) -> None:
        """The sheet of before again; this one is then the one before."""
        if self.before is not None:
            self.take(self.before, "Sheet before this one")

    def _remember(self) -> None:
        if self.sheet is not None:
            self.before = self.sheet

    def restore(self, held: Held) -> None:
        """Go on with a sheet as it was."""
        self.held = held
        self.changed.emit()

    def fits(self, side: Side, variants: VariantSet | None) -> bool:
        """Whether this can stand along a side: names of two sides differ, and there is an end."""
        try:
            self._with_side(side, variants)
        except ValueError:
            return False
        return True

    def set_side(self, side: Side, variants: VariantSet | None) -> None:
        """Have something else along a side; corrections of cells that go wait for them.

        Raises
        ------
        RecipeError
            It does not go with the rest.
        """
        try:
            self._change(self._with_side(side, variants))
        except ValueError as error:
            raise RecipeError(
                f"This cannot stand along the {side} of the sheet.", f"{error}.", "Choose another."
            ) from error

    def _with_side(self, side: Side, variants: VariantSet | None) -> CharacterSheet:
        sheet = self.sheet
        if sheet is None or (side == "columns" and variants is None):
            raise ValueError("a sheet has columns")
        if side == "rows" and variants is None and sheet.pages is not None:  # they move up
            return msgspec.structs.replace(sheet, rows=sheet.pages, pages=None)
        return msgspec.structs.replace(sheet, **{side: variants})

    def rename(self, name: str) -> None:
        """Another name of the character, made safe for games."""
        if self.sheet is not None:
            self._change(msgspec.structs.replace(self.sheet, name=safe_name(name)))

    def set_limit(self, limit: float | None) -> None:
        """Mark cells that have drifted farther; None is facelab's own limit."""
        if self.sheet is not None:
            self._change(self.sheet.with_limit(limit))

    # -- its face -----------------------------------------------------------------------------

    @property
    def follows(self) -> bool:
        """Whether it is made of the face on show."""
        return self.held.follows

    def set_follows(self, follows: bool) -> None:
        """Follow the face on show from now on, or stay as it is."""
        if follows == self.follows:
            return
        held = replace(self.held, follows=follows)
        if follows and held.sheet is not None and not held.opened and self._face.has_recipe:
            held = replace(held, sheet=held.sheet.with_face(self._face.recipe))
        self._hold(held)

    def follow(self, recipe: Recipe, resting: bool) -> None:
        """A face is on show now, or the same again."""
        sheet = self.sheet
        if sheet is None:
            return
        if not resting:
            self.hand_moves.emit()
        elif self.opened and recipe == sheet.face:  # undone, or it was opened again
            self._hold(replace(self.held, opened=""))
        elif self.follows and not self.opened and recipe != sheet.face:
            self._change(sheet.with_face(recipe))
        else:
            self.changed.emit()

    # -- single cells -------------------------------------------------------------------------

    def open_cell(self, cell: Cell) -> bool:
        """Show the face of a cell, to be corrected. Returns whether it can be."""
        before = self.held
        self.held = replace(before, opened=cell.name)
        if not self._show(cell.recipe, f"Cell: {cell.title}"):
            self.held = before
            return False
        self.changed.emit()
        self._save()
        return True

    def correct(self, cell: Cell) -> None:
        """The face on show is that cell from now on; if it was opened for that, the sheet's face
        comes back.
        """
        sheet = self.sheet
        if sheet is None or not self._face.has_recipe:
            return
        was_opened = self.opened == cell.name
        self._change(sheet.corrected(cell, self._face.recipe))
        if was_opened:
            self.back()

    def uncorrect(self, name: str) -> None:
        """A cell as the sheet makes it."""
        if self.sheet is not None:
            self._change(self.sheet.without_correction(name))

    def back(self) -> None:
        """Leave the cell that was opened: the sheet's face is on show again."""
        sheet = self.sheet
        if sheet is not None and self.opened:
            self._show(sheet.face, "Back to the sheet's face")
            self._hold(replace(self.held, opened=""))

    def _change(self, sheet: CharacterSheet) -> None:
        if sheet != self.sheet:
            self._hold(replace(self.held, sheet=sheet))

    def _hold(self, held: Held) -> None:
        if held != self.held:
            self.held = held
            self.changed.emit()
            self._save()
