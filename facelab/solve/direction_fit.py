"""Linear predictors of labels from w: ridge regression on faces, and what else is known of them.

Everything is done for whitened w, u = S^(-1/2) (w - mean), S the covariance of w. Each band of
layers has a w of its own here, so that an edit finds the layers that carry it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

RIDGES = (300.0, 1000.0, 3000.0, 10_000.0)
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

    @property
    def penalty(self) -> Array:
        """What a gradient in u is penalised by, [w_dim, w_dim]: its length in w, squared.

        Labels follow w, and know nothing of how far it usually goes: a gradient has no reason to
        be large in u where w hardly varies.
        """
        usual = np.trace(self.root) / len(self.root)
        penalty: Array = usual**2 * self.inverse @ self.inverse
        return penalty

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
    penalty : [w_dim, w_dim]
        Of gradients in each band, see `Whitening.penalty`.
    """

    squares: Array
    products: Array
    penalty: Array

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
            self.penalty,
        )

    def with_gradients(self, mean: Array, certainty: Array, weight: float) -> Moments:
        """These and mean gradients that were taken at faces.

        Parameters
        ----------
        mean : [D, K]
            In u.
        certainty : [B, w_dim, w_dim]
            The inverse of the metric M of `facelab.solve.edit_model`: as good as that of their
            covariance, but for a factor.
        weight : float
            How many faces they count for where the certainty is 1.
        """
        squares, products = self.squares.copy(), self.products.copy()
        width = certainty.shape[1]
        for band, block in enumerate(certainty):
            rows = slice(band * width, (band + 1) * width)
            squares[rows, rows] += weight * block
            products[rows] += weight * block @ mean[rows]
        return Moments(squares, products, self.penalty)

    def solve(self, ridge: float) -> Array:
        """Gradients of the predictors in u, [D, K]."""
        bands = len(self.squares) // len(self.penalty)
        penalised = self.squares + ridge * np.kron(np.eye(bands), self.penalty)
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


def fit_predictors(u: Array, labels: Array, penalty: Array) -> tuple[Moments, Predictors]:
    """Ridge regression for each label, the ridge chosen on faces held out.

    Parameters
    ----------
    u : [N, D]
        Whitened w of all bands.
    labels : [N, K]
        In sigma, mean about 0.
    penalty : [w_dim, w_dim]
        Of gradients in each band, see `Whitening.penalty`.
    """
    judge = np.arange(len(u)) % HELD_OUT == 0
    known, truth = u[judge], labels[judge] - labels[judge].mean(axis=0)
    learn, goals = u[~judge], labels[~judge] - labels[~judge].mean(axis=0)
    moments = Moments(learn.T @ learn, learn.T @ goals, penalty)
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
