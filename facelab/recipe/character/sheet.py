"""The sheet of a character: a face, what changes along each side of a grid, and what was corrected
by hand in single cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import msgspec

from facelab.recipe.character.sets import (
    MAX_TITLE,
    Step,
    Variant,
    VariantSet,
    check_name,
    check_text,
)
from facelab.recipe.sources import Value, check_range
from facelab.recipe.values import AMOUNT_RANGE, Recipe

MAX_CELLS = 1024
SIDES = ("columns", "rows", "pages")

# How far a face is along directions, by their names, in standard deviations among all faces.
Levels = Mapping[str, float]
# How far a direction may be moved before faces break; None if nobody has measured it.
Bearable = Callable[[str], float | None]


class Correction(Value, frozen=True, omit_defaults=True):
    """What was set by hand in a cell, and stays so when the face changes.

    Attributes
    ----------
    cell : str
        Its name.
    amounts : tuple of Step
        Directions and the amounts that they have there; their `way` is "add" and says nothing.
    face : Recipe or None
        The whole face, where more than directions was changed: then nothing of it follows.
    """

    cell: str
    amounts: tuple[Step, ...] = ()
    face: Recipe | None = None

    def __post_init__(self) -> None:
        moved = [step.direction for step in self.amounts]
        if len(set(moved)) < len(moved):
            raise ValueError(f"the correction of {self.cell!r} sets a direction twice")
        if self.face is not None and self.amounts:
            raise ValueError(f"the correction of {self.cell!r} is a whole face and amounts")


@dataclass(frozen=True)
class Cell:
    """A place of the grid.

    Attributes
    ----------
    name : str
        As in "happy_left".
    attributes : tuple of str
        What it is made of: ("happy", "left").
    title : str
        For people.
    column, row, page : int
    recipe : Recipe
    corrected : bool
        Whether it was corrected by hand.
    """

    name: str
    attributes: tuple[str, ...]
    title: str
    column: int
    row: int
    page: int
    recipe: Recipe
    corrected: bool = False


class CharacterSheet(Value, frozen=True):
    """One face in a grid of changes.

    Attributes
    ----------
    name : str
        The character's, for files and games: "eileen".
    face : Recipe
        What all cells are made of.
    columns : VariantSet
    rows, pages : VariantSet or None
    corrections : tuple of Correction
    limit : float or None
        Drift of the person beyond which a cell is marked (0 is the same, 1 as far as two
        strangers); None is facelab's own.
    title : str
        The character's name for people; empty is that for files.
    """

    name: str
    face: Recipe
    columns: VariantSet
    rows: VariantSet | None = None
    pages: VariantSet | None = None
    corrections: tuple[Correction, ...] = ()
    limit: float | None = None
    title: str = ""

    def __post_init__(self) -> None:
        check_name("a character", self.name)
        check_text("the character's name", self.title, MAX_TITLE)
        if self.pages is not None and self.rows is None:
            raise ValueError("a sheet with pages has rows, too")
        if self.limit is not None:
            check_range("the limit of drift", self.limit, 0.0, 2.0)
        count, names = 1, set()
        for side in self.sides:
            count *= len(side.variants)
            for variant in side.variants:
                if variant.name in names:  # Ren'Py tells attributes apart by their names alone
                    raise ValueError(f"{variant.name} stands along two sides of the sheet")
                names.add(variant.name)
        if count > MAX_CELLS:
            raise ValueError(f"a sheet has up to {MAX_CELLS} cells, this one {count}")
        cells = {"_".join(each.name for each in place) for place in self._places()}
        if len(cells) < count:
            raise ValueError("two cells of the sheet have the same name")
        corrected = [each.cell for each in self.corrections]
        if len(set(corrected)) < len(corrected):
            raise ValueError("a cell is corrected twice")
        if len(corrected) > MAX_CELLS:
            raise ValueError(f"a sheet has up to {MAX_CELLS} corrections")

    # -- what it says ----------------------------------------------------------------------------

    @property
    def shown(self) -> str:
        """What people read: "Eileen"."""
        return self.title or self.name.replace("_", " ").title()

    @property
    def sides(self) -> tuple[VariantSet, ...]:
        """Columns, rows, pages, as far as there are any."""
        return tuple(side for side in (self.columns, self.rows, self.pages) if side is not None)

    @property
    def count(self) -> int:
        """How many cells it has."""
        return sum(1 for _ in self._places())

    @property
    def levels(self) -> frozenset[str]:
        """Directions whose level has to be known in the face."""
        return frozenset().union(*(side.levels for side in self.sides))

    @property
    def held(self) -> tuple[str, ...]:
        """Directions that its sides move and its face holds by a lock: they stay as they are."""
        moved = {s.direction for side in self.sides for v in side.variants for s in v.steps}
        return tuple(sorted(moved & set(self.face.locks.held)))

    def cells(
        self, levels: Levels, bearable: Bearable = lambda direction: None
    ) -> tuple[Cell, ...]:
        """All cells, row by row and page by page.

        Parameters
        ----------
        levels : mapping of str to float
            How far the face is along the directions of `levels`.
        bearable : callable
            How far a direction goes at most; what a level or a sum would go beyond is left out.

        Raises
        ------
        KeyError
            A level is not known.
        """
        corrections = {each.cell: each for each in self.corrections}
        columns = len(self.columns.variants)
        rows = len(self.rows.variants) if self.rows is not None else 1
        cells = []
        for k, place in enumerate(self._places()):
            name = "_".join(variant.name for variant in place)
            recipe = self.face
            for variant in place:
                recipe = _changed(recipe, variant, self.face, levels, bearable)
            correction = corrections.get(name)
            if correction is not None:
                recipe = _corrected(recipe, correction)
            cells.append(
                Cell(
                    name,
                    tuple(variant.name for variant in place),
                    ", ".join(variant.shown for variant in place),
                    k % columns,
                    k // columns % rows,
                    k // columns // rows,
                    recipe,
                    correction is not None,
                )
            )
        return tuple(cells)

    def _places(self) -> Iterator[tuple[Variant, ...]]:
        for page in self.pages.variants if self.pages is not None else (None,):
            for row in self.rows.variants if self.rows is not None else (None,):
                for column in self.columns.variants:
                    yield tuple(each for each in (column, row, page) if each is not None)

    # -- changed copies --------------------------------------------------------------------------

    def with_face(self, face: Recipe) -> CharacterSheet:
        """The same sheet of another face; what was corrected stays."""
        return msgspec.structs.replace(self, face=face)

    def with_limit(self, limit: float | None) -> CharacterSheet:
        """The same with another limit of drift.

        Raises
        ------
        ValueError
            It is out of range.
        """
        return msgspec.structs.replace(self, limit=limit)

    def corrected(self, cell: Cell, face: Recipe) -> CharacterSheet:
        """A cell as it was made by hand.

        Parameters
        ----------
        cell : Cell
            As `cells` gave it.
        face : Recipe
            What was made of it. Where it differs in directions alone these are kept, and all
            else goes on following the sheet's face; otherwise the whole of it is.
        """
        rest = tuple(each for each in self.corrections if each.cell != cell.name)
        if face == cell.recipe:
            return self
        if face.without_directions() == cell.recipe.without_directions():
            before = next((c for c in self.corrections if c.cell == cell.name), None)
            kept = {} if before is None else {s.direction: s for s in before.amounts}
            was = {each.direction: each for each in cell.recipe.directions}
            now = {each.direction: each for each in face.directions}
            if all(_span(was.get(name)) == _span(now.get(name)) for name in was.keys() | now):
                for name in sorted(was.keys() | now):
                    if face.amount(name) != cell.recipe.amount(name):
                        kept[name] = Step(name, face.amount(name))
                new = Correction(cell.name, tuple(kept.values()))
                return msgspec.structs.replace(self, corrections=(*rest, new))
        return msgspec.structs.replace(self, corrections=(*rest, Correction(cell.name, face=face)))

    def without_correction(self, name: str) -> CharacterSheet:
        """A cell as the sheet makes it."""
        rest = tuple(each for each in self.corrections if each.cell != name)
        return msgspec.structs.replace(self, corrections=rest)


def _span(moved: object) -> object:
    return getattr(moved, "layers", None)


def _changed(
    recipe: Recipe, variant: Variant, face: Recipe, levels: Levels, bearable: Bearable
) -> Recipe:
    for step in variant.steps:
        name = step.direction
        if name in face.locks.held:
            continue
        if step.way == "level":
            amount = face.amount(name) + step.amount - levels[name]
        else:
            amount = recipe.amount(name) + step.amount
        most = bearable(name) or AMOUNT_RANGE[1]
        # a face that is beyond already stays where it is
        low, high = min(-most, face.amount(name)), max(most, face.amount(name))
        recipe = recipe.with_amount(name, min(max(amount, low), high))
    return recipe


def _corrected(recipe: Recipe, correction: Correction) -> Recipe:
    if correction.face is not None:
        return correction.face
    for step in correction.amounts:
        recipe = recipe.with_amount(step.direction, step.amount)
    return recipe
