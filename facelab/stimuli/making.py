"""A set of stimuli, from the plan to a folder of files.

pictures/   f01_base.png, its recipe f01_base.json, FRL's template f01_base.tem
dlib70/     f01_base.tem
stimuli.csv, conditions.csv, points.tps, points.csv, methods.txt
set.jsonl   what is done, so that the set goes on where it was stopped (`journal.py`)
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from facelab import destinations
from facelab.engine import ModelInfo
from facelab.errors import Stopped
from facelab.export.orders import Made, Order
from facelab.export.plan import Plan
from facelab.export.soundness import damage_in
from facelab.export.writing import unwritable
from facelab.labels.identity import Described, drift
from facelab.preparing.heads import standard
from facelab.preparing.leaving import DrawPrepared, leaving
from facelab.progress import Progress, Steps, Stop, go_on, part
from facelab.recipe import Recipe
from facelab.stimuli import journal, templates
from facelab.stimuli.methods import methods
from facelab.stimuli.plan import Cell, StimuliPlan
from facelab.stimuli.points import Move, dlib_points, frl_points
from facelab.stimuli.rows import Row
from facelab.stimuli.ruler import Lever, Ruler, Seen
from facelab.stimuli.solving import Base, Loop, Solved, held_labels
from facelab.stimuli.summary import Summary, summary_of
from facelab.stimuli.tables import CONDITIONS, STIMULI, conditions_table, stimuli_table

PICTURES, DLIB = "pictures", "dlib70"
TPS, POINTS, METHODS = "points.tps", "points.csv", "methods.txt"
_LOOKING = 0.8  # of a picture's time


@dataclass(frozen=True, eq=False)
class Result:
    """What a set has become.

    Attributes
    ----------
    folder : Path
    rows : tuple of Row
    new : int
        Rows that were not there before.
    seconds : float
        That these took.
    summary : Summary
    """

    folder: Path
    rows: tuple[Row, ...]
    new: int
    seconds: float
    summary: Summary


def pictures_plan(plan: Plan) -> Plan:
    """Where and how pictures of a set leave whose folder the plan names."""
    return replace(plan, folder=plan.folder / PICTURES, pattern="{name}", with_recipe=True)


def check_folder(folder: Path, overwrite: bool) -> None:
    """Refuse a folder with such files that are no set which could go on.

    Raises
    ------
    TakenError, DestinationError
    """
    overwrite = overwrite or journal.is_there(folder)
    for name in (journal.FILE_NAME, STIMULI, CONDITIONS, TPS, POINTS, METHODS):
        path = folder / name
        destinations.named(path, (path.suffix,), overwrite)


def known_rows(plan: StimuliPlan, export: Plan) -> dict[str, Row]:
    """What is there already of this set, by the ids of its pictures; nothing if it is to be
    replaced.

    Raises
    ------
    TakenError, DestinationError
        The folder holds something else.
    """
    folder = export.folder.parent
    check_folder(folder, export.overwrite)
    if export.overwrite or not journal.is_there(folder):
        return {}
    return journal.known_rows(folder, plan, export)


def sound_rows(folder: Path, known: Mapping[str, Row]) -> Steps[dict[str, Row]]:
    """Those of known rows whose pictures are whole, which takes each picture a moment: the others
    are to be made anew.

    Parameters
    ----------
    folder : Path
        Of the set.
    known : mapping of str to Row
        See `known_rows`.
    """
    found = {}
    for k, (name, row) in enumerate(known.items()):
        yield Progress(k, len(known), f"Checking picture {k + 1} of {len(known)}")
        if not row.picture or not damage_in(folder / row.picture):
            found[name] = row
    return found


class Making:
    """Makes one set, or what is not there yet of one.

    Parameters
    ----------
    plan : StimuliPlan
    ruler : Ruler
    model : ModelInfo
    export : Plan
        As `pictures_plan` makes it.
    draw : DrawPrepared
    stop : callable
        Asked within a picture.
    note : callable
        Called with each row.
    known : mapping of str to Row or None
        What is there of it, as `sound_rows` says; None looks for it.
    """

    def __init__(
        self,
        plan: StimuliPlan,
        ruler: Ruler,
        model: ModelInfo,
        export: Plan,
        draw: DrawPrepared,
        stop: Stop = go_on,
        note: Callable[[Row], None] = lambda row: None,
        known: Mapping[str, Row] | None = None,
    ) -> None:
        self._plan, self._ruler, self._model = plan, ruler, model
        self._export, self._draw, self._stop, self._note = export, draw, stop, note
        self._folder, self._known = export.folder.parent, known
        self._levers: dict[str, Lever] = {name: ruler.lever(name) for name in plan.attributes}
        self._labels = {name: lever.label for name, lever in self._levers.items()}
        self._rows: list[Row] = []
        self._new = 0
        self._base: tuple[str, Base, Described] | None = None

    def run(self) -> Steps[Result]:
        """Make it. Closed on the way it leaves whole files, and tables of what is there.

        Raises
        ------
        ExportError, DestinationError
            The disk or the folder does not allow it.
        RecipeError, ModelError
            A face is not of this network.
        TakenError
            The folder holds another set.
        Stopped
        """
        start = time.monotonic()
        known = dict(self._known or {})
        if self._known is None:
            there = known_rows(self._plan, self._export)
            known = yield from sound_rows(self._folder, there)
        if journal.is_there(self._folder):  # what is left of a picture that was stopped is ours
            self._export = replace(self._export, overwrite=True)
        recipes = dict(zip(self._plan.face_ids(), self._plan.faces, strict=True))
        cells = list(self._plan.cells())
        left = [cell for cell in cells if cell.id not in known]
        self._rows = [known[each.id] for each in cells if each.id in known]
        lines: journal.Journal | None = None
        try:
            for k, cell in enumerate(left):
                steps = self._cell(cell, recipes[cell.face])
                row = yield from _of(steps, cell.id, k, len(left))
                # not before the first picture is there: a stop leaves no set without any
                if lines is None:
                    lines = journal.Journal(self._folder, self._plan, self._export, known)
                lines.note(row)
                known[cell.id] = row
                self._rows = [known[each.id] for each in cells if each.id in known]
                self._new += 1
                if k + 1 == len(left) or left[k + 1].face != cell.face:
                    self._write()
        finally:
            if lines is not None:
                lines.close()
            if self._rows:
                self._write()
        self._export.tell()
        yield Progress(1, 1, "Done")
        rows, seconds = tuple(self._rows), time.monotonic() - start
        return Result(self._folder, rows, self._new, seconds, summary_of(rows, self._labels))

    def _cell(self, cell: Cell, recipe: Recipe) -> Steps[Row]:
        base, described = self._base_of(cell.face, recipe)
        targets = self._targets(cell, base)
        solved = Solved(base.recipe, base.full, 1)
        if targets:
            loop = Loop(self._ruler, base, targets, self._plan.tolerance)
            solved = yield from part(loop.run(self._stop), 0, _LOOKING)
        row = self._row(cell, targets, solved, base, described)
        if not solved.reason:
            row = yield from part(self._leave(row, solved.seen), _LOOKING, 1)
        self._note(row)
        return row

    def _base_of(self, face: str, recipe: Recipe) -> tuple[Base, Described]:
        if self._base is None or self._base[0] != face:
            preview, full = (self._ruler.see(recipe, each, self._stop) for each in (False, True))
            self._base = face, Base(recipe, preview, full), self._ruler.describe(full)
        return self._base[1:]

    def _targets(self, cell: Cell, base: Base) -> dict[str, float]:
        found = {}
        levels: Mapping[str, float] = cell.levels
        for name, level in levels.items():
            own = base.full.values[self._ruler.names.index(self._levers[name].label)]
            found[name] = level + (float(own) if self._plan.origin == "face" else 0.0)
        return found

    def _row(
        self,
        cell: Cell,
        targets: dict[str, float],
        solved: Solved,
        base: Base,
        described: Described,
    ) -> Row:
        names, values = self._ruler.names, solved.seen.values
        held = held_labels([self._levers[name] for name in targets]) if targets else frozenset()
        change = values - base.full.values
        return Row(
            cell,
            self._model.sealed(solved.recipe),
            targets,
            dict(zip(names, map(float, values), strict=True)),
            {name: float(change[k]) for k, name in enumerate(names) if name in held},
            drift(described, self._ruler.describe(solved.seen)) if targets else 0.0,
            solved.rounds,
            solved.reason,
            solved.beyond,
        )

    # -- files -----------------------------------------------------------------------------------

    def _leave(self, row: Row, seen: Seen) -> Steps[Row]:
        """The picture, and its points."""
        order = Order(self._new + 1, row.cell.id, row.recipe)
        made: Made | None = None
        for done in leaving(self._export, [order], self._draw, stop=self._stop):
            if isinstance(done, Progress):
                yield done
            elif isinstance(done, Made):
                made = done
        if made is None:
            raise Stopped
        points = self._write_points(made, seen)
        path = made.path.relative_to(self._folder).as_posix()
        recipe = made.path.with_suffix(".json").relative_to(self._folder).as_posix()
        return replace(
            row, picture=path, saved_recipe=recipe, facts=dict(made.facts), points=points
        )

    def _write_points(self, made: Made, seen: Seen) -> str:
        facts = made.facts
        move = Move()
        if "head" in facts:
            to = standard(facts["head"])
            angle = float(np.radians(facts["turned_degrees"]))
            move = Move(facts["eyes_x"], facts["eyes_y"], to.x, to.y, facts["scale"], angle)
        side = self._draw.preparation.final_side(self._draw.side)
        mesh, eyes = seen.mesh.astype(np.float64), seen.eyes.astype(np.float64)
        frl = move.apply(frl_points(mesh, eyes, self._ruler.person(seen))) * side
        dlib = move.apply(dlib_points(mesh, eyes)) * side
        stem, overwrite = made.path.stem, self._export.overwrite
        _put(made.path.with_suffix(".tem"), templates.frl_tem(frl), overwrite)
        (self._folder / DLIB).mkdir(exist_ok=True)
        _put(self._folder / DLIB / f"{stem}.tem", templates.dlib_tem(dlib), overwrite)
        return templates.tps(frl, side, made.path.name, stem)

    def _write(self) -> None:
        labels = self._labels
        said = methods(
            self._plan,
            self._rows,
            list(self._levers.values()),
            self._model,
            self._draw.preparation.format,
        )
        for name, content in (
            (STIMULI, stimuli_table(self._plan, self._rows, labels)),
            (CONDITIONS, conditions_table(self._plan, self._rows, labels)),
            (POINTS, templates.points_table()),
            (TPS, "".join(row.points for row in self._rows).encode()),
            (METHODS, said.encode()),
        ):
            _put(self._folder / name, content, True)  # ours: `check_folder` was asked before


def _of(steps: Steps[Row], name: str, k: int, count: int) -> Steps[Row]:
    """A picture's steps as a part of all."""
    while True:
        try:
            now = next(steps)
        except StopIteration as end:
            row: Row = end.value
            return row
        done = k + (now.fraction or 0.0)
        yield Progress(done, count, f"{name}: picture {k + 1} of {count}")


def _put(path: Path, content: bytes, overwrite: bool) -> None:
    try:
        with destinations.writing(path, (path.suffix,), overwrite) as file:
            file.write(content)
    except OSError as error:
        raise unwritable(path, error) from error
