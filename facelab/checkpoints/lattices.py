"""What is known of the lattice that a network weaves over its pictures: one small file a network.

That of a network of the catalogue comes with facelab; of others, `facelab weights measure-weave`
keeps it beside them, by the hash of the network.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from facelab import paths
from facelab.checkpoints.formats.safetensors_file import TensorFormat, write_tensors

PIXELS = 16 * 16  # of a cell
MOST_PATTERNS = PIXELS


class LatticeMetadata(msgspec.Struct, frozen=True, kw_only=True):
    """What a file says of itself.

    Attributes
    ----------
    model : str
        Name of the network.
    model_sha256 : str
        Hash of its tensors.
    made : dict
        From which faces.
    figures : dict
        How strong the lattice is, before and after.
    """

    model: str
    model_sha256: str
    made: dict[str, Any]
    figures: dict[str, Any]


FILES = TensorFormat(
    "facelab-lattice",
    1,
    LatticeMetadata,
    "a measurement of a network's weave",
    "Faces cannot be drawn clean.",
    "Reinstall facelab, or measure again with `facelab weights measure-weave NAME`.",
)


def lattice_paths(name: str, model_sha256: str) -> tuple[Path, ...]:
    """Where the file of a network may be: shipped, or made here."""
    return (
        paths.shipped_weights() / "lattices" / f"{name}.safetensors",
        own_lattice_path(model_sha256),
    )


def own_lattice_path(model_sha256: str) -> Path:
    """Where the file of a network is that was measured here."""
    return paths.weights_cache() / "lattices" / f"{model_sha256[:32]}.safetensors"


def write_lattice(path: Path, patterns: NDArray[np.float32], said: LatticeMetadata) -> None:
    """Write a measurement; `path` appears complete or not at all.

    Parameters
    ----------
    patterns : float32 [K, 256]
        None where the network weaves no lattice.

    Raises
    ------
    OSError
        The folder cannot be written, or the disk is full.
    """
    write_tensors(path, {"patterns": patterns.astype(np.float32)}, FILES.header(said))


def read_lattice(path: Path, model_sha256: str) -> tuple[LatticeMetadata, NDArray[np.float32]]:
    """What was measured of a network, and the patterns of its lattice [K, 256].

    Raises
    ------
    WeightsError
        The file is missing, damaged, of another version, or for another network.
    """
    said, tensors = FILES.read(path)
    if said.model_sha256 != model_sha256:
        raise FILES.refused(f"{path.name} was made for other weights.")
    found = tensors.get("patterns", np.zeros(0))
    if found.ndim != 2 or found.shape[1] != PIXELS or len(found) > MOST_PATTERNS:
        raise FILES.refused(f"The shapes in {path.name} do not match.")
    with np.errstate(invalid="ignore", over="ignore"):  # what is not finite is refused
        patterns = found.astype(np.float32)
    if not np.isfinite(patterns).all():
        raise FILES.refused(f"{path.name} contains invalid numbers.")
    return said, patterns
