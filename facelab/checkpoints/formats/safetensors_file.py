"""What all of facelab's own safetensors files share: a format, a version, and what each says of
itself as JSON.
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
Said = TypeVar("Said", bound=msgspec.Struct)

MAX_BYTES = 64 * MEGABYTE


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

    def read(self, path: Path) -> tuple[Said, dict[str, Array]]:
        """Read a file.

        Raises
        ------
        WeightsError
            It is missing, damaged, of another kind or version.
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
        return said, tensors

    def refused(self, why: str) -> WeightsError:
        """A file cannot be used."""
        return WeightsError(self.what, why, self.fix)
