"""Preview heads on disk: small safetensors files, one for each network and size of preview.

Read with numpy, so that back ends without torch can use them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from facelab import paths
from facelab.files import replacing
from facelab.recipe import WeightsError

FORMAT = "facelab-preview-head"
VERSION = 1
SIZES = (256, 512)  # of previews in pixels, that heads are shipped for

_AGAIN = "Install facelab again, or make it: `facelab weights fit-preview NAME --size N`."


class HeadMetadata(msgspec.Struct, frozen=True, kw_only=True):
    """What a head's file says of itself.

    Attributes
    ----------
    model : str
        Name of the network that it is for.
    model_sha256 : str
        Hash of the network's tensors.
    config : dict
        Shape, for `facelab.networks.preview_head.build_preview_head`.
    made : dict
        How it was made: faces, seeds, steps.
    figures : dict
        How good it is: median PSNR and the like.
    """

    model: str
    model_sha256: str
    config: dict[str, Any]
    made: dict[str, Any]
    figures: dict[str, Any]


def preview_head_path(name: str, size: int) -> Path:
    """Where the head of a model of the catalogue is, for previews of `size` pixels."""
    return paths.shipped_weights() / "previews" / f"{name}-{size}.safetensors"


def write_preview_head(
    path: Path, tensors: Mapping[str, NDArray[np.floating]], metadata: HeadMetadata
) -> None:
    """Write a head, its numbers in half precision; `path` appears complete or not at all.

    Raises
    ------
    OSError
        The folder cannot be written, or the disk is full.
    """
    header = {
        "format": FORMAT,
        "version": str(VERSION),
        "metadata": msgspec.json.encode(metadata).decode(),
    }
    halves = {name: np.ascontiguousarray(each, np.float16) for name, each in tensors.items()}
    with replacing(path) as file:
        file.write(save(halves, metadata=header))


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
    what = "The preview head of this model cannot be used."
    try:
        with safe_open(path, framework="np") as file:
            header = file.metadata() or {}
            halves = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError, UnicodeDecodeError) as error:
        raise WeightsError(what, f"{path.name} cannot be read: {error}.", _AGAIN) from error
    if header.get("format") != FORMAT or header.get("version") != str(VERSION):
        raise WeightsError(what, f"{path.name} is not a preview head of version {VERSION}.", _AGAIN)
    try:
        metadata = msgspec.json.decode(header.get("metadata", ""), type=HeadMetadata)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise WeightsError(what, f"The header of {path.name}: {error}.", _AGAIN) from error
    if metadata.model_sha256 != model_sha256:
        raise WeightsError(what, f"{path.name} was made for other weights.", _AGAIN)
    tensors = {name: each.astype(np.float32) for name, each in halves.items()}
    if not all(np.isfinite(each).all() for each in tensors.values()):
        raise WeightsError(what, f"{path.name} holds numbers that are not finite.", _AGAIN)
    return metadata, tensors
