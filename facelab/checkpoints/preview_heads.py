"""Preview heads on disk: small safetensors files, one for each network and size of preview, and a
light one beside the smallest.

Those of a network of the catalogue come with facelab; those that `facelab weights fit-preview`
makes for others are kept beside them, by the hash of the network.

Read with numpy, so that back ends without torch can use them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facelab import paths
from facelab.checkpoints.formats.safetensors_file import OfNetwork, TensorFormat, write_tensors

SIZES = (256, 512)  # of previews in pixels, that heads are shipped for


class HeadMetadata(OfNetwork, frozen=True, kw_only=True):
    """What a head's file says of itself.

    Attributes
    ----------
    config : dict
        Shape, for `facelab.networks.preview_head.build_preview_head`.
    made : dict
        How it was made: faces, seeds, steps.
    figures : dict
        How good it is: median PSNR and the like.
    """

    config: dict[str, Any]
    made: dict[str, Any]
    figures: dict[str, Any]


FILES = TensorFormat(
    "facelab-preview-head",
    1,
    HeadMetadata,
    "a preview head",
    "This network's preview head cannot be used.",
    "Reinstall facelab, or make it again with `facelab weights fit-preview NAME --size N`.",
)


def preview_head_path(name: str, size: int) -> Path:
    """Where the head of a model of the catalogue is, for previews of `size` pixels."""
    return paths.shipped_weights() / "previews" / f"{name}-{size}.safetensors"


def own_head_path(model_sha256: str, size: int) -> Path:
    """Where the head of a network is that was made here, by the hash of the network."""
    return _own_heads() / f"{model_sha256[:32]}-{size}.safetensors"


def head_paths(name: str, model_sha256: str) -> list[Path]:
    """The files of a network's heads, the smallest previews first: those that were made here, and
    where there is none of a size, those that come with facelab.
    """
    found = {size: preview_head_path(name, size) for size in SIZES}
    for path in _own_heads().glob(f"{model_sha256[:32]}-*.safetensors"):
        size = path.stem.rpartition("-")[2]
        if size.isascii() and size.isdigit():
            found[int(size[:6])] = path
    return [path for _, path in sorted(found.items()) if path.is_file()]


def light_head_path(name: str, model_sha256: str) -> Path | None:
    """The file of a network's light head: that which was made here, or that which comes with
    facelab; None if there is none.
    """
    choices = own_light_path(model_sha256), shipped_light_path(name)
    return next((path for path in choices if path.is_file()), None)


def shipped_light_path(name: str) -> Path:
    """Where the light head of a model of the catalogue is."""
    return paths.shipped_weights() / "previews" / f"{name}-light.safetensors"


def own_light_path(model_sha256: str) -> Path:
    """Where the light head of a network is that was made here."""
    return _own_heads() / f"{model_sha256[:32]}-light.safetensors"


def _own_heads() -> Path:
    return paths.weights_cache() / "previews"


def write_preview_head(
    path: Path, tensors: Mapping[str, NDArray[np.floating]], metadata: HeadMetadata
) -> None:
    """Write a head, its numbers in half precision; `path` appears complete or not at all.

    Raises
    ------
    OSError
        The folder cannot be written, or the disk is full.
    """
    halves = {name: each.astype(np.float16) for name, each in tensors.items()}
    write_tensors(path, halves, FILES.header(metadata))


def read_preview_head(
    path: Path, model_sha256: str
) -> tuple[HeadMetadata, dict[str, NDArray[np.float32]]]:
    """Read the head that was made for a network.

    Parameters
    ----------
    model_sha256 : str
        Hash of the network's tensors.

    Raises
    ------
    WeightsError
        The file is missing, damaged, of another version, or for another network.
    """
    metadata, halves = FILES.read(path, model_sha256)
    return metadata, FILES.as_floats(path, halves)
