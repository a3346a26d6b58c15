"""A set for research leaves, beside the window: asked for here, done by a job."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from facelab import destinations
from facelab.checkpoints.catalogue import CatalogueEntry
from facelab.checkpoints.fetching.identity_nets import fetch_identity, missing_identity
from facelab.checkpoints.fetching.label_nets import LABEL_NETS
from facelab.engine import ModelInfo
from facelab.errors import RecipeError
from facelab.export.named import NamedFormat
from facelab.export.orders import Refused
from facelab.export.plan import Plan
from facelab.library import KeptFace, Reading
from facelab.plain_text import plain
from facelab.preparing.leaving import DrawPrepared, plan_for
from facelab.preparing.preparation import Preparation
from facelab.preparing.prepare import Preparer
from facelab.processors import processors
from facelab.progress import Progress, Steps, Stop
from facelab.recipe import ModelRef, Recipe, Seed
from facelab.session.choices.stimuli import StimuliChoice
from facelab.session.exporting.making import Marks
from facelab.session.exporting.means import Means
from facelab.session.exporting.scope import Scope
from facelab.session.exporting.stimuli.outlook import PICTURE, Faces, bytes_of, seconds_of
from facelab.session.exporting.stimuli.sight import EngineSight
from facelab.session.exporting.stimuli.words import to_look_at, told_ended, told_made
from facelab.session.job import Job
from facelab.session.kept.kept_faces import Keeping
from facelab.session.messages import message_of
from facelab.session.own_formats import OwnFormats
from facelab.session.rendering.composing import Composing
from facelab.stimuli.making import Making, Result, known_rows, pictures_plan, sound_rows
from facelab.stimuli.plan import StimuliPlan
from facelab.stimuli.reach import Forecast
from facelab.stimuli.rows import Row
from facelab.stimuli.ruler import Lever, Ruler, levers_of

LANE = "stimuli"
MOST_LOOKED_AT = 24  # faces of which reach is predicted before
MOST_FACES = 1000
_COMPOSING = "stimuli faces"
_ANY = Recipe(ModelRef("0" * 64, "any"), Seed(0))  # where pictures are only counted


class StimuliExporting:
    """Makes sets for research as the user has chosen.

    Parameters
    ----------
    means : Means
    kept : Keeping
    formats : OwnFormats

    Attributes
    ----------
    refused : tuple of Refused
        Of the last set: what was not made, and what is to be looked at.
    """

    def __init__(self, means: Means, kept: Keeping, formats: OwnFormats) -> None:
        self._means, self._kept, self._formats = means, kept, formats
        self._settings, self._costs = means.settings, means.costs
        self._known: tuple[str, tuple[Lever, ...], Forecast] | None = None
        self.refused: tuple[Refused, ...] = ()

    # -- what there is to choose ---------------------------------------------------------------

    @property
    def choice(self) -> StimuliChoice:
        """What was chosen last."""
        return self._settings.value.stimuli or StimuliChoice()

    def formats(self) -> list[NamedFormat]:
        """Those that give each face a picture of its own."""
        return [each for each in self._formats.all.values() if each.sheet is None]

    def levers(self) -> tuple[Lever, ...]:
        """What can be moved in measured steps by the loaded network.

        Raises
        ------
        ModelError
            Nothing can.
        """
        return self._of_network()[0]

    def forecast(self) -> Forecast:
        """What predicts reach, for the loaded network.

        Raises
        ------
        ModelError
        """
        return self._of_network()[1]

    def _of_network(self) -> tuple[tuple[Lever, ...], Forecast]:
        info = self._network()
        if self._known is None or self._known[0] != info.sha256:
            levers = levers_of(info)
            self._known = info.sha256, levers, Forecast(info, levers)
        return self._known[1:]

    def _network(self) -> ModelInfo:
        info = self._means.loaded.info
        if info is None:
            raise RecipeError("No set can be made yet.", "No network is loaded.")
        return info

    def look(
        self,
        scope: Scope,
        done: Callable[[Faces], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Call `done` with the first faces of a scope, or `failed`."""

        def read(count: int, recipes: Sequence[Recipe]) -> None:
            found = tuple(recipes)

            def composed(ws: NDArray[np.float32]) -> None:
                done(Faces(count, found, tuple(ws)))

            if found:
                self._means.engine.submit(Composing(_COMPOSING, found, composed, failed))
            else:
                failed(RecipeError("There are no faces in it."))

        if scope.recipe is not None:
            read(1, [scope.recipe])
            return

        def ask(reading: Reading, stop: Stop) -> tuple[int, list[KeptFace]]:
            ids = _ids(scope, reading, stop)
            return len(ids), [reading.face(number) for number in ids[:MOST_LOOKED_AT]]

        self._kept.ask(ask, lambda got: read(got[0], [each.recipe for each in got[1]]), failed)

    def forget(self) -> None:
        """Nobody looks any more."""
        self._means.engine.cancel(_COMPOSING)

    def plan(self, faces: Sequence[Recipe], choice: StimuliChoice) -> StimuliPlan:
        """What is to be made of these faces.

        Raises
        ------
        RecipeError
            It makes no sense.
        """
        return StimuliPlan(
            tuple(faces), choice.attributes, choice.levels, choice.design, choice.origin,
            choice.tolerance, choice.order_seed,
        )  # fmt: skip

    def count(self, faces: int, choice: StimuliChoice) -> int:
        """How many pictures of so many faces; raises as `plan`."""
        return self.plan([_ANY] * faces, choice).count

    def seconds(self, count: int, choice: StimuliChoice) -> float | None:
        """About how long so many pictures take; None if nobody knows yet."""
        return seconds_of(self._costs, count, self._means.side(), self.plan([_ANY], choice))

    def bytes(self, count: int, choice: StimuliChoice) -> float:
        """About how much so many pictures take on the disk."""
        return bytes_of(self._costs, count, self._means.side(), self._preparation(choice))

    def find_there(
        self, faces: Faces, choice: StimuliChoice, done: Callable[[int, str], None]
    ) -> None:
        """Call `done` with how many pictures are there already, and what is in the way."""

        def look() -> tuple[int, str]:
            export = self._export(choice, self._preparation(choice), self._means.marks())
            destinations.check(export.folder / "f01_base.png", (".png",))
            if faces.count > len(faces.recipes):  # told by the job
                return 0, ""
            return len(known_rows(self.plan(faces.recipes, choice), export)), ""

        def failed(error: Exception) -> None:
            said = message_of(error)
            done(0, said.in_a_line)

        self._means.writer.run(look, lambda found: done(*found), failed)

    def find_missing(self, done: Callable[[tuple[CatalogueEntry, ...]], None]) -> None:
        """Call `done` with the networks that are needed and not here."""

        def missing() -> tuple[CatalogueEntry, ...]:
            found = (*LABEL_NETS.missing(), *missing_identity())
            return tuple({entry.name: entry for entry in found}.values())

        self._means.find(missing, done)

    # -- making --------------------------------------------------------------------------------

    def run(self, scope: Scope, choice: StimuliChoice) -> Job:
        """Make a set, as a job; what was chosen is remembered."""
        self._settings.change(stimuli=choice)
        marks, rows = self._means.marks(), list[Row]()
        folder, name = Path(choice.folder) / choice.name, plain(choice.name)
        count = [0, 0]  # there before, and in all

        def done(result: Result) -> None:
            self.refused = to_look_at(result.rows)
            self._means.tell(told_made(result, self._means.note_of(marks)))

        def failed(error: Exception | None) -> None:
            self.refused = to_look_at(rows)
            self._means.tell(told_ended(folder, count[0] + len(rows), count[1], error))

        def steps(stop: Stop) -> Steps[Result]:
            info = self._network()
            preparation = self._preparation(choice)
            export = self._export(choice, preparation, marks)
            faces = yield from self._faces(scope)
            plan = self.plan(faces, choice)
            there = known_rows(plan, export)
            known = yield from sound_rows(export.folder.parent, there)
            count[:] = len(known), plan.count
            files = yield from LABEL_NETS.fetch()
            files |= yield from fetch_identity()
            preparer = Preparer(costs=self._costs)
            for now in preparer.ready(preparation, info.resolution):
                yield Progress(0, 0, now.text)
            yield Progress(0, 0, "Reading the networks that measure")
            ruler = Ruler(info, EngineSight(self._means, stop), files, processors())

            def draw(recipe: Recipe, in_float: bool) -> NDArray[np.uint8] | NDArray[np.float32]:
                return self._means.draw(recipe, in_float, stop)

            making = Making(
                plan, ruler, info, export, DrawPrepared(draw, preparer, preparation, stop),
                stop, rows.append, known,
            )  # fmt: skip
            start = time.monotonic()
            result = yield from making.run()
            if result.new:
                one = (time.monotonic() - start) / result.new
                self._costs.note(PICTURE, one, info.resolution)
            return result

        return self._means.jobs.run(
            f"Making {name}", steps, done, failed, lane=LANE, owed=f"the research set {name}"
        )

    def _preparation(self, choice: StimuliChoice) -> Preparation:
        named = self._formats.all.get(choice.format)
        if named is None:
            raise RecipeError(f"There is no format {choice.format}.")
        return Preparation(named)

    def _export(self, choice: StimuliChoice, preparation: Preparation, marks: Marks) -> Plan:
        folder = Path(choice.folder) / choice.name
        plan = Plan(
            folder, overwrite=choice.overwrite, metadata=marks.metadata, marking=marks.marking
        )
        return pictures_plan(plan_for(preparation, plan))

    def _faces(self, scope: Scope) -> Steps[list[Recipe]]:
        if scope.recipe is not None:
            return [scope.recipe]

        def ask(reading: Reading, stop: Stop) -> list[Recipe]:
            ids = _ids(scope, reading, stop)
            if len(ids) > MOST_FACES:
                raise RecipeError(
                    f"{len(ids):,} faces are too many for one set.",
                    "",
                    f"Choose up to {MOST_FACES:,}.",
                )
            return [reading.face(number).recipe for number in ids]

        def put(done: Callable[[list[Recipe]], None], failed: Callable[[Exception], None]) -> None:
            self._kept.ask(ask, done, failed)

        return (yield from self._means.jobs.answer(put, Progress(0, 0, "Reading faces")))


def _ids(scope: Scope, reading: Reading, stop: Stop) -> Sequence[int]:
    return scope.ids if scope.query is None else reading.ids(scope.query, stop).tolist()
