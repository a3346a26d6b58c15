"""Finds a cast beside the window, and shows its faces as they are found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing

import numpy as np
from numpy.typing import NDArray

from facelab.casting.eyes import Map, NetworkEyes
from facelab.casting.faces import Found, FoundFace, Outcome
from facelab.casting.search import casting
from facelab.casting.wishes import Wishes
from facelab.checkpoints.catalogue import CatalogueEntry
from facelab.checkpoints.fetching.identity_nets import fetch_identity, missing_identity
from facelab.checkpoints.fetching.label_nets import LABEL_NETS
from facelab.engine import Frame, ModelInfo
from facelab.engine.directions.measured import Draw
from facelab.errors import ModelError, Stopped
from facelab.labels.identity import Identity
from facelab.processors import processors
from facelab.progress import Progress, Steps
from facelab.recipe import Recipe
from facelab.session.disk import Writer
from facelab.session.dispatch import Dispatch
from facelab.session.exploring.browse import Browse
from facelab.session.exploring.cast_pages import CastPages, FoundBefore, HasRecipe
from facelab.session.exploring.saved_cast import Held, SavedCast
from facelab.session.job import Job
from facelab.session.jobs import Jobs
from facelab.session.kept.kept_faces import Keeping
from facelab.session.loaded import LoadedNetwork
from facelab.session.messages import Message
from facelab.session.rendering.engine_thread import EngineThread
from facelab.session.rendering.mapping import Mapping
from facelab.session.rendering.side_picture import SidePicture
from facelab.session.rendering.tasks import Rank
from facelab.session.signals import Signal

LANE = "casting"
AT_ONCE = 125  # w mapped in one step of the engine's thread: hundredths of a second
_KEY = "casting"
_WAITING = Progress(text="")


class CastFinder:
    """A job beside the window; what is drawn and mapped, the engine's thread does in between.

    Parameters
    ----------
    loaded : LoadedNetwork
    engine : EngineThread
    jobs : Jobs
    dispatch : callable
        Runs a function later on the session's thread.
    browse : Browse
        Where found faces are shown.
    kept : Keeping
    writer : Writer
        Looks which networks are there.
    saved : SavedCast
        What was found and is not kept, for the next start.
    tell : callable
        Shows the user a message.
    tell_error : callable

    Attributes
    ----------
    faces : list of FoundFace
        Of the last search; after a start, of the one before it, of which only recipes are known.
    is_of_before : bool
        Whether they were found before this start.
    wanted : int
        How many were to be found; 0 before the first search.
    outcome : Outcome or None
        What came of it, once it is over; None also where it was stopped, as by another network.

    Signals
    -------
    changed(): faces were found, or the search has begun or ended, or is farther.
    """

    changed = Signal()

    def __init__(
        self,
        loaded: LoadedNetwork,
        engine: EngineThread,
        jobs: Jobs,
        dispatch: Dispatch,
        browse: Browse,
        kept: Keeping,
        writer: Writer,
        saved: SavedCast,
        tell: Callable[[Message], None],
        tell_error: Callable[[Exception], None],
    ) -> None:
        self._loaded, self._engine, self._jobs = loaded, engine, jobs
        self._dispatch, self._browse, self._kept = dispatch, browse, kept
        self._writer, self._saved = writer, saved
        self._tell, self._tell_error = tell, tell_error
        self._job: Job | None = None
        self._frames: dict[Recipe, Frame] = {}  # of found faces
        self._drawn: Frame | None = None
        self._pages: CastPages | None = None
        self._on_disk = Held()
        self._is_saved = self._is_given_up = False
        self._name = ""
        self.faces: list[HasRecipe] = []
        self.is_of_before = False
        self.wanted = 0
        self.outcome: Outcome | None = None
        self._kept_count = 0  # of the faces: those that were kept in a cast
        self._in_library: frozenset[Recipe] = frozenset()  # of the others, kept one by one

    @property
    def name(self) -> str:
        """What the user calls the cast; empty if they have not said."""
        return self._name

    @name.setter
    def name(self, name: str) -> None:
        self._name = name
        if self.unkept:
            self._save()

    @property
    def unkept(self) -> int:
        """How many were found and are not kept."""
        others = self.faces[self._kept_count :]
        if not self._in_library:
            return len(others)
        return sum(each.recipe not in self._in_library for each in others)

    @property
    def progress(self) -> Progress | None:
        """How far the search is; None if there is none."""
        return None if self._job is None else self._job.progress

    def look_for_missing(self, done: Callable[[tuple[CatalogueEntry, ...]], None]) -> None:
        """Call `done` with the networks that a search would download: the user agrees first."""

        def missing() -> tuple[CatalogueEntry, ...]:
            found = (*LABEL_NETS.missing(), *missing_identity())
            return tuple({entry.name: entry for entry in found}.values())

        # They are read whole, to be sure of them: not on the session's thread. What nobody can
        # read, the search tells.
        self._writer.run(missing, done, lambda _: done(()))

    def find(self, wishes: Wishes) -> None:
        """Begin a search; one that goes on ends."""
        self.stop()
        model = self._loaded.info
        if model is None:
            return
        faces: list[HasRecipe] = []
        self.faces, self.wanted, self.outcome = faces, wishes.count, None
        self._frames, self._kept_count, self._in_library = {}, 0, frozenset()
        self.is_of_before = self._is_given_up = False
        self._save()

        def done(outcome: Outcome) -> None:
            if self._job is job:
                self._job, self.outcome = None, outcome
                self.changed.emit()

        def failed(error: Exception | None) -> None:
            if self._job is job:
                self._job = None
                if error is not None:
                    self._tell_error(error)
                self.changed.emit()

        title = f"Finding a cast of {wishes.count}"
        job = self._job = self._jobs.run(
            title, self._steps(wishes, model, faces), done, failed, lane=LANE
        )
        job.changed.connect(self.changed.emit)
        self._pages = CastPages(faces, wishes.count)
        self.show()
        self.changed.emit()

    def show(self) -> None:
        """Show the faces that were found, in the place of others."""
        if self._pages is not None:
            self._browse.show_cast(self._pages)

    def stop(self) -> None:
        """End the search; what was found stays."""
        if self._job is not None:
            job, self._job = self._job, None
            job.cancel()
            self.changed.emit()

    def keep(self, name: str) -> None:
        """Keep all that was found in a cast of the library; one of this name gets them, too."""
        if self.faces:
            recipes = [each.recipe for each in self.faces]
            self._kept.add_all([(each, "") for each in recipes], self._frames, name)
            self._kept_count = len(recipes)

    def look_at_library(self) -> None:
        """They may have been kept, all of them or one by one."""
        faces, asked = self.faces, tuple(each.recipe for each in self.faces)
        if asked and (self._kept_count < len(asked) or self._on_disk.faces):
            self._ask_library(asked, lambda there: self._note_kept(faces, asked, there))

    def _note_kept(
        self, faces: Sequence[HasRecipe], asked: Sequence[Recipe], there: frozenset[Recipe]
    ) -> None:
        if faces is not self.faces:
            return
        self._in_library = there
        # What is on its way to the library stays on the disk here until it has arrived.
        if self._kept_count < len(faces) or there.issuperset(asked):
            self._save()

    def _ask_library(
        self, asked: Sequence[Recipe], done: Callable[[frozenset[Recipe]], None]
    ) -> None:
        def answered(numbers: list[int | None]) -> None:
            there = zip(asked, numbers, strict=True)
            done(frozenset(each for each, number in there if number is not None))

        self._kept.ask(
            lambda reading, _: [reading.find(each) for each in asked],
            answered,
            lambda _: done(frozenset()),  # who lists kept faces tells of what cannot be read
        )

    # -- from one start to the next -----------------------------------------------------------

    def load(self) -> None:
        """Bring back what was found and not kept when facelab ended without asking."""
        held = self._saved.load()
        if held is None or not held.faces:
            return
        self._on_disk, self._is_saved = held, True
        faces: list[HasRecipe] = [FoundBefore(each) for each in held.faces]
        self.faces, self.wanted, self._name = faces, held.wanted, held.name
        self.is_of_before = True
        self._pages = CastPages(faces, held.wanted)
        self.changed.emit()
        self._ask_library(held.faces, lambda there: self._tell_back(faces, held.faces, there))

    def _tell_back(
        self, faces: Sequence[HasRecipe], asked: Sequence[Recipe], there: frozenset[Recipe]
    ) -> None:
        self._note_kept(faces, asked, there)
        if faces is not self.faces:
            return
        count = self.unkept
        if not count:  # it ended before it had heard from the library
            self.faces, self.wanted, self._pages = [], 0, None
            self._name, self.is_of_before = "", False
            self.changed.emit()
            return
        what = f"{'1 face' if count == 1 else f'{count:,} faces'} found for a cast"
        self._tell(
            Message(
                "warning",  # it waits until it is read
                f"{what} {'is' if count == 1 else 'are'} back.",
                f"{'It' if count == 1 else 'They'} had not been kept when facelab closed.",
                "You can keep the cast in Explore.",
            )
        )

    def give_up(self, so: bool = True) -> None:
        """What was found and is not kept need not come back at the next start."""
        self._is_given_up = so

    def save_last(self) -> None:
        """Write at the end what is to come back."""
        if self._is_saved:
            self._saved.save_last(Held() if self._is_given_up else self._on_disk)

    def _save(self) -> None:
        """Write what is to come back, each time that it is something else."""
        faces = tuple(each.recipe for each in self.faces) if self.unkept else ()
        held = Held(faces, self.wanted, self._name) if faces else Held()
        if held != self._on_disk:
            self._on_disk, self._is_saved = held, True
            self._saved.save(held)

    # -- on the job's thread ------------------------------------------------------------------

    def _steps(self, wishes: Wishes, model: ModelInfo, faces: list[HasRecipe]) -> Steps[Outcome]:
        try:
            eyes = yield from self._eyes(model)
            search = casting(wishes, eyes)
            last = _WAITING
            with closing(search):
                while True:
                    try:
                        now = next(search)
                    except StopIteration as end:
                        outcome: Outcome = end.value
                        return outcome
                    if isinstance(now, Found) and now.face is not None:
                        self._tell_found(now.face, faces)
                    if now is not _WAITING:  # for the engine's thread: it is as far as before
                        last = now
                    yield last
        finally:
            self._engine.cancel(_KEY)

    def _tell_found(self, face: FoundFace, faces: list[HasRecipe]) -> None:
        frame = self._drawn  # the last one is its picture
        assert frame is not None
        assert frame.recipe == face.recipe

        def tell() -> None:
            faces.append(face)
            if faces is self.faces:
                self._frames[face.recipe] = self._browse.offer(frame)
                self._browse.look_again()
                self._save()
                self.changed.emit()

        self._dispatch(tell)

    def _eyes(self, model: ModelInfo) -> Steps[NetworkEyes]:
        if model.w_avg is None:
            raise ModelError("Faces of this network cannot be predicted.")
        labels = yield from LABEL_NETS.fetch()
        identity = Identity((yield from fetch_identity()), processors())
        return NetworkEyes(
            model, self._map_of(model), self._draw, model.w_avg, labels, identity, processors()
        )

    def _map_of(self, model: ModelInfo) -> Map:
        def map(z: NDArray[np.float64]) -> Steps[NDArray[np.float32]]:
            found = []
            for some in _parts(z):

                def ask(
                    done: Callable[[NDArray[np.float32]], None],
                    failed: Callable[[Exception], None],
                    some: NDArray[np.float64] = some,
                ) -> None:
                    draw = Draw(some, None)
                    self._engine.submit(
                        Mapping(_KEY, model.sha256, draw, done, failed, Rank.AWAITED)
                    )

                w: NDArray[np.float32] = yield from self._jobs.answer(ask, _WAITING)
                found.append(w)
            return np.concatenate(found)

        return map

    def _draw(self, recipe: Recipe) -> Steps[NDArray[np.uint8]]:
        def ask(done: Callable[[Frame], None], failed: Callable[[Exception], None]) -> None:
            self._engine.submit(
                SidePicture(
                    _KEY, recipe, "preview", done, failed, dropped=lambda: failed(Stopped())
                )
            )

        frame: Frame = yield from self._jobs.answer(ask, _WAITING)
        self._drawn = frame
        return frame.rgb()


def _parts(z: NDArray[np.float64]) -> Iterator[NDArray[np.float64]]:
    for start in range(0, len(z), AT_ONCE):
        yield z[start : start + AT_ONCE]
