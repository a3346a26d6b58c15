"""Predictors of labels from w, and the edits that move one label and hold others still.

With S the covariance of w and g_k the gradient of label k's predictor, the least unlikely step
(the smallest Mahalanobis length) that moves label j by one sigma and holds the labels in K still
is d = S G (G' S G + eps I)^-1 e_j: the minimum of d' S^-1 d under the constraints G' d = e_j.
Everything is done for whitened w, u = S^(-1/2) (w - mean), where this is least squares.

Each band of layers has a w of its own here, so that an edit finds the layers that carry it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

RIDGES = (30.0, 100.0, 300.0, 1000.0, 3000.0)
HELD_OUT = 10  # every so many faces judge the predictors


@dataclass(frozen=True, eq=False)
class Whitening:
    """Between w and u, whose covariance is the identity.

    Attributes
    ----------
    mean : [w_dim]
    root, inverse : [w_dim, w_dim]
        Square root of w's covariance, and its inverse; symmetric.
    """

    mean: Array
    root: Array
    inverse: Array

    @classmethod
    def of(cls, w: Array) -> Whitening:
        """From samples of w [N, w_dim]; directions in which w hardly varies count as such."""
        mean = w.mean(axis=0)
        variances, vectors = np.linalg.eigh(np.cov(w - mean, rowvar=False))
        sigma = np.sqrt(np.maximum(variances, 1e-4 * variances.max()))
        return cls(mean, (vectors * sigma) @ vectors.T, (vectors / sigma) @ vectors.T)


@dataclass(frozen=True, eq=False)
class Moments:
    """Sums over faces from which predictors are solved.

    Attributes
    ----------
    squares : [D, D]
        Sum of u u' over the faces to learn from, D = bands x w_dim.
    products : [D, K]
        Sum of u label'.
    count : int
    """

    squares: Array
    products: Array
    count: int

    def with_slopes(self, steps: Array, slopes: Array, weight: float) -> Moments:
        """These and measured slopes: label k changes by `slopes[j, k]` along `steps[j]` in u.

        Parameters
        ----------
        steps : [J, D]
        slopes : [J, K]
        weight : float
            How many faces such a measurement counts for.
        """
        length = np.maximum(np.linalg.norm(steps, axis=1, keepdims=True), 1e-9)
        unit, rate = steps / length, slopes / length
        return Moments(
            self.squares + weight * unit.T @ unit,
            self.products + weight * unit.T @ rate,
            self.count,
        )

    def solve(self, ridge: float) -> Array:
        """Gradients of the predictors in u, [D, K]."""
        penalised = self.squares + ridge * np.eye(len(self.squares))
        gradients: Array = np.linalg.solve(penalised, self.products).astype(np.float64)
        return gradients


@dataclass(frozen=True, eq=False)
class Predictors:
    """Linear predictors of labels.

    Attributes
    ----------
    gradients : [D, K]
        In u: bands x w_dim.
    held_out : [K]
        Correlation of prediction and label on faces not used.
    ridges : [K]
    """

    gradients: Array
    held_out: Array
    ridges: Array


def fit_predictors(u: Array, labels: Array) -> tuple[Moments, Predictors]:
    """Ridge regression for each label, the ridge chosen on faces held out.

    Parameters
    ----------
    u : [N, D]
        Whitened w of all bands.
    labels : [N, K]
        In sigma, mean about 0.
    """
    judge = np.arange(len(u)) % HELD_OUT == 0
    known, truth = u[judge], labels[judge] - labels[judge].mean(axis=0)
    learn, goals = u[~judge], labels[~judge] - labels[~judge].mean(axis=0)
    moments = Moments(learn.T @ learn, learn.T @ goals, len(learn))
    found, scores = [], []
    for ridge in RIDGES:
        gradients = moments.solve(ridge)
        guess = known @ gradients
        top = (guess * truth).sum(axis=0)
        scores.append(top / np.sqrt((guess**2).sum(axis=0) * (truth**2).sum(axis=0) + 1e-12))
        found.append(gradients)
    best = np.argmax(scores, axis=0)
    columns = np.arange(labels.shape[1])
    return moments, Predictors(
        np.stack(found)[best, :, columns].T,
        np.stack(scores)[best, columns],
        np.array(RIDGES)[best],
    )


def locked_step(
    gradients: Array, target: int, locked: Sequence[int], eps: float, rows: Array | None = None
) -> Array:
    """The shortest step in u that moves one label by one sigma and holds others still.

    Parameters
    ----------
    gradients : [D, K]
    target : int
        The label to move.
    locked : sequence of int
        The labels to hold.
    eps : float
        How softly, as a share of a gradient's mean square: 0 holds them exactly.
    rows : bool [D], optional
        What may move; all by default.

    Returns
    -------
    [D]
        The step; the target's predictor moves by exactly 1.
    """
    chosen = [target, *(k for k in locked if k != target)]
    G = gradients[:, chosen] if rows is None else gradients[:, chosen] * rows[:, None]
    gram = G.T @ G
    softness = eps * np.diag(gram).mean() * np.eye(len(chosen))
    softness[0, 0] = 0.0
    wish = np.zeros(len(chosen))
    wish[0] = 1.0
    step: Array = G @ np.linalg.lstsq(gram + softness, wish, rcond=None)[0]
    reach = float(step @ G[:, 0])
    return step / reach if abs(reach) > 1e-9 else step
