"""Edits in closed form: the step that moves one label, holds others, and disturbs the least.

With G the gradients of labels and M a metric, d = M^-1 G (G' M^-1 G + eps I)^-1 e_j is the step
with the smallest d' M d under the constraints G' d = e_j. With M the identity in whitened w it is
the least unlikely one (the smallest Mahalanobis length). Here M adds to that what labels do
beyond their mean gradients: H = E[sum over labels of J J'], J a label's gradient at one face, is
the metric that labels pull back to w, and d' H d is by how much a step changes labels, squared.
High in the spectrum of w, where a sigma is a long way, every face answers differently; edits that
avoid it are several times cleaner, for a step that is a little less likely.

A band of layers has a block of its own in M, so that the same sums serve any range of layers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facelab.solve.direction_fit import Whitening
from facelab.solve.label_gradients import LabelGradients

Array = NDArray[np.float64]

# Of the identity in M, in mean eigenvalues of H. Which suits a direction is found by measuring:
# the first for most; the other keeps closer to faces, and a head turns better with it.
UNLIKELIHOODS = (1.0, 64.0)


def disturbance_metrics(
    samples: LabelGradients, whitening: Whitening, unlikelihoods: Sequence[float] = UNLIKELIHOODS
) -> list[Array]:
    """M for each share of the identity in it, in whitened w.

    Returns
    -------
    list of [B, w_dim, w_dim]
        One block for each band of layers.
    """
    u = samples.gradients @ whitening.root
    blocks = np.einsum("sbd,sbe->bde", u, u, optimize=True) / len(u)
    mean = np.trace(blocks, axis1=1, axis2=2).mean() / blocks.shape[1]
    return [blocks + each * mean * np.eye(blocks.shape[1]) for each in unlikelihoods]


@dataclass(frozen=True, eq=False)
class EditModel:
    """What edits are solved with, in whitened w; D = bands x w_dim, the bands one by one.

    Attributes
    ----------
    gradients : [D, K]
    metric : [B, w_dim, w_dim]
    carried : [D, K]
        M^-1 G: the way that each label is moved with the least disturbance.
    """

    gradients: Array
    metric: Array
    carried: Array

    @classmethod
    def of(cls, gradients: Array, metric: Array) -> EditModel:
        """With the gradients [D, K] and the metric."""
        by_band = gradients.reshape(*metric.shape[:2], -1)
        carried: Array = np.linalg.solve(metric, by_band).astype(np.float64)
        return cls(gradients, metric, carried.reshape(gradients.shape))

    @property
    def bands(self) -> int:
        """How many bands of layers there are."""
        return len(self.metric)

    def rows(self, span: tuple[int, int]) -> slice:
        """Where a range of bands, first to last, is in a step [D]."""
        width = self.metric.shape[1]
        return slice(span[0] * width, (span[1] + 1) * width)

    def cost(self, step: Array) -> float:
        """The length of a step [D] in the metric."""
        by_band = step.reshape(self.bands, -1)
        return float(np.sqrt(np.einsum("bd,bde,be->", by_band, self.metric, by_band)))

    def locked_step(
        self, target: int, locked: Sequence[int], eps: float, span: tuple[int, int] | None = None
    ) -> Array:
        """The step that moves one label by one sigma, holds others and costs the least.

        Parameters
        ----------
        target : int
            The label to move.
        locked : sequence of int
            The labels to hold.
        eps : float
            How softly, as a share of the mean of what labels can be moved: 0 holds them exactly.
        span : (int, int), optional
            First and last band of layers that may move; all by default.

        Returns
        -------
        [D]
            The step; the target's predictor moves by exactly 1.
        """
        chosen = [target, *(k for k in locked if k != target)]
        rows = self.rows((0, self.bands - 1) if span is None else span)
        ways, gradients = self.carried[rows][:, chosen], self.gradients[rows][:, chosen]
        gram = gradients.T @ ways
        softness = eps * np.diag(gram).mean() * np.eye(len(chosen))
        softness[0, 0] = 0.0
        wish = np.zeros(len(chosen))
        wish[0] = 1.0
        step = np.zeros(len(self.gradients))
        step[rows] = ways @ np.linalg.lstsq(gram + softness, wish, rcond=None)[0]
        reach = float(step[rows] @ gradients[:, 0])
        return step / reach if abs(reach) > 1e-9 else step
