"""What is known of the lattice that a network weaves over its pictures: one small file a network.

That of a network of the catalogue comes with facelab; of others, `facelab weights measure-weave`
keeps it beside them, by the hash of the network.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facelab import paths
from facelab.checkpoints.formats.safetensors_file import OfNetwork, TensorFormat, write_tensors
from facelab.errors import WeightsError

PIXELS = 16 * 16  # of a cell
_PREVIEWS = "patterns.of."  # and their side in pixels
_DIGITS = 6


class LatticeMetadata(OfNetwork, frozen=True, kw_only=True):
    """What a file says of itself.

    Attributes
    ----------
    made : dict
        From which faces.
    figures : dict
        How strong the lattice is, before and after.
    """

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


Patterns = NDArray[np.float32]


def write_lattice(
    path: Path,
    patterns: Patterns,
    said: LatticeMetadata,
    previews: Mapping[int, Patterns] | None = None,
) -> None:
    """Write a measurement; `path` appears complete or not at all.

    Parameters
    ----------
    patterns : float32 [K, 256]
        None where the network weaves no lattice.
    previews : mapping, optional
        Those of its previews, by their side in pixels: [K, cell * cell].

    Raises
    ------
    OSError
        The folder cannot be written, or the disk is full.
    """
    named = {"patterns": patterns} | {
        f"{_PREVIEWS}{size}": each for size, each in (previews or {}).items()
    }
    floats = {name: each.astype(np.float32) for name, each in named.items()}
    write_tensors(path, floats, FILES.header(said))


def read_lattice(
    path: Path, model_sha256: str
) -> tuple[LatticeMetadata, Patterns, dict[int, Patterns]]:
    """What was measured of a network, the patterns of its lattice [K, 256], and those of its
    previews by their side in pixels.

    Raises
    ------
    WeightsError
        The file is missing, damaged, of another version, or for another network.
    """
    said, found = FILES.read(path, model_sha256)
    tensors = FILES.as_floats(path, found)
    patterns = _checked(tensors.get("patterns", np.zeros(0, np.float32)), path)
    if patterns.shape[1] != PIXELS:
        raise _unfit(path)
    previews = {}
    for name, each in tensors.items():
        size = name.removeprefix(_PREVIEWS)
        if size != name:
            if not (size.isascii() and size.isdigit() and len(size) <= _DIGITS):
                raise _unfit(path)
            previews[int(size)] = _checked(each, path)
    return said, patterns, previews


def _checked(patterns: Patterns, path: Path) -> Patterns:
    """Patterns, if that is what they can be: [K, cell * cell]."""
    if patterns.ndim != 2 or len(patterns) > patterns.shape[1] or patterns.shape[1] > PIXELS:
        raise _unfit(path)
    if math.isqrt(patterns.shape[1]) ** 2 != patterns.shape[1]:
        raise _unfit(path)
    return patterns


def _unfit(path: Path) -> WeightsError:
    return FILES.refused(f"The shapes in {path.name} do not match.")
