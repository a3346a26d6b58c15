"""How the w of a network is spread, measured on 20,000 of them: its principal components, and the
ruler of all directions of which nothing else is known.

It takes a second or two, once for each network, and is kept beside the networks
(`facelab.checkpoints.statistics`). Until then a load knows it from a few samples only, and the
directions are not listed yet; for a face that uses one it is measured at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.statistics import LatentStatistics
from facelab.engine.directions.direction_set import Direction, DirectionSet
from facelab.engine.directions.found import (
    COUNT,
    PCA_GROUP,
    SEFA_GROUP,
    pca_directions,
    rescaled,
)
from facelab.engine.directions.spread import Spread, signed

Array = NDArray[np.float32]
# z [N, z_dim] and labels [N, classes], None if there are no classes, to w [N, w_dim]
MapLabelled = Callable[[NDArray[np.float64], Array | None], Array]

SAMPLES = 20_000
SEED = 124  # as `facelab.solve.latent_statistics` draws them
CHUNK = 500


@dataclass(frozen=True, eq=False)
class Draw:
    """Some z [N, z_dim], and their labels [N, classes]; each is of a class drawn at random."""

    z: NDArray[np.float64]
    label: Array | None


def draws(z_dim: int, classes: int, samples: int = SAMPLES) -> Iterator[Draw]:
    """The sample, in chunks; always the same."""
    random, choose = np.random.RandomState(SEED), np.random.RandomState(SEED)
    for start in range(0, samples, CHUNK):
        count = min(CHUNK, samples - start)
        label = None
        if classes:
            label = np.zeros((count, classes), np.float32)
            label[np.arange(count), choose.randint(classes, size=count)] = 1.0
        yield Draw(random.randn(count, z_dim), label)


class Sums:
    """Sums over w from which its statistics follow; about the average, so that nothing is lost to
    cancellation.

    Parameters
    ----------
    w_avg : float32 [w_dim]
    """

    def __init__(self, w_avg: Array) -> None:
        self._about = w_avg.astype(np.float64)
        self._first = np.zeros(len(w_avg))
        self._second = np.zeros((len(w_avg), len(w_avg)))
        self.count = 0

    def add(self, w: Array) -> None:
        """Some w, [N, w_dim]."""
        centred = w.astype(np.float64) - self._about
        self._first += centred.sum(axis=0)
        self._second += centred.T @ centred
        self.count += len(w)

    def statistics(self) -> LatentStatistics:
        """Mean, all principal components [w_dim, w_dim] and their sigma."""
        first = self._first / self.count
        variances, vectors = np.linalg.eigh(self._second / self.count - np.outer(first, first))
        return LatentStatistics(
            (self._about + first).astype(np.float32),
            signed(vectors.T[::-1]),
            np.sqrt(np.maximum(variances[::-1], 0.0)).astype(np.float32),
        )


def measure(
    map_z: MapLabelled, w_avg: Array, z_dim: int, classes: int, samples: int = SAMPLES
) -> LatentStatistics:
    """All at once."""
    sums = Sums(w_avg)
    for each in draws(z_dim, classes, samples):
        sums.add(map_z(each.z, each.label))
    return sums.statistics()


def found_exactly(
    directions: DirectionSet, statistics: LatentStatistics, num_ws: int
) -> tuple[tuple[Direction, ...], tuple[Direction, ...], Spread]:
    """Principal components, the factors of the style weights, and the spread that both are scaled
    by.

    Parameters
    ----------
    directions : DirectionSet
        It finds the factors already, on whatever scale.
    """
    spread = Spread.of_components(statistics.components, statistics.sigma)
    sefa = [directions.find(f"sefa-{k + 1}") for k in range(COUNT)]
    factors = tuple(rescaled(each, spread) for each in sefa if each is not None)
    pca = pca_directions(statistics.components[:COUNT], statistics.sigma[:COUNT], num_ws)
    return pca, factors, spread


def list_found(directions: DirectionSet, statistics: LatentStatistics, num_ws: int) -> Spread:
    """List principal components and factors, scaled to sigma, as `found_exactly` finds them.
    Returns the spread.
    """
    pca, factors, spread = found_exactly(directions, statistics, num_ws)
    directions.replace_group(PCA_GROUP, pca, before=SEFA_GROUP)
    directions.replace_group(SEFA_GROUP, factors, before="")
    return spread
