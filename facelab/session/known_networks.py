"""Which networks there are to choose from: of the catalogue, added ones, and files of before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from facelab.checkpoints import CatalogueEntry, Metadata, info, listing, other_files
from facelab.checkpoints.outside import is_tensor_file, read_network
from facelab.damage import DAMAGED
from facelab.errors import WeightsError
from facelab.session.network import is_there
from facelab.session.settings import RecentNetwork

MOST_RECENT = 12
Place = Literal["catalogue", "added", "file"]


@dataclass(frozen=True)
class KnownNetwork:
    """A network that one could use.

    Attributes
    ----------
    path : Path
        Where its file is, or will be.
    place : "catalogue", "added" or "file"
        Whether it is of the catalogue, was added by the user, or is a file that was opened.
    here : bool
        Whether the file is there and can be read.
    problem : str
        Why a file that is there cannot be used; empty if all is well.
    sha256 : str
        Of its tensors, as recipes say it.
    bytes : int
        Of the file; of one that is to be downloaded, those of the download. 0 if nobody knows.
    """

    path: Path
    place: Place
    here: bool
    name: str
    title: str
    family: str
    resolution: int
    sha256: str
    licence: str
    training_data: str
    source: str
    bytes: int = 0
    problem: str = ""
    entry: CatalogueEntry | None = None


def known_networks(recent: Sequence[RecentNetwork]) -> tuple[KnownNetwork, ...]:
    """The catalogue's, then those that were added, then files that were opened; reads headers
    only. A network that is in several places is named once.
    """
    found = [*_of_catalogue(), *_added()]
    there = {each.path for each in found}
    known = {each.sha256 for each in found if each.here}
    return (
        *found,
        *(
            _opened(each)
            for each in recent
            if Path(each.path) not in there and each.sha256 not in known
        ),
    )


def described(path: Path) -> KnownNetwork:
    """What a file holds. Of one of facelab's own the header is read, others as a whole.

    Raises
    ------
    WeightsError, ModelError
        It holds no network that could be drawn with.
    """
    if is_tensor_file(path):
        return of_metadata(path, info(path).metadata, "file")
    from facelab.engine.loading import check_tensors  # not while the window opens

    metadata, tensors = read_network(path)
    check_tensors(metadata, tensors)
    return of_metadata(path, metadata, "file")


def of_metadata(path: Path, said: Metadata, place: Place) -> KnownNetwork:
    """A file that is there, and what it says of itself."""
    return KnownNetwork(
        path, place, True, said.name, said.title, said.family, said.resolution,
        said.model_sha256, said.licence, said.training_data, said.source, _size(path),
    )  # fmt: skip


def recent_of(known: KnownNetwork) -> RecentNetwork:
    """What the settings remember of a file."""
    return RecentNetwork(
        path=str(known.path), name=known.name, title=known.title, family=known.family,
        resolution=known.resolution, sha256=known.sha256, licence=known.licence,
        training_data=known.training_data, source=known.source,
    )  # fmt: skip


def _of_catalogue() -> list[KnownNetwork]:
    try:
        listed = listing()
    except WeightsError:  # told at the start
        return []
    return [
        KnownNetwork(
            each.path, "catalogue", each.cached, each.entry.name, each.entry.title,
            each.entry.family, each.entry.resolution, each.entry.model_sha256,
            each.entry.licence, each.entry.training_data, each.entry.source,
            _size(each.path) if each.cached else each.entry.wheel_bytes, each.problem, each.entry,
        )
        for each in listed
    ]  # fmt: skip


def _added() -> list[KnownNetwork]:
    try:
        found = other_files()
    except DAMAGED:
        return []
    return [of_metadata(each.path, each.metadata, "added") for each in found]


def _opened(said: RecentNetwork) -> KnownNetwork:
    path = Path(said.path)
    return KnownNetwork(
        path, "file", is_there(path), said.name, said.title or said.name, said.family,
        said.resolution, said.sha256, said.licence, said.training_data, said.source, _size(path),
    )  # fmt: skip


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
