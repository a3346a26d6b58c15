"""Dated copies of kept timelines beside those of the faces, at most one a day, seven kept.

Each is an export with timelines and no faces: whoever wants one back imports it.
"""

from __future__ import annotations

import contextlib
import datetime
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from facelab.errors import ExportError
from facelab.files import replacing
from facelab.library import exchange, timelines
from facelab.library.archive import Archive
from facelab.library.backups import FOLDER, KEPT
from facelab.library.faults import told
from facelab.library.schema import library_path
from facelab.library.timelines import KeptTimeline, LeftOut
from facelab.progress import Steps


def dated(library: Path) -> list[Path]:
    """The backups of a library's folder, the newest first."""
    found = (library / FOLDER).glob("timelines-????-??-??.facelab")
    return sorted(found, key=lambda path: path.name, reverse=True)


def making_if_due(library: Path) -> Steps[Path | None]:
    """Back the timelines of a library up unless that was done today. Returns the new file.

    One that was damaged since the last backup is taken from there: the sound copy would be the
    next to go. Closed on the way, it leaves no file.

    Raises
    ------
    LibraryError
        They cannot be read, or the copy cannot be written; what was there stays.
    """
    today = datetime.date.fromtimestamp(time.time()).isoformat()
    path = library / FOLDER / f"timelines-{today}.facelab"
    with told("The timelines were not backed up.", library_path(library)):
        found = timelines.files(library)
        if path.exists() or not found:
            return None
        with replacing(path) as file, zipfile.ZipFile(file, "w") as made:
            yield from exchange.write_only_timelines(made, _sound(library, found))
        for old in dated(library)[KEPT:]:
            old.unlink(missing_ok=True)
    return path


def restoring_if_lost(library: Path) -> Steps[int]:
    """Where the folder of the timelines has gone, take those of the newest backup that can be
    read. facelab leaves the folder where the last one is deleted, so that it was lost otherwise.

    Returns
    -------
    int
        How many there are again.

    Raises
    ------
    LibraryError
        They cannot be written.
    """
    if timelines.folder_of(library).exists():
        return 0
    for path in dated(library):
        with contextlib.suppress(ExportError):  # damaged: an older one may not be
            return (yield from exchange.importing(library, path)).timelines
    return 0


def _sound(library: Path, files: list[Path]) -> Iterator[KeptTimeline]:
    """Those in some files; instead of a damaged one what the newest backup has of its name."""
    before: dict[str, KeptTimeline] | None = None
    for path in files:
        found = timelines.read(path)
        if isinstance(found, LeftOut):
            before = _newest(library) if before is None else before
            if path.stem not in before:
                continue
            found = before[path.stem]
        yield found


def _newest(library: Path) -> dict[str, KeptTimeline]:
    for path in dated(library):
        with contextlib.suppress(ExportError), contextlib.closing(Archive(path)) as source:
            return {
                each.name: each for each in source.read_timelines() if not isinstance(each, LeftOut)
            }
    return {}
