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
from facelab.engine import Renderer
from facelab.errors import FacelabError
from facelab.labels.identity import Identity, drift
from facelab.progress import Stop
from facelab.recipe import Recipe
from facelab.recipe.timeline import Timeline
from facelab.session.animating.animating import Animating
from facelab.session.identity_networks import Describer, IdentityNetworks
from facelab.session.loaded import LoadedNetwork
from facelab.session.rendering.engine_thread import EngineThread
from facelab.session.rendering.tasks import MORE, Rank, Step
from facelab.session.signals import Signal

SAMPLES = 33
KEPT = 4_000  # descriptions of 512 bytes
KEY = "drift"
Described = NDArray[np.float32]


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
    networks : IdentityNetworks
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
        networks: IdentityNetworks,
        tell_error: Callable[[Exception, str], None],
    ) -> None:
        self._animating = animating
        self._loaded = loaded
        self._engine = engine
        self._networks = networks
        self._tell_error = tell_error
        self._known: OrderedDict[Recipe, Described] = OrderedDict()
        self._samples: tuple[tuple[float, Recipe], ...] = ()
        self._first: Recipe | None = None
        self._looked_at = False
        self._broken = False  # the user was told
        self.curve: tuple[tuple[float, float], ...] = ()
        networks.changed.connect(self._on_networks)

    # -- the networks -------------------------------------------------------------------------

    @property
    def missing(self) -> tuple[CatalogueEntry, ...]:
        """As `IdentityNetworks.missing`."""
        return self._networks.missing

    @property
    def is_fetching(self) -> bool:
        """Whether it is being downloaded."""
        return self._networks.is_fetching

    def fetch(self) -> None:
        """Download what is missing."""
        self._networks.fetch()

    def _on_networks(self) -> None:
        self.changed.emit()
        self.follow()

    # -- measuring ----------------------------------------------------------------------------

    def look(self, looked_at: bool) -> None:
        """Say whether somebody looks: nothing is measured else."""
        self._looked_at = looked_at
        if looked_at:
            self._networks.look()
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
        if unknown and self._networks.there:
            describer = self._networks.describer
            self._engine.submit(
                DescribingTask(_coarse_first(unknown), describer, self._note, self._on_failed)
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
