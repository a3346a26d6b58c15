"""Converted networks on disk: one safetensors file each, with what is known about it inside.

torch is imported only by `read`: listing and fetching must not wait for it.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import msgspec
import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.catalogue import load_catalogue
from facelab.checkpoints.formats.safetensors_file import Array, write_tensors
from facelab.checkpoints.formats.tensor_file import open_tensors
from facelab.damage import DAMAGED, cause
from facelab.errors import WeightsError

if TYPE_CHECKING:
    from torch import Tensor

FORMAT = "facelab-weights"
VERSION = 1
SUFFIX = ".safetensors"
MAX_BYTES = 4 * 2**30  # the largest StyleGAN has a tenth of it


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    """What a converted file says of itself.

    Attributes
    ----------
    name, title : str
        In commands and recipes; for people.
    family : str
        Which network the tensors are for.
    resolution : int
        Of its pictures, in pixels.
    config : dict
        Shape of the network, for `facelab.networks.build`.
    model_sha256 : str
        Hash of the tensors; identifies the model in recipes.
    licence, training_data, source : str
        Where it comes from and on what terms.
    """

    name: str
    title: str
    family: str
    resolution: int
    config: dict[str, Any]
    model_sha256: str
    licence: str
    training_data: str
    source: str


class CheckpointInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A converted file seen from outside: its metadata and sizes, no tensor read."""

    path: Path
    metadata: Metadata
    file_bytes: int
    tensors: int
    parameters: int


def tensors_sha256(tensors: Mapping[str, Array]) -> str:
    """Hash of tensors: names in order, data types, shapes, and bytes (little-endian)."""
    digest = hashlib.sha256()
    for name in sorted(tensors):
        array = np.require(tensors[name], requirements="C")
        digest.update(f"{name}\0{array.dtype.name}\0{list(array.shape)}\0".encode())
        digest.update(array.data)
    return digest.hexdigest()


def write(path: Path, tensors: Mapping[str, Array], metadata: Metadata) -> None:
    """Write a converted file; `path` appears complete or not at all.

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
    write_tensors(path, tensors, header)


def info(path: Path) -> CheckpointInfo:
    """Read what a converted file says of itself, in milliseconds.

    Raises
    ------
    WeightsError
        The file is missing, damaged, not one of facelab's, or from a newer facelab.
    """
    try:
        with open_tensors(path, MAX_BYTES) as file:
            header = file.said
            shapes = [file.shape(name) for name in file.names]
        size = path.stat().st_size
    except DAMAGED as error:
        if isinstance(error.__cause__ or error, FileNotFoundError):
            raise WeightsError(
                f"{path.name} was not found.", f"{path} does not exist.", _fetch_again(path)
            ) from error
        raise _unreadable(path, error) from error
    metadata = _metadata(path, header)
    return CheckpointInfo(
        path=path,
        metadata=metadata,
        file_bytes=size,
        tensors=len(shapes),
        parameters=sum(math.prod(shape) for shape in shapes),
    )


def read(path: Path, check: bool = True) -> tuple[Metadata, dict[str, Tensor]]:
    """Read a converted file.

    Parameters
    ----------
    check : bool
        Hash the tensors and compare, so that a damaged file is never drawn with.

    Raises
    ------
    WeightsError
        As `info`, or the tensors are not those that were written.
    """
    import torch

    metadata, arrays = read_arrays(path, check)
    return metadata, {name: torch.from_numpy(array) for name, array in arrays.items()}


def read_arrays(path: Path, check: bool = True) -> tuple[Metadata, dict[str, NDArray[np.float32]]]:
    """As `read`, in numpy: for back ends that need no torch."""
    metadata = info(path).metadata
    arrays = _arrays(path)
    if check and tensors_sha256(arrays) != metadata.model_sha256:
        raise _changed(path)
    # Whatever is not float32 is refused when the network is built.
    return metadata, cast("dict[str, NDArray[np.float32]]", arrays)


def verify(path: Path) -> CheckpointInfo:
    """Read and hash the whole file; raise WeightsError if it is not what was written."""
    found = info(path)
    if tensors_sha256(_arrays(path)) != found.metadata.model_sha256:
        raise _changed(path)
    return found


def _arrays(path: Path) -> dict[str, Array]:
    try:
        with open_tensors(path, MAX_BYTES) as file:
            return file.arrays()
    except DAMAGED as error:
        raise _unreadable(path, error) from error


def _metadata(path: Path, header: Mapping[str, str]) -> Metadata:
    if header.get("format") != FORMAT:
        raise WeightsError(
            f"{path.name} is not a network converted by facelab.",
            "Its header does not identify it as one.",
            "Choose another file, or download a network from the catalogue.",
        )
    version = header.get("version", "")
    if version != str(VERSION):
        newer = version.isascii() and version.isdigit() and int(version[:9]) > VERSION
        raise WeightsError(
            f"This version of facelab cannot use {path.name}.",
            f"Its format is version {version[:20]!r}, but this facelab reads version {VERSION}.",
            "Update facelab." if newer else _fetch_again(path),
        )
    try:
        return msgspec.json.decode(header.get("metadata", ""), type=Metadata)
    except DAMAGED as error:
        raise _damaged(path, "Its header is malformed.") from error


def _changed(path: Path) -> WeightsError:
    return _damaged(path, "Its numbers have changed since it was written.")


def _unreadable(path: Path, error: Exception) -> WeightsError:
    what = f"The weights file {path.name} cannot be read."
    return WeightsError(what, cause(error), _fetch_again(path))


def _damaged(path: Path, why: str) -> WeightsError:
    return WeightsError(f"The weights file {path.name} is damaged.", why, _fetch_again(path))


def _fetch_again(path: Path) -> str:
    try:
        known = any(entry.name == path.stem for entry in load_catalogue())
    except WeightsError:  # told where it matters
        known = False
    if known:
        return f"Download the network again: `facelab weights fetch {path.stem}`."
    return "Make or download this file again. `facelab weights list` shows the available networks."
