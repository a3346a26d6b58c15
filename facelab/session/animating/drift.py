"""How far the person is from the first key on the way: the one measure of identity, in the
background.

Faces along the way are drawn small and described while the hand rests; those that were
described before are known.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.catalogue import CatalogueEntry
from facelab.checkpoints.fetching.identity_nets import fetch_identity, missing_identity
from facelab.engine import Renderer
from facelab.errors import FacelabError
from facelab.labels.identity import Identity, drift
from facelab.progress import Stop
from facelab.recipe import Recipe
from facelab.recipe.timeline import Timeline
from facelab.session.animating.animating import Animating
from facelab.session.disk import Writer
from facelab.session.job import Job
from facelab.session.jobs import DOWNLOADS, Jobs
from facelab.session.loaded import LoadedNetwork
from facelab.session.rendering.engine_thread import EngineThread
from facelab.session.rendering.tasks import MORE, Rank, Step
from facelab.session.signals import Signal

SAMPLES = 33
KEPT = 4_000  # descriptions of 512 bytes
KEY = "drift"
Described = NDArray[np.float32]


@dataclass(eq=False)
class Describer:
    """The networks, which are read when they are first used, on the engine's thread."""

    identity: Identity | None = None

    def describe(self, pixels: NDArray[np.uint8]) -> Described:
        """What makes the person of a picture, float32 [128]; NaN where there is no face."""
        assert self.identity is not None
        row: Described = self.identity.describe(pixels[None])[0]
        return row


@dataclass(eq=False)
class DescribingTask:
    """A task of a face a step; `done` is told of each on the session's thread."""

    recipes: Sequence[Recipe]
    describer: Describer
    done: Callable[[Recipe, Described], None]
    failed: Callable[[Exception], None]
    key: str = KEY
    rank: Rank = Rank.BACKGROUND
    owed_by: str | None = None
    what: str = "how far the person changes"
    dropped: Callable[[], None] | None = None
    _next: int = field(default=0, init=False)

    def step(self, renderer: Renderer, stop: Stop) -> Step:
        """Read the networks, or draw and describe a face."""
        if self.describer.identity is None:
            self.describer.identity = Identity.open()
            return MORE
        recipe = self.recipes[self._next]
        frame = renderer.preview(recipe, smallest=True) or renderer.full(recipe, stop)
        row = self.describer.describe(frame.rgb())
        self._next += 1
        return Step(lambda: self.done(recipe, row), last=self._next == len(self.recipes))


class Drift:
    """Measures the timeline of a session while somebody looks.

    Parameters
    ----------
    animating : Animating
    loaded : LoadedNetwork
    engine : EngineThread
    jobs : Jobs
        Downloads the networks.
    writer : Writer
        Looks whether they are there.
    tell_error : callable
        Shows the user what went wrong.

    Attributes
    ----------
    curve : tuple of (float, float)
        Seconds from the beginning of the one way, and the drift there, see
        `facelab.labels.identity.drift`; what is known of it.

    Signals
    -------
    changed(): the curve is another, or whether there can be one.
    """

    changed = Signal()

    def __init__(
        self,
        animating: Animating,
        loaded: LoadedNetwork,
        engine: EngineThread,
        jobs: Jobs,
        writer: Writer,
        tell_error: Callable[[Exception, str], None],
    ) -> None:
        self._animating = animating
        self._loaded = loaded
        self._engine = engine
        self._jobs = jobs
        self._writer = writer
        self._missing: tuple[CatalogueEntry, ...] | None = None
        self._tell_error = tell_error
        self._describer = Describer()
        self._known: OrderedDict[Recipe, Described] = OrderedDict()
        self._samples: tuple[tuple[float, Recipe], ...] = ()
        self._first: Recipe | None = None
        self._looked_at = False
        self._broken = False  # the user was told
        self._download: Job | None = None
        self.curve: tuple[tuple[float, float], ...] = ()

    # -- the networks -------------------------------------------------------------------------

    @property
    def missing(self) -> tuple[CatalogueEntry, ...]:
        """What has to be downloaded before anything can be measured: ask the user first. Empty
        until somebody has looked.
        """
        return self._missing or ()

    def _look_for_networks(self) -> None:
        def found(missing: tuple[CatalogueEntry, ...]) -> None:
            self._missing = missing
            self.changed.emit()
            self.follow()

        # They are read whole, to be sure of them: not on the session's thread.
        self._writer.run(missing_identity, found)

    @property
    def is_fetching(self) -> bool:
        """Whether it is being downloaded."""
        return self._download is not None

    def fetch(self) -> None:
        """Download what is missing."""
        if not self.missing or self._download is not None:
            return

        def ended(error: Exception | None = None) -> None:
            self._download = None
            if error is not None:
                self._tell_error(error, "error")
            self.changed.emit()
            self._look_for_networks()

        title = f"Downloading {self.missing[0].title}"
        self._download = self._jobs.run(
            title, fetch_identity(), lambda _: ended(), ended, lane=DOWNLOADS
        )
        self.changed.emit()

    # -- measuring ----------------------------------------------------------------------------

    def look(self, looked_at: bool) -> None:
        """Say whether somebody looks: nothing is measured else."""
        self._looked_at = looked_at
        if looked_at and self._missing is None:
            self._look_for_networks()
        elif looked_at:
            self.follow()
        else:
            self._engine.cancel(KEY)

    def follow(self) -> None:
        """The timeline is another, or the network: measure what is not known."""
        timeline, model = self._animating.timeline, self._loaded.info
        if not self._looked_at or self._animating.in_gesture or self._broken:
            return
        self._engine.cancel(KEY)
        drawable = timeline is not None and model is not None
        if not drawable or timeline is None or len(timeline.keys) + len(timeline.tracks) < 2:
            self._samples, self._first = (), None
        else:
            assert model is not None
            self._samples = _samples(timeline)
            self._first = timeline.keys[0].face
            faces = (self._first, *(recipe for _, recipe in self._samples))
            if any(face.model.sha256 != model.sha256 for face in faces):
                self._samples, self._first = (), None
        self._show()
        unknown = [
            face
            for face in dict.fromkeys((self._first, *(recipe for _, recipe in self._samples)))
            if face is not None and face not in self._known
        ]
        if unknown and self._missing == ():
            self._engine.submit(
                DescribingTask(_coarse_first(unknown), self._describer, self._note, self._on_failed)
            )

    def _note(self, recipe: Recipe, row: Described) -> None:
        self._known[recipe] = row
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        self._show()

    def _on_failed(self, error: Exception) -> None:
        self._broken = True
        self._tell_error(error, "warning")

    def _show(self) -> None:
        first = None if self._first is None else self._known.get(self._first)
        curve = []
        for seconds, recipe in self._samples:
            row = self._known.get(recipe)
            if first is not None and row is not None:
                far = drift(first, row)
                if np.isfinite(far):
                    curve.append((seconds, far))
        if tuple(curve) != self.curve:
            self.curve = tuple(curve)
            self.changed.emit()


def _samples(timeline: Timeline) -> tuple[tuple[float, Recipe], ...]:
    """Faces along the way, at even times and where keys come."""
    whole = timeline.one_way
    times = {whole * k / (SAMPLES - 1) for k in range(SAMPLES)} | {*timeline.starts[:SAMPLES]}
    found = []
    for time in sorted(times):
        try:
            found.append((time, timeline.at(time)))
        except FacelabError:
            continue  # there is no face: whoever plays it is told
    return tuple(found)


def _coarse_first(faces: Sequence[Recipe]) -> list[Recipe]:
    """The first, then every eighth, then those between: the curve is there early."""
    order = [*faces[:1]]
    for step in (8, 4, 2, 1):
        order += [face for face in faces[::step] if face not in order]
    return order
