"""Sheets of characters leave, beside the window: asked for here, done by a job."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from facelab import destinations
from facelab.checkpoints.catalogue import CatalogueEntry
from facelab.checkpoints.fetching.identity_nets import missing_identity
from facelab.cutout.backgrounds import background_of
from facelab.cutout.person import PERSON_NETS
from facelab.errors import ExportError, RecipeError
from facelab.export.atlas.godot import ROOT
from facelab.export.atlas.pages import Packing
from facelab.export.character_file import sheet_file, write_sheet
from facelab.export.plan import Plan
from facelab.export.writer import Pixels
from facelab.labels.identity import LIMIT, Identity
from facelab.plain_text import counted, plain
from facelab.preparing.character.drawing import CellDrawer
from facelab.preparing.character.making import MadeSheet, make_sheet
from facelab.preparing.character.wanted import KINDS, SheetWays
from facelab.preparing.prepare import Preparer
from facelab.progress import Progress, Steps, Stop
from facelab.recipe import Recipe
from facelab.recipe.character.sheet import Cell, CharacterSheet
from facelab.session.choices.sheet import SheetChoice
from facelab.session.exporting.making import Marks
from facelab.session.exporting.means import Means
from facelab.session.exporting.sheet_cells import WorkingOut
from facelab.session.exporting.sheet_costs import SheetCost, cost_of, note_made
from facelab.session.exporting.words import told_of_end
from facelab.session.job import Job
from facelab.session.messages import Message

LANE = "sheets"
MOST_NAMED = 4  # cells beyond the limit in a message


@dataclass(frozen=True)
class SheetOrder:
    """What is to be made.

    Attributes
    ----------
    sheet : CharacterSheet
    folder : Path
    ways : SheetWays
    align, overwrite : bool
    sheet_path : Path or None
        Where the sheet itself is written.
    """

    sheet: CharacterSheet
    folder: Path
    ways: SheetWays
    align: bool
    overwrite: bool
    sheet_path: Path | None

    def plan(self, marks: Marks) -> Plan:
        """Where its pictures go, and what they say."""
        return Plan(
            self.folder,
            overwrite=self.overwrite,
            metadata=marks.metadata,
            marking=marks.marking,
        )


class SheetExporting:
    """Exports sheets as the user has chosen.

    Parameters
    ----------
    means : Means
    """

    def __init__(self, means: Means) -> None:
        self._means, self._settings, self._costs = means, means.settings, means.costs

    @property
    def choice(self) -> SheetChoice:
        """What was chosen last."""
        return self._settings.value.sheet or SheetChoice()

    def order(self, sheet: CharacterSheet, choice: SheetChoice) -> SheetOrder:
        """What is to be made.

        Raises
        ------
        RecipeError, ExportError, DestinationError
            It cannot be.
        """
        kinds = tuple(each for each in choice.kinds if each in KINDS)  # a newer facelab has more
        if not kinds:
            raise RecipeError("Choose at least one kind of file.")
        folder = Path(choice.folder)
        if folder.exists() and not folder.is_dir():
            raise ExportError(f"{plain(folder.name)} is a file.", "", "Choose a folder.")
        if "godot" in kinds and not choice.godot_folder.startswith(ROOT):
            raise RecipeError(f"The folder in Godot begins with {ROOT}")
        path: Path | None = None
        if choice.with_sheet:
            path = sheet_file(folder, sheet)
            path = path if choice.overwrite else destinations.free(path)
        try:
            ways = SheetWays(
                kinds,
                choice.size,
                background_of(choice.background) if choice.background else None,
                choice.labels,
                Packing(choice.padding, choice.extrude, choice.power_of_two, choice.trim),
                choice.godot_folder,
            )
            order = SheetOrder(sheet, folder, ways, choice.align, choice.overwrite, path)
            plan = order.plan(self._means.marks())
            plan.check()
            # Where cells are along directions says nothing about how many files they make.
            ways.made(sheet, sheet.cells(dict.fromkeys(sheet.levels, 0.0)), plan)
        except ValueError as error:
            raise RecipeError("This sheet cannot leave that way.", f"{error}.") from error
        return order

    def cost(self, order: SheetOrder) -> SheetCost:
        """What it takes, as far as that is known."""
        side, marked = self._means.side(otherwise=1024), self._means.saying.parts.watermark
        return cost_of(self._costs, order.ways, order.align, order.sheet.count, side, marked)

    def find_missing(
        self, order: SheetOrder, done: Callable[[tuple[CatalogueEntry, ...]], None]
    ) -> None:
        """Call `done` with the networks that are needed and not here."""
        if order.align or order.ways.cuts_out:
            self._means.find(PERSON_NETS.missing, done)
        else:
            done(())

    def run(self, order: SheetOrder, choice: SheetChoice) -> Job:
        """Make a sheet, as a job; what was chosen is remembered."""
        self._settings.change(sheet=choice)
        marks, sheet = self._means.marks(), order.sheet
        name = plain(sheet.name)

        def done(made: MadeSheet) -> None:
            self._means.tell(told_made(order, made, self._means.note_of(marks)))

        def failed(error: Exception | None) -> None:
            left = f"Files that are in {order.folder} by now are whole."
            self._means.tell(told_of_end(error, left))

        def steps(stop: Stop) -> Steps[MadeSheet]:
            return (yield from self._made(order, marks, stop))

        return self._means.jobs.run(
            f"Exporting {name}", steps, done, failed, lane=LANE, owed=f"the sheet {name}"
        )

    def _made(self, order: SheetOrder, marks: Marks, stop: Stop) -> Steps[MadeSheet]:
        sheet, info = order.sheet, self._means.loaded.info
        if info is None:
            raise RecipeError("The sheet was not made.", "No network is loaded.")
        side = info.resolution
        cells = yield from self._cells(sheet)

        def draw(recipe: Recipe, in_float: bool) -> Pixels:
            with self._costs.timed("draw", side):
                return self._means.draw(recipe, in_float, stop)

        ways = order.ways.made(sheet, cells, order.plan(marks))
        drawer = CellDrawer(
            draw,
            Preparer(costs=self._costs),
            info.sealed(sheet.face),
            [way.preparation for way in ways],
            order.align,
            None if missing_identity() else Identity.open(),
            stop=stop,
        )
        start = time.monotonic()
        made: MadeSheet = yield from make_sheet(cells, drawer, ways, side)
        note_made(self._costs, order.ways, order.align, made, side, time.monotonic() - start)
        if order.sheet_path is not None:
            write_sheet(order.sheet_path, sheet, overwrite=order.overwrite)
        return made

    def _cells(self, sheet: CharacterSheet) -> Steps[tuple[Cell, ...]]:
        key = ("export sheet", object())

        def ask(
            done: Callable[[tuple[Cell, ...]], None], failed: Callable[[Exception], None]
        ) -> None:
            def submit() -> None:  # again, if another device or network comes in between
                self._means.engine.submit(WorkingOut(key, sheet, done, failed, dropped=submit))

            submit()

        try:
            doing = Progress(0, 0, "Working out the cells")
            return (yield from self._means.jobs.answer(ask, doing))
        finally:
            self._means.engine.cancel(key)


# -- what the user is told -----------------------------------------------------------------------


def told_made(order: SheetOrder, made: MadeSheet, note: str) -> Message:
    """All of it is there."""
    name, files = plain(order.sheet.name), len(made.paths) + (order.sheet_path is not None)
    what = f"Exported {name}: {counted(len(made.cells), 'cell')}, {counted(files, 'file')}"
    said = [f"in {order.folder}"]
    limit = LIMIT if order.sheet.limit is None else order.sheet.limit
    beyond = [each.cell.title for each in made.beyond(limit)]
    if beyond:
        more = f" and {len(beyond) - MOST_NAMED} more" if len(beyond) > MOST_NAMED else ""
        names = ", ".join(beyond[:MOST_NAMED])
        said.append(f"Drifted beyond {limit:g}, perhaps another person: {names}{more}.")
    level = "warning" if note else "info"
    file = made.paths[0] if made.paths else order.sheet_path
    return Message(level, what, "\n".join(said), note, file=file)  # type: ignore[arg-type]
