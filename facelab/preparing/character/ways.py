"""Ways for the cells of a sheet to leave, as pictures: each in a file, several on a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from facelab.export.named import NAMED, NamedFormat, Sheet
from facelab.export.orders import Drawn, Made, Order, Unsigned
from facelab.export.plan import Places, Plan
from facelab.export.sizes import sized
from facelab.export.writer import Picture
from facelab.export.writing import unsealed
from facelab.preparing.character.drawing import CellPicture
from facelab.preparing.costs import Costs
from facelab.preparing.leaving import plan_for
from facelab.preparing.preparation import Preparation
from facelab.preparing.sheet_files import SheetFiles
from facelab.progress import Steps
from facelab.recipe.character.sheet import CharacterSheet

CELL, GAP, PAPER = 384, 24, "#ffffff"
RPG_MAKER = Path("img", "faces")  # where RPG Maker MV and MZ look for them
MOST_COLUMNS = 6  # of a sheet that has no rows of its own


class Way(Protocol):
    """Takes cells one after another, and writes files.

    Attributes
    ----------
    preparation : Preparation
        How their pictures are to be.
    """

    @property
    def preparation(self) -> Preparation:
        """How their pictures are to be."""

    def add(self, picture: CellPicture) -> Iterator[Path]:
        """A cell more; files that were written because of it."""

    def close(self) -> Steps[list[Path]]:
        """The last is there; files that were written now."""


class Files:
    """Each cell a file.

    Parameters
    ----------
    plan : Plan
    preparation : Preparation
    names : mapping of str to str
        Names of files without their ending, by those of cells.
    """

    def __init__(self, plan: Plan, preparation: Preparation, names: Mapping[str, str]) -> None:
        self.preparation = preparation
        self._plan = plan_for(preparation, plan)
        self._places = Places(self._plan)
        self._names = names
        self._plan.check()

    def add(self, picture: CellPicture) -> Iterator[Path]:
        """Write it."""
        plan, recipe = self._plan, picture.cell.recipe
        suffix = self.preparation.format.suffix
        wanted = plan.folder / f"{self._names[picture.cell.name]}{suffix}"
        self._places.check(wanted)
        pixels = picture.at_size(self.preparation)
        said = plan.metadata(recipe).as_prepared(plan.prepared)
        content = unsealed(Picture(pixels, recipe), said, plan.encoding, plan.marking)
        yield self._places.write(wanted, recipe, Unsigned(content))

    def close(self) -> Steps[list[Path]]:
        """Nothing is left to do."""
        yield from ()
        return []


@dataclass
class Pages:
    """Several cells on a page: a sheet to look at, or a face set of RPG Maker.

    Parameters
    ----------
    plan : Plan
        Its pattern says what pages are called.
    preparation : Preparation
        Of a format with a sheet.
    limit : float or None
        Cells that have drifted farther say so in their labels.
    """

    plan: Plan
    preparation: Preparation
    limit: float | None = None

    def __post_init__(self) -> None:
        plan = plan_for(self.preparation, self.plan)
        plan.check()
        self._files = SheetFiles(plan, self.preparation, Costs())
        self._count = 0

    def add(self, picture: CellPicture) -> Iterator[Path]:
        """Put it on the page."""
        self._count += 1
        cell = picture.cell
        name = cell.title
        if self.limit is not None and picture.drift is not None and picture.drift > self.limit:
            name = f"{name} (drift {picture.drift:.2f})"
        order = Order(self._count, name, cell.recipe)
        pixels = sized(picture.at_size(self.preparation), self._cell)
        made = self._files.add(order, Drawn(pixels), picture.side, picture.seconds)
        yield from _once(made)

    @property
    def _cell(self) -> int:
        sheet = self.preparation.format.sheet
        assert sheet is not None
        return sheet.cell

    def close(self) -> Steps[list[Path]]:
        """Write the last page."""
        yield from ()
        return list(_once(self._files.close()))


def page_format(
    sheet: CharacterSheet, cell: int = CELL, labels: bool = True, transparent: bool = False
) -> NamedFormat:
    """How a sheet to look at is laid out: a page for each of its pages.

    Raises
    ------
    ValueError
        It would be too large; the text says why.
    """
    count = sheet.count // (len(sheet.pages.variants) if sheet.pages is not None else 1)
    columns = len(sheet.columns.variants)
    if sheet.rows is None:  # one long row is hard to look at: as even rows as there are
        rows = -(-count // MOST_COLUMNS)
        columns = -(-count // rows)
    paper = "" if transparent else PAPER
    layout = Sheet(columns, -(-count // columns), cell, GAP, ("name",) if labels else (), paper)
    background = "transparent" if transparent else ""
    return NamedFormat("sheet", "Sheet", "", sheet=layout, background=background)


def face_sets(plan: Plan, sheet: CharacterSheet) -> Plan:
    """Where the face sets of RPG Maker go: it takes plain letters and digits."""
    name = sheet.name.replace("_", "")
    count = -(-sheet.count // 8)
    pattern = name if count == 1 else f"{name}{{index}}"
    return replace(plan, folder=plan.folder / RPG_MAKER, pattern=pattern)


RPG_MAKER_SET = NAMED["rpg-maker-set"]


def _once(made: Iterator[Made]) -> Iterator[Path]:
    """The file of each page; all of its faces name it."""
    last: Path | None = None
    for each in made:
        if each.path != last:
            last = each.path
            yield each.path
