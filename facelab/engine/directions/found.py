"""Directions that a network has by itself: nobody labelled a picture for them.

Principal components of w: Härkönen et al., "GANSpace: Discovering Interpretable GAN Controls",
arXiv 2004.02546. SeFa: Shen and Zhou, "Closed-Form Factorization of Latent Semantics in GANs",
arXiv 2007.06600.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from facelab.engine.directions.direction_set import Direction
from facelab.engine.directions.spread import Spread, signed

Array = NDArray[np.float32]

PCA_GROUP = "Found (PCA)"
SEFA_GROUP = "Found (SeFa)"
COUNT = 16


def pca_directions(components: Array, sigma: Array, num_ws: int) -> tuple[Direction, ...]:
    """Principal components of w as directions "pca-1", "pca-2", ...

    Parameters
    ----------
    components : [K, w_dim] unit rows, ordered by variance
    sigma : [K] standard deviation of w along each
    """
    return tuple(
        Direction(
            id=f"pca-{index + 1}",
            title=f"Component {index + 1}",
            group=PCA_GROUP,
            vectors=(row * scale)[None].astype(np.float32),
            layers=(0, num_ws - 1),
            note=f"Principal component {index + 1} of w. One sigma has length {scale:.2f}.",
        )
        for index, (row, scale) in enumerate(zip(components, sigma, strict=True))
    )


def style_factors(weights: Sequence[Array], count: int = COUNT) -> Array:
    """The unit vectors of w that change styles most, the strongest first.

    Eigenvectors of A' A, where A are the weights of all styles below each other, each row at
    length 1 as in the authors' code; the largest entry of each is positive.

    Parameters
    ----------
    weights : sequence of float32 [channels, w_dim]
        What makes a style, the scales of a layer's channels, out of w.

    Returns
    -------
    float32 [K, w_dim]
        K is `count`, or w_dim if that is less.
    """
    rows = np.concatenate(weights)
    lengths = np.sqrt(np.einsum("cw,cw->c", rows, rows))[:, None]
    rows = rows / np.maximum(lengths, np.finfo(np.float32).tiny)
    _, vectors = np.linalg.eigh(rows.T @ rows)  # ascending, columns
    return signed(vectors.T[::-1][:count])


def sefa_directions(
    weights: Sequence[Array], spread: Spread, num_ws: int, count: int = COUNT
) -> tuple[Direction, ...]:
    """Factors of the style weights as directions "sefa-1", "sefa-2", ...

    Parameters
    ----------
    weights : sequence of float32 [channels, w_dim]
    spread : Spread
        An amount of 1 is one standard deviation of w along the direction.
    """
    if not weights:
        return ()
    return tuple(
        Direction(
            id=f"sefa-{index + 1}",
            title=f"Factor {index + 1}",
            group=SEFA_GROUP,
            vectors=(row * spread.sigma_along(row[None]))[None].astype(np.float32),
            layers=(0, num_ws - 1),
            note=f"Factor {index + 1} of the style weights (SeFa).",
        )
        for index, row in enumerate(style_factors(weights, count))
    )


def rescaled(factor: Direction, spread: Spread) -> Direction:
    """The same direction, so that an amount of 1 is one standard deviation of w along it."""
    row = factor.vectors[:1]
    return replace(factor, vectors=(row * spread.sigma_along(row)).astype(np.float32))
