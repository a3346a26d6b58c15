"""Faces leave as pictures, beside the window: asked for here, done by a job."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from facelab.checkpoints.catalogue import CatalogueEntry
from facelab.errors import FacelabError
from facelab.export.named import NamedFormat
from facelab.export.names import face_name
from facelab.export.orders import Order, Refused
from facelab.library import KeptFace
from facelab.plain_text import counted
from facelab.preparing.preparation import Preparation
from facelab.preparing.prepare import Preparer
from facelab.progress import Progress, Steps, Stop, finish
from facelab.recipe import Recipe
from facelab.session.choices.export import ExportChoice
from facelab.session.exporting.making import plan_of, preparation_of
from facelab.session.exporting.means import Means
from facelab.session.exporting.run import Drawing, exported
from facelab.session.exporting.scope import Scope, shown
from facelab.session.exporting.words import Tally, told_broken, told_done, told_stopped
from facelab.session.job import Job
from facelab.session.jobs import DOWNLOADS
from facelab.session.kept.kept_faces import Keeping
from facelab.session.messages import Message
from facelab.session.own_formats import OwnFormats
from facelab.session.signals import Signal

LANE = "pictures"


class Exporting:
    """Exports faces as the user has chosen.

    Parameters
    ----------
    means : Means
    kept : Keeping
    formats : OwnFormats

    Attributes
    ----------
    last : Scope or None
        What was exported last in this session.
    refused : tuple of Refused
        What failed in the last export, face by face.

    Signals
    -------
    ended(Tally): an export is over.
    fetching_changed(str): how far a download of networks is, in words; empty when it has ended.
    """

    ended = Signal(Tally)
    fetching_changed = Signal(str)

    def __init__(self, means: Means, kept: Keeping, formats: OwnFormats) -> None:
        self._means, self._kept, self._formats = means, kept, formats
        self._jobs, self._settings = means.jobs, means.settings
        self._download: Job | None = None
        self.last: Scope | None = None
        self.refused: tuple[Refused, ...] = ()

    # -- what there is to choose ---------------------------------------------------------------

    @property
    def choice(self) -> ExportChoice | None:
        """What was chosen last; None before the first export."""
        return self._settings.value.export

    @property
    def formats(self) -> Mapping[str, NamedFormat]:
        """All formats by name."""
        return self._formats.all

    def preparation(self, choice: ExportChoice) -> Preparation:
        """What is to be done to each face.

        Raises
        ------
        RecipeError
            It makes no sense.
        """
        return preparation_of(choice, self.formats)

    # -- exporting -----------------------------------------------------------------------------

    def run(self, scope: Scope, choice: ExportChoice) -> Job:
        """Export faces, as a job; what was chosen is remembered."""
        self._settings.change(export=choice)
        self.last = replace(scope, recipe=None) if scope.kind == "shown" else scope
        tally, folder = Tally(scope.count), Path(choice.folder)
        marks = self._means.marks()
        what = counted(scope.count, "face") if scope.count > 1 else "a face"

        def done(_: None) -> None:
            self._end(tally, told_done(tally, folder, self._means.note_of(marks)))

        def failed(error: Exception | None) -> None:
            if error is None:
                self._end(tally, told_stopped(tally, folder))
            else:
                self._end(tally, told_broken(error, tally, folder))

        def steps(stop: Stop) -> Steps[None]:
            preparation = self.preparation(choice)
            draw = Drawing(
                lambda recipe, in_float: self._means.draw(recipe, in_float, stop),
                Preparer(costs=self._means.costs), preparation, stop,
            )  # fmt: skip
            plan = plan_of(choice, preparation, marks)
            orders = self._orders(scope, tally, stop)
            return exported(orders, plan, draw, self._means.side(), tally)

        return self._jobs.run(
            f"Exporting {what}", steps, done, failed, lane=LANE, owed=f"the export of {what}"
        )

    def again(self, recipe: Recipe | None) -> Scope | None:
        """Which faces leave if the last export is repeated: of the face on show, the one that is
        there by now, whose recipe this is. None if there is none.
        """
        if self.last is None or self.last.kind == "shown":
            return None if recipe is None else shown(recipe)
        return self.last

    def _end(self, tally: Tally, message: Message) -> None:
        self.refused = tuple(tally.refused)
        self._means.tell(message)
        self.ended.emit(tally)

    # -- on the job's thread --------------------------------------------------------------------

    def _orders(self, scope: Scope, tally: Tally, stop: Stop) -> Iterator[Order | Refused]:
        """The faces, read one by one: a library has thousands."""
        if scope.recipe is not None:
            tally.begun = 1
            yield Order(1, face_name(scope.recipe), scope.recipe)
            return
        ids = scope.ids
        if scope.query is not None:
            query = scope.query
            ids = finish(
                self._jobs.answer(
                    lambda done, failed: self._kept.ask(
                        lambda reading, asked: tuple(map(int, reading.ids(query, asked))),
                        done,
                        failed,
                    ),
                    Progress(),
                ),
                stop,
            )
        tally.total = len(ids)
        for index, number in enumerate(ids, 1):
            tally.begun = index
            try:
                face = finish(self._read(number), stop)
            except FacelabError as error:
                yield Refused(f"Face {index}", error)
                continue
            name = face.name or face_name(face.recipe)
            cast = scope.cast or (face.casts[0] if face.casts else "")
            yield Order(index, name, face.recipe, cast, name)

    def _read(self, number: int) -> Steps[KeptFace]:
        return self._jobs.answer(
            lambda done, failed: self._kept.face(number, done, failed), Progress()
        )

    # -- networks ------------------------------------------------------------------------------

    def find_missing(
        self, preparation: Preparation, done: Callable[[tuple[CatalogueEntry, ...]], None]
    ) -> None:
        """Call `done` with the networks that are needed and not here."""
        self._means.find(preparation.missing, done)

    @property
    def fetching(self) -> bool:
        """Whether networks are being downloaded."""
        return self._download is not None

    def fetch(self, preparation: Preparation) -> None:
        """Download the networks that are needed; `fetching_changed` says how far it is."""
        if self._download is not None:
            return

        def steps() -> Steps[None]:
            for each in preparation.needs:
                yield from each.fetch()

        job = self._download = self._jobs.run(
            "Downloading networks for export",
            steps(),
            lambda _: self._on_fetched(None),
            self._on_fetched,
            lane=DOWNLOADS,
        )
        self.fetching_changed.emit("Starting")
        job.changed.connect(lambda: self._on_fetching(job))

    def _on_fetching(self, job: Job) -> None:
        if self._download is job and job.progress.text:
            self.fetching_changed.emit(job.progress.text)

    def _on_fetched(self, error: Exception | None) -> None:
        self._download = None
        self.fetching_changed.emit("")
        if error is not None:
            self._means.tell_error(error)
