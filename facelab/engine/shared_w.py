"""Networks whose w is the default network's.

The default network was distilled from StyleGAN2 and has its mapping network (Belousov, arXiv
2104.04767), so a seed is the same person in both, and what moves a w in the one does the same in
the other. Which networks these are no name says: their w are compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.catalogue import default_entry
from facelab.checkpoints.fetching.fetch import converted_path
from facelab.checkpoints.formats.tensor_file import open_tensors
from facelab.checkpoints.store import MAX_BYTES, info
from facelab.damage import DAMAGED
from facelab.engine.compose import seed_to_z
from facelab.engine.plain_mapping import MapZ, plain_mapping
from facelab.errors import FacelabError
from facelab.networks.family import NetworkShape

SEEDS = range(8)
UNREADABLE: tuple[type[Exception], ...] = (*DAMAGED, FacelabError)
TOLERANCE = 1e-3  # of w, which has a standard deviation of about 0.5: what rounding may do


@dataclass(frozen=True, eq=False)
class DefaultW:
    """What is known of the default network's w.

    Attributes
    ----------
    sha256 : str
        Hash of the network.
    w : float32 [len(SEEDS), w_dim]
        Of the seeds, before truncation.
    z_dim : int
    """

    sha256: str
    w: NDArray[np.float32]
    z_dim: int


def default_network() -> Path | None:
    """The file of the default network; None if it is not here."""
    try:
        path = converted_path(default_entry())
    except (FacelabError, OSError):  # told where a network is looked for
        return None
    return path if path.is_file() else None


def shares_w(map_z: MapZ, shape: NetworkShape) -> bool:
    """Whether the w of a network is that of the default network, for the same seeds.

    Directions, latents and kept faces of the one are then those of the other, row by row where
    both say to which row of StyleGAN2's theirs belong (`NetworkShape.stylegan2_rows`). False also
    where the default network is not on this machine, and for conditional networks, whose w
    depend on the class.

    Parameters
    ----------
    map_z : callable
        Its mapping network: float [N, z_dim] to float32 [N, w_dim]; `Backend.map` is one.
    shape : NetworkShape
    """
    known = known_default()
    if (
        known is None
        or shape.labels
        or (shape.z_dim, shape.w_dim)
        != (
            known.z_dim,
            known.w.shape[1],
        )
    ):
        return False
    return bool(np.allclose(map_z(_z(shape.z_dim)), known.w, rtol=0, atol=TOLERANCE))


def w_space(map_z: MapZ, shape: NetworkShape, sha256: str) -> str:
    """What tells spaces of w apart: the hash of the default network where `shares_w`, else that
    of the network itself.
    """
    known = known_default()
    return known.sha256 if known is not None and shares_w(map_z, shape) else sha256


def known_default() -> DefaultW | None:
    """What is known of the default network's w; None if it is not here, or cannot be read."""
    path = default_network()
    if path is None:
        return None
    try:
        return _read(path, path.stat().st_mtime_ns)
    except UNREADABLE:  # told when it is opened
        return None


@lru_cache(maxsize=2)
def _read(path: Path, _changed: int) -> DefaultW:
    """Only the mapping network, a fifth of the file."""
    metadata = info(path).metadata
    layers = []
    with open_tensors(path, MAX_BYTES) as file:
        for layer in range(int(metadata.config["mapping_layers"])):
            names = (f"mapping.layers.{layer}.{part}" for part in ("weight", "bias"))
            weight, bias = (file.array(name).astype(np.float32) for name in names)
            layers.append((weight, bias))
    z_dim = layers[0][0].shape[1]
    return DefaultW(metadata.model_sha256, plain_mapping(layers)(_z(z_dim)), z_dim)


def _z(z_dim: int) -> NDArray[np.float64]:
    return np.concatenate([seed_to_z(seed, z_dim) for seed in SEEDS])
