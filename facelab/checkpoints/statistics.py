"""The small file of what is known about a network's w: its mean and principal components.

Those of the catalogue's networks are computed once by `facelab.solve.latent_statistics` and
shipped with facelab. Those of the user's own are measured when they are first loaded
(`facelab.engine.directions.measured`) and kept beside the networks, by their hash.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from facelab import paths
from facelab.checkpoints.formats.safetensors_file import write_tensors
from facelab.checkpoints.formats.tensor_file import open_tensors
from facelab.damage import DAMAGED, cause
from facelab.errors import WeightsError
from facelab.files import MEGABYTE

FORMAT = "facelab-statistics"
VERSION = 1
MAX_BYTES = 64 * MEGABYTE


@dataclass(frozen=True, eq=False)
class LatentStatistics:
    """Statistics of w.

    Attributes
    ----------
    w_avg : float32 array [w_dim]
        Mean of w.
    components : float32 array [K, w_dim]
        Unit vectors, those along which w varies most first.
    sigma : float32 array [K]
        Standard deviation of w along each.
    """

    w_avg: NDArray[np.float32]
    components: NDArray[np.float32]
    sigma: NDArray[np.float32]


def statistics_path(name: str) -> Path:
    """Where the statistics of a model of the catalogue are."""
    return paths.shipped_weights() / "statistics" / f"{name}.safetensors"


def measured_path(model_sha256: str) -> Path:
    """Where the statistics are that were measured of a network, by the hash of its tensors."""
    return paths.weights_cache() / paths.STATISTICS / f"{model_sha256}.safetensors"


def read_measured(model_sha256: str, w_dim: int) -> LatentStatistics | None:
    """What was measured of a network, all of its components; None if it was not, or if the file is
    damaged: then it is measured again.
    """
    path = measured_path(model_sha256)
    if not path.is_file():
        return None
    try:
        found = read_statistics(path)
    except WeightsError:
        return None
    return found if found.components.shape == (w_dim, w_dim) else None


def keep_measured(model_sha256: str, statistics: LatentStatistics, samples: int) -> None:
    """Write what was measured.

    Raises
    ------
    OSError
        The folder of the networks cannot be written, or the disk is full.
    """
    made = {"model_sha256": model_sha256, "samples": samples}
    path = measured_path(model_sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_statistics(path, statistics, made)


def read_statistics(path: Path) -> LatentStatistics:
    """Read a statistics file.

    Raises
    ------
    WeightsError
        It is missing, damaged, or not a statistics file of this version.
    """
    fix = "Reinstall facelab."
    try:
        with open_tensors(path, MAX_BYTES) as file:
            header, found = file.said, file.arrays()
    except DAMAGED as error:
        raise WeightsError(
            "This network's statistics cannot be read.", f"{path.name}: {cause(error)}", fix
        ) from error
    if header.get("format") != FORMAT or header.get("version") != str(VERSION):
        raise WeightsError(
            "This network's statistics cannot be read.",
            f"{path.name} is not a version {VERSION} statistics file.",
            fix,
        )
    w_avg, components, sigma = (
        found.get(name, np.zeros(0)) for name in ("w_avg", "pca.components", "pca.sigma")
    )
    if (
        w_avg.ndim != 1
        or sigma.ndim != 1
        or components.shape != (len(sigma), len(w_avg))
        or not len(w_avg)
    ):
        raise WeightsError(
            "This network's statistics cannot be read.",
            f"The shapes in {path.name} do not match.",
            fix,
        )
    with np.errstate(invalid="ignore", over="ignore"):  # what is not finite is refused
        arrays = [each.astype(np.float32, copy=False) for each in (w_avg, components, sigma)]
    if not all(np.isfinite(each).all() for each in arrays):
        raise WeightsError(
            "This network's statistics cannot be read.",
            f"{path.name} contains invalid numbers.",
            fix,
        )
    return LatentStatistics(*arrays)


def write_statistics(path: Path, statistics: LatentStatistics, made: dict[str, object]) -> None:
    """Write a statistics file, complete or not at all; `made` says how: model, seeds, numbers of
    samples.
    """
    tensors = {
        "w_avg": statistics.w_avg,
        "pca.components": statistics.components,
        "pca.sigma": statistics.sigma,
    }
    header = {"format": FORMAT, "version": str(VERSION), "made": json.dumps(made)}
    write_tensors(path, tensors, header)
