"""Labels of a w without a picture: thousands a second, each with how wrong it may be.

The predictors are those that the named directions were solved with, linear in whitened w
(`facelab.checkpoints.directions`, `facelab.solve.edit_model`). They are right on average only, so
a prediction is never taken for what is seen: it says how likely a face is to fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facelab.casting.wishes import Range, Wish
from facelab.casting.words import Units
from facelab.checkpoints.directions import DirectionsFile
from facelab.labels.named import PERSON

Array = NDArray[np.float32]
Chances = NDArray[np.float64]

_UNKNOWN = 0.7  # correlation of predictions where nobody has measured it
_LEAST = 1e-12
# What one sees of a person beside the shape of the face.
_SEEN = (*PERSON, "hair-light", "hair-warm", "hair-volume", "hair-long", "fringe", "skin-light",
         "beard", "eye-edges")  # fmt: skip


@dataclass(frozen=True, eq=False)
class Predicted:
    """What is known of N faces before they are drawn.

    Attributes
    ----------
    labels : [N, K]
        In the units of `facelab.casting.words`.
    whitened : float32 [N, w_dim]
        w after truncation, whitened: 1 is the spread of w at psi 1, in every direction.
    person : float32 [N, F]
        What of that is seen of the person.
    """

    labels: Chances
    whitened: Array
    person: Array


class Predictor:
    """Predicts faces of one network.

    Parameters
    ----------
    file : DirectionsFile
    units : Units
        Of its labels.
    w_avg : float32 [w_dim]
    """

    def __init__(self, file: DirectionsFile, units: Units, w_avg: Array) -> None:
        self._units = units
        self._w_avg = w_avg
        self._whitener = file.whitener
        # A face of one w has the same whitened w in every band of layers.
        self._gradients = file.gradients.sum(axis=1)  # [K, w_dim]
        known = {each.label: each.held_out for each in file.metadata.directions}
        right = np.array([known.get(name, _UNKNOWN) for name in units.names])
        self._off = units.one * np.sqrt(np.clip(1 - right**2, 0.02, 1.0))  # [K]
        seen = [k for k, name in enumerate(units.names) if name in _SEEN]
        basis = np.linalg.qr(self._gradients[seen].T.astype(np.float64))[0]
        self._person: Array = basis.astype(np.float32)

    def predict(self, w: Array, psi: float) -> Predicted:
        """Predict faces of w [N, w_dim], before truncation."""
        whitened: Array = ((w - self._w_avg) @ self._whitener * psi).astype(np.float32)
        labels = (whitened @ self._gradients.T).astype(np.float64)
        person: Array = whitened @ self._person
        return Predicted(self._units.from_sigma(labels), whitened, person)

    def chances(self, predicted: Predicted, wish: Wish) -> Chances:
        """How likely each face is to meet a wish, [N]."""
        found = np.ones(len(predicted.labels))
        for each in wish.ranges:
            found *= self._within(predicted.labels[:, self._units.number(each.label)], each)
        return found

    def all_chances(self, predicted: Predicted, wishes: Sequence[Wish]) -> Chances:
        """How likely each face is to meet them all, [N]."""
        found = np.ones(len(predicted.labels))
        for each in wishes:
            found *= self.chances(predicted, each)
        return found

    def _within(self, values: Chances, wanted: Range) -> Chances:
        off = self._off[self._units.number(wanted.label)]
        found = np.ones(len(values))
        if wanted.high is not None:
            found = _below((wanted.high - values) / off)
        if wanted.low is not None:
            found = found - _below((wanted.low - values) / off)
        # however far outside a face is, one that is closer is more likely
        least = _LEAST * np.exp(-self._beyond(values, wanted) / off)
        chances: Chances = np.maximum(found, least)
        return chances

    @staticmethod
    def _beyond(values: Chances, wanted: Range) -> Chances:
        low = -np.inf if wanted.low is None else wanted.low
        high = np.inf if wanted.high is None else wanted.high
        beyond: Chances = np.maximum(np.maximum(low - values, values - high), 0.0)
        return beyond


def _below(x: Chances) -> Chances:
    """The normal distribution's share below x, to 1e-3: tanh in place of the error function."""
    found: Chances = 0.5 * (1 + np.tanh(0.7988 * x * (1 + 0.04417 * x * x)))
    return found
