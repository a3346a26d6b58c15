"""Mean and principal components of w, from samples of the mapping network.

Moving w along its principal components changes a face in ways that people have words for
(Härkönen et al., "GANSpace: Discovering Interpretable GAN Controls", arXiv 2004.02546).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray

from facelab.checkpoints.statistics import LatentStatistics
from facelab.networks.generator import Generator
from facelab.progress import Progress, Steps

AVERAGE_SEED = 123  # the field's habit: 10,000 z of RandomState(123)
AVERAGE_SAMPLES = 10_000
PCA_SEED = 124
PCA_SAMPLES = 200_000
PCA_COMPONENTS = 16
_CHUNK = 2_000


def latent_statistics(
    generator: Generator,
    samples: int = PCA_SAMPLES,
    components: int = PCA_COMPONENTS,
    average_samples: int = AVERAGE_SAMPLES,
) -> Steps[LatentStatistics]:
    """Compute the statistics of a generator's w, step by step.

    Parameters
    ----------
    generator : Generator
        Only its mapping network is used.
    samples, components : int
        How many w the components are made of, and how many of them to keep.
    average_samples : int
        How many w the mean is made of.

    Yields
    ------
    Progress

    Returns
    -------
    LatentStatistics
        Each component's sign is such that its largest entry is positive.
    """
    total, done = average_samples + samples, 0
    mean = np.zeros(generator.w_dim)
    for w in _draw(generator, AVERAGE_SEED, average_samples):
        mean += w.sum(axis=0)
        done += len(w)
        yield Progress(0.99 * done / total, 1, "Drawing w")
    mean /= average_samples

    # sums of w - mean rather than of w: nothing is lost to cancellation
    first = np.zeros(generator.w_dim)
    second = np.zeros((generator.w_dim, generator.w_dim))
    for w in _draw(generator, PCA_SEED, samples):
        centred = w - mean
        first += centred.sum(axis=0)
        second += centred.T @ centred
        done += len(w)
        yield Progress(0.99 * done / total, 1, "Drawing w")
    first /= samples
    covariance = second / samples - np.outer(first, first)

    variances, vectors = np.linalg.eigh(covariance)  # ascending, columns
    rows = vectors.T[::-1][:components]
    largest = np.take_along_axis(rows, np.abs(rows).argmax(axis=1)[:, None], axis=1)
    rows = rows * np.sign(largest)
    sigma = np.sqrt(np.maximum(variances[::-1][:components], 0.0))
    yield Progress(1, 1, "Drawing w")
    return LatentStatistics(
        mean.astype(np.float32), rows.astype(np.float32), sigma.astype(np.float32)
    )


def how_made(model: str, samples: int = PCA_SAMPLES) -> dict[str, object]:
    """What the statistics file says of how it was made."""
    return {
        "model": model,
        "w_avg": f"mean of the mapping of RandomState({AVERAGE_SEED}).randn({AVERAGE_SAMPLES}, z)",
        "pca": f"eigenvectors of the covariance of w, RandomState({PCA_SEED}), {samples} z",
    }


def _draw(generator: Generator, seed: int, samples: int) -> Iterator[NDArray[np.float64]]:
    """Samples of w in chunks, float64 [n, w_dim]."""
    random = np.random.RandomState(seed)
    device = generator.w_avg.device
    for start in range(0, samples, _CHUNK):
        z = random.randn(min(_CHUNK, samples - start), generator.z_dim).astype(np.float32)
        with torch.inference_mode():
            w = generator.map(torch.from_numpy(z).to(device))
        yield w.cpu().numpy().astype(np.float64)
