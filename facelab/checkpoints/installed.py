"""Which networks are on this machine, and which could be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from facelab import paths
from facelab.checkpoints import store
from facelab.checkpoints.catalogue import CatalogueEntry, load_catalogue
from facelab.checkpoints.fetching.fetch import converted_path
from facelab.errors import WeightsError


@dataclass(frozen=True)
class Listed:
    """A network of the catalogue and its state here.

    Attributes
    ----------
    path : Path
        Where its converted file is, or will be.
    cached : bool
        Whether it is there and its header is readable.
    problem : str
        Why a file that is there cannot be used; empty if all is well.
    """

    entry: CatalogueEntry
    path: Path
    cached: bool
    problem: str = ""


def listing(folder: Path | None = None) -> tuple[Listed, ...]:
    """The catalogue with the state of each network; reads headers only."""
    return tuple(_state(entry, folder) for entry in load_catalogue())


def other_files(folder: Path | None = None) -> tuple[store.CheckpointInfo, ...]:
    """Converted networks in the cache folder that are not of the catalogue."""
    place = folder or paths.weights_cache()
    known = {converted_path(entry, place) for entry in load_catalogue()}
    found = []
    for path in sorted(place.glob(f"*{store.SUFFIX}")):
        if path in known:
            continue
        try:
            found.append(store.info(path))
        except WeightsError:
            continue  # not one of ours
    return tuple(found)


def file_of(model_sha256: str, folder: Path | None = None) -> Path | None:
    """The file of a network that is here, by the hash of its tensors; None if it is not."""
    for each in listing(folder):
        if each.cached and each.entry.model_sha256 == model_sha256:
            return each.path
    found = (info for info in other_files(folder) if info.metadata.model_sha256 == model_sha256)
    return next((info.path for info in found), None)


def _state(entry: CatalogueEntry, folder: Path | None) -> Listed:
    path = converted_path(entry, folder)
    if not path.is_file():
        return Listed(entry, path, cached=False)
    try:
        found = store.info(path).metadata
    except WeightsError as error:
        return Listed(entry, path, cached=False, problem=str(error))
    if found.model_sha256 != entry.model_sha256:
        return Listed(
            entry, path, cached=False, problem=("It has another version. Download it again.")
        )
    return Listed(entry, path, cached=True)
