"""How w is spread: the ruler of directions of which nothing else is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

SEED = 124  # as `facelab.solve.latent_statistics` draws them


@dataclass(frozen=True, eq=False)
class Spread:
    """The covariance of w as a square root of it.

    Attributes
    ----------
    half : float32 [M, w_dim]
        half' half is the covariance.
    """

    half: Array

    @classmethod
    def of_mapping(
        cls, map_z: Callable[[NDArray[np.float64]], Array], z_dim: int, samples: int
    ) -> Spread:
        """From samples of a mapping network, z [N, z_dim] to w [N, w_dim]; the seed is fixed."""
        w = map_z(np.random.RandomState(SEED).randn(samples, z_dim))
        return cls(((w - w.mean(axis=0)) / np.sqrt(samples)).astype(np.float32))

    @classmethod
    def of_components(cls, components: Array, sigma: Array) -> Spread:
        """From all principal components, unit rows [K, w_dim], and their sigma [K]."""
        return cls((components * sigma[:, None]).astype(np.float32))

    @classmethod
    def of_whitener(cls, whitener: Array) -> Spread:
        """From the inverse square root of the covariance, [w_dim, w_dim]."""
        return cls(np.linalg.inv(whitener.astype(np.float64)).astype(np.float32))

    def sigma_along(self, rows: Array) -> float:
        """How many times a step is one standard deviation of w along it.

        Parameters
        ----------
        rows : float32 [R, w_dim]
            The step, of any length; of several rows the variances are averaged.
        """
        square = float(np.square(rows, dtype=np.float64).sum())
        varies = float(np.square(rows @ self.half.T, dtype=np.float64).sum())
        return float(np.sqrt(varies * len(rows)) / square) if square else 0.0

    def components(self, count: int) -> tuple[Array, Array]:
        """Principal components: unit rows [K, w_dim], and sigma [K], the largest first."""
        half = self.half.astype(np.float64)
        variances, vectors = np.linalg.eigh(half.T @ half)
        sigma = np.sqrt(np.maximum(variances[::-1][:count], 0.0))
        return signed(vectors.T[::-1][:count]), sigma.astype(np.float32)


def signed(rows: NDArray[np.floating]) -> Array:
    """The same vectors [K, w_dim] with the sign that makes their largest entry positive."""
    largest = np.take_along_axis(rows, np.abs(rows).argmax(axis=1)[:, None], axis=1)
    return (rows * np.where(largest < 0, -1.0, 1.0)).astype(np.float32)
