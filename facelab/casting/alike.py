"""Who is like whom in a cast: no two the same, and all of them spread over what there is.

A cast is spread by best candidates: of some drawn at random the one is taken that is farthest from
all that are there (Mitchell, "Spectrally optimal sampling for distribution ray tracing", 1991).
That covers the range evenly without running to its edge, as farthest points of all would, where
faces break. Distances for it are taken in those directions of whitened w that a person's labels
follow, for in all of w's dimensions any two faces are nearly equally far apart.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from facelab.casting.eyes import Drift
from facelab.casting.pool import Candidate

Array = NDArray[np.float32]

BEST_OF = 8


class Chosen:
    """Where the faces are that were chosen already.

    Parameters
    ----------
    psi : float
        Of all of them: faces are closer together where it is small.
    seed : int
    even : bool
        Whether they are to be spread.
    """

    def __init__(self, psi: float, seed: int, even: bool) -> None:
        # Of two faces drawn at random the whitened w differ by this, root mean square.
        self._strangers = max(math.sqrt(2) * abs(psi), 1e-6)
        self._random = np.random.RandomState((seed, 1))
        self._even = even
        self._whitened: list[Array] = []
        self._persons: list[Array] = []

    def add(self, face: Candidate) -> None:
        """Note that a face is part of the cast."""
        self._whitened.append(face.whitened)
        self._persons.append(face.person)

    def next(self, candidates: list[Candidate]) -> Candidate:
        """Take the best of the candidates out of them."""
        if not self._even:
            return candidates.pop(0)
        some = self._random.permutation(len(candidates))[:BEST_OF]
        if not self._persons:
            return candidates.pop(int(some[0]))
        there = np.stack(self._persons)
        apart = [float(_squares(there - candidates[k].person).min()) for k in some]
        return candidates.pop(int(some[int(np.argmax(apart))]))

    def apart(self, face: Candidate) -> float:
        """Distance in w from the nearest, 1 as between strangers; infinite where nobody is."""
        if not self._whitened:
            return math.inf
        nearest = _squares(np.stack(self._whitened) - face.whitened).min()
        return math.sqrt(nearest / face.whitened.size) / self._strangers


def likest(identities: Sequence[Array], identity: Array, drift: Drift) -> float:
    """Difference as a person from the likest of some; infinite where nobody is, and not a number
    where no face is.
    """
    if not np.isfinite(identity).all():
        return math.nan
    return min((drift(each, identity) for each in identities), default=math.inf)


def _squares(rows: Array) -> NDArray[np.float64]:
    found: NDArray[np.float64] = np.square(rows, dtype=np.float64).sum(axis=-1)
    return found
