"""What all of facelab's own safetensors files share: a format, a version, and what each says of
itself as JSON, the network that it is for before all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save

from facelab.checkpoints.formats.tensor_file import open_tensors
from facelab.damage import DAMAGED, cause
from facelab.errors import WeightsError
from facelab.files import MEGABYTE, replacing

Array = NDArray[np.generic]
MAX_BYTES = 64 * MEGABYTE


class OfNetwork(msgspec.Struct, frozen=True, kw_only=True):
    """What each of these files says of itself, and more.

    Attributes
    ----------
    model : str
        Name of the network that it is for.
    model_sha256 : str
        Hash of the network's tensors.
    """

    model: str
    model_sha256: str


Said = TypeVar("Said", bound=OfNetwork)


def write_tensors(path: Path, tensors: Mapping[str, Array], header: Mapping[str, str]) -> None:
    """Write a safetensors file; `path` appears complete or not at all.

    Raises
    ------
    OSError
        The folder cannot be written, or the disk is full.
    """
    with replacing(path) as file:
        file.write(as_bytes(tensors, header))


def as_bytes(tensors: Mapping[str, Array], header: Mapping[str, str]) -> bytes:
    """What a safetensors file of these holds."""
    # safetensors writes the memory as it lies, so that must be in the order of the shape
    ordered = {name: np.require(array, requirements="C") for name, array in tensors.items()}
    return save(ordered, metadata=dict(header))


@dataclass(frozen=True)
class TensorFormat(Generic[Said]):
    """A kind of file.

    Attributes
    ----------
    name, version : str, int
        In the header of each file.
    said : type
        What a file says of itself.
    kind : str
        "a preview head".
    what, fix : str
        Of the error if a file cannot be used.
    """

    name: str
    version: int
    said: type[Said]
    kind: str
    what: str
    fix: str

    def header(self, said: Said) -> dict[str, str]:
        """The header of a file."""
        encoded = msgspec.json.encode(said).decode()
        return {"format": self.name, "version": str(self.version), "metadata": encoded}

    def read(self, path: Path, model_sha256: str | None = None) -> tuple[Said, dict[str, Array]]:
        """Read a file.

        Parameters
        ----------
        path : Path
        model_sha256 : str, optional
            Hash of the tensors of the network that it must be for.

        Raises
        ------
        WeightsError
            It is missing, damaged, of another kind or version, or for another network.
        """
        try:
            with open_tensors(path, MAX_BYTES) as file:
                header, tensors = file.said, file.arrays()
        except DAMAGED as error:
            raise self.refused(f"{path.name} cannot be read. {cause(error)}") from error
        if header.get("format") != self.name or header.get("version") != str(self.version):
            raise self.refused(f"{path.name} is not {self.kind} of version {self.version}.")
        try:
            said = msgspec.json.decode(header.get("metadata", ""), type=self.said)
        except DAMAGED as error:
            raise self.refused(f"The header of {path.name} is malformed.") from error
        if model_sha256 is not None and said.model_sha256 != model_sha256:
            raise self.refused(f"{path.name} was made for other weights.")
        return said, tensors

    def as_floats(self, path: Path, tensors: Mapping[str, Array]) -> dict[str, NDArray[np.float32]]:
        """The tensors of a file as float32.

        Raises
        ------
        WeightsError
            Not all of their numbers are finite.
        """
        with np.errstate(invalid="ignore", over="ignore"):  # what is not finite is refused
            floats = {name: each.astype(np.float32) for name, each in tensors.items()}
        if not all(np.isfinite(each).all() for each in floats.values()):
            raise self.refused(f"{path.name} contains invalid numbers.")
        return floats

    def refused(self, why: str) -> WeightsError:
        """A file cannot be used."""
        return WeightsError(self.what, why, self.fix)
