"""The network that draws candidates, and the small ones that measure what is seen in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from facelab.casting.faces import Seen
from facelab.casting.predict import Predictor
from facelab.casting.words import Units
from facelab.checkpoints.directions import directions_path, read_directions
from facelab.engine import ModelInfo, Renderer
from facelab.labels.identity import Identity, drift
from facelab.labels.measure import SIDE, measure
from facelab.labels.nets import LabelNets
from facelab.labels.of_faces import names_of, scale_for
from facelab.labels.survey import stack
from facelab.progress import Steps
from facelab.recipe import Noise, Recipe, Seed

Array = NDArray[np.float32]
Pixels = NDArray[np.uint8]
# z [N, z_dim] to w [N, w_dim] before truncation, and a recipe to a small picture [S, S, 3]: red,
# green, blue. In steps, for another thread may have the network.
Map = Callable[[NDArray[np.float64]], Steps[Array]]
Draw = Callable[[Recipe], Steps[Pixels]]
Drift = Callable[[Array, Array], float]  # difference of two persons by their identities [D]


class Eyes(Protocol):
    """What a search needs to know of faces.

    Attributes
    ----------
    predictor : Predictor
    units : Units
    """

    @property
    def predictor(self) -> Predictor: ...
    @property
    def units(self) -> Units: ...

    def w(self, seeds: Sequence[int]) -> Steps[Array]:
        """Their w [N, w_dim], before truncation."""

    def recipe(self, seed: int, psi: float) -> Recipe:
        """The face of a seed."""

    def see(self, recipe: Recipe) -> Steps[Seen]:
        """Draw a face and measure what is seen of it."""

    def identity(self, seen: Seen) -> Array:
        """Who it is, float32 [D]; not a number where no face is found."""

    def drift(self, one: Array, other: Array) -> float:
        """Difference of two persons by their identity: 0 is the same, 1 two strangers."""


class NetworkEyes:
    """Those of a network.

    Parameters
    ----------
    model : ModelInfo
    map, draw : callable
        By the network, wherever it is.
    w_avg : float32 [w_dim]
    files : mapping
        The labelling networks by role.
    identity : Identity
        The measure of persons.
    threads : int

    Raises
    ------
    ModelError
        No labels were learned of this network's faces.
    """

    def __init__(
        self,
        model: ModelInfo,
        map: Map,
        draw: Draw,
        w_avg: Array,
        files: Mapping[str, bytes],
        identity: Identity,
        threads: int,
    ) -> None:
        self._model, self._map, self._draw = model, map, draw
        self._identity = identity
        self._scale = scale_for(model)
        self._named = names_of(self._scale)
        self.units = Units.of(self._scale)
        file = read_directions(directions_path(model.name), model.sha256)
        self.predictor = Predictor(file, self.units, w_avg)
        self._nets = LabelNets(files, threads)

    def w(self, seeds: Sequence[int]) -> Steps[Array]:
        """As `Eyes.w`; z as everywhere in the field."""
        random, z = np.random.RandomState(), np.empty((len(seeds), self._model.z_dim))
        for k, seed in enumerate(seeds):
            random.seed(seed)  # the same numbers as a new one, ten times as fast
            z[k] = random.randn(self._model.z_dim)
        return (yield from self._map(z))

    def recipe(self, seed: int, psi: float) -> Recipe:
        """As `Eyes.recipe`."""
        recipe = Recipe(self._model.ref, Seed(seed), finish="clean").with_truncation(psi=psi)
        return self._model.sealed(recipe)

    def see(self, recipe: Recipe) -> Steps[Seen]:
        """As `Eyes.see`, measured as `facelab.labels.of_faces` does."""
        picture = yield from self._draw(recipe)
        image = Image.fromarray(picture)
        if image.width != SIDE:
            image = image.resize((SIDE, SIDE), Image.Resampling.BOX)
        labels = self._scale.label(stack([measure(self._nets, np.asarray(image))]))[0]
        values = self.units.from_sigma(labels)
        sigma = {name: float(labels[self.units.number(name)]) for name in self._named}
        return Seen(
            picture,
            sigma,
            {name: float(values[self.units.number(name)]) for name in self._named},
        )

    def identity(self, seen: Seen) -> Array:
        """As `Eyes.identity`."""
        found: Array = self._identity.describe(seen.picture[None])[0]
        return found

    def drift(self, one: Array, other: Array) -> float:
        """As `Eyes.drift`."""
        return drift(one, other)


def eyes_of(
    renderer: Renderer, files: Mapping[str, bytes], identity: Identity, threads: int
) -> NetworkEyes:
    """Those of a network that is at hand, on the thread that calls."""
    model = renderer.info

    def map(z: NDArray[np.float64]) -> Steps[Array]:
        yield from ()
        return renderer.map(z)

    def draw(recipe: Recipe) -> Steps[Pixels]:
        """As labels were learned: the smallest picture, with the network's own noise."""
        yield from ()
        ws = renderer.compose(recipe)
        pixels = renderer.draw(ws[None], Noise(), min(renderer.sizes))[0]
        return np.ascontiguousarray(pixels[:, :, 2::-1])

    average = renderer.compose(Recipe(model.ref, Seed(0)).with_truncation(psi=0.0))[0]
    return NetworkEyes(model, map, draw, average, files, identity, threads)
