"""Where the files may go that facelab writes for its user: the one place that decides.

Never onto what facelab keeps (the library, its timelines and backups, settings, history, networks,
the user's own directions), never onto what the same command reads, always with the ending of the
kind. What is there already stays, unless the user has said that it may go.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from facelab import paths
from facelab.errors import DestinationError
from facelab.files import next_free, open_regular, replacing

PICTURE = (".png",)
RECIPE = (".json",)
FACES = (".facelab",)
DIRECTION = (".npy", ".safetensors")
LATENTS = (".npz", ".npy", ".pt")
NETWORK_PART = (".safetensors",)
THUMBNAIL = (".jpg", ".jpeg")
MANIFEST = (".c2pa",)

_LIBRARY = "library.sqlite"
_BESIDE_LIBRARY = ("backups", "damaged")
_TIMELINES = "timelines"
_SQLITE = b"SQLite format 3\0"
_SAVED_STATE = (
    "settings.json",
    "slots.json",
    "history.jsonl",
    "history-",
    "formats.json",
    "animating.json",
    "cast.json",
    "character.json",
    ".settings.",
)
_VERDICTS = "onnx-check.json"  # beside the networks or the settings
_NO_LIMIT = 2**62


class TakenError(DestinationError):
    """A file of this name is there already."""


def check(path: Path, suffixes: Sequence[str], inputs: Iterable[Path] = ()) -> None:
    """Refuse a path that no file may be written to, whether one is there or not.

    Parameters
    ----------
    path : Path
    suffixes : sequence of str
        Endings of its kind, in lower case.
    inputs : iterable of Path
        What the same command reads.

    Raises
    ------
    DestinationError
    """
    what = f"{path.name or path} was not saved."
    if path.suffix.lower() not in suffixes:
        endings = " or ".join(suffixes)
        raise DestinationError(
            what, f"Its name must end in {endings}.", "Choose a name with that ending."
        )
    if os.path.isdir(path):  # noqa: PTH112 - Path's raises where a folder may not be searched
        raise DestinationError(
            what, "A folder with this name already exists.", "Choose another name."
        )
    own = _own(path)
    if own is not None:
        why = f"{path} is {own}, which facelab protects."
        raise DestinationError(what, why, "Choose another name or another folder.")
    if any(_same(path, each) for each in inputs):
        why = f"This command reads {path}."
        raise DestinationError(what, why, "Choose another name or another folder.")


def way_out(error: OSError, again: str) -> str:
    """What to do where a file cannot be written; `again` is "save" or "export"."""
    room = " or free some space" if is_full(error) else ""
    return f"Choose another folder{room}, then {again} again."


def is_full(error: OSError) -> bool:
    """Whether a disk, or the user's part of it, is full."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def check_folder(folder: Path) -> None:
    """Refuse a folder that nothing can be written to, before long work is done for it.

    It need not be there yet: then the nearest above it counts.

    Raises
    ------
    DestinationError
    """
    there = folder.absolute()
    while not os.path.lexists(there) and there != there.parent:
        there = there.parent
    # on Windows a folder's read-only mark says nothing
    if os.name != "nt" and there.is_dir() and not os.access(there, os.W_OK | os.X_OK):
        raise DestinationError(
            f"Nothing can be saved to {folder}.",
            "The disk is read-only, or you may not write there.",
            "Choose another folder.",
        )


def named(
    path: Path, suffixes: Sequence[str], overwrite: bool = False, inputs: Iterable[Path] = ()
) -> Path:
    """A path that the user has named, if a file may be written to it.

    Raises
    ------
    TakenError
        A file is there already, and `overwrite` was not said.
    DestinationError
        As `check`.
    """
    check(path, suffixes, inputs)
    if not overwrite and os.path.lexists(path):
        raise _taken(path)
    return path


def free(path: Path, others: Sequence[str] = ()) -> Path:
    """The path itself, or the next name after it ("seed0007-2.png") that is not there yet, nor
    the credentials of one ("seed0007.exr.c2pa").

    Parameters
    ----------
    path : Path
    others : sequence of str
        Endings of the files that will be beside it, whose names must be free as well.
    """

    def taken(name: Path) -> bool:
        beside = (name.with_name(name.name + MANIFEST[0]), *map(name.with_suffix, others))
        return any(map(os.path.lexists, (name, *beside)))

    return next_free(path, taken)


@contextmanager
def writing(path: Path, suffixes: Sequence[str], overwrite: bool = True) -> Iterator[BinaryIO]:
    """Open a file for the user: it appears whole or not at all.

    Parameters
    ----------
    path : Path
    suffixes : sequence of str
    overwrite : bool
        Whether a file that is there may go: in the window, where the user was asked.

    Raises
    ------
    DestinationError
        As `named`; also if the file came to be there meanwhile.
    OSError
        As from the file system.
    """
    named(path, suffixes, overwrite)
    try:
        with replacing(path, only_new=not overwrite) as file:
            yield file
    except FileExistsError as error:
        if overwrite or error.filename is None:
            raise
        raise _taken(path) from error


def _taken(path: Path) -> TakenError:
    return TakenError(
        f"{path.name} was not saved.",
        f"{path} already exists.",
        "Choose another name, or add --overwrite to replace it.",
    )


def _own(path: Path) -> str | None:
    """What of facelab's own a path is, in words; None if it is nothing of it.

    Links are followed: what a name leads to counts as well as the name.
    """
    shown, real = Path(os.path.abspath(path)), Path(os.path.realpath(path))  # noqa: PTH100
    for place in dict.fromkeys((shown, real)):
        found = _own_place(place)
        if found is not None:
            return found
    return "a library" if _is_database(real) else None


def _own_place(path: Path) -> str | None:
    name = path.name.casefold()
    if name == _LIBRARY or name.startswith(f"{_LIBRARY}-"):
        return "the library"
    for folder in path.parents:
        if folder.name.casefold() in _BESIDE_LIBRARY and os.path.exists(folder.parent / _LIBRARY):  # noqa: PTH110
            return "in the library's backup folder"
        if folder.name.casefold() == _TIMELINES and os.path.exists(folder.parent / _LIBRARY):  # noqa: PTH110
            return "in the library's folder of timelines"
    folder = path.parent
    if name.startswith((*_SAVED_STATE, _VERDICTS)) and _is(folder, paths.settings_dir):
        return "part of the settings"
    if name.endswith(".safetensors") and _is(folder, paths.directions_dir):
        return "one of your own directions"
    if name.endswith(".pem") and _is(folder, paths.signing_dir):
        return "part of the key that signs pictures"
    if name.endswith((".safetensors", _VERDICTS)) and _is(folder, paths.weights_cache):
        return "one of the networks"
    for above in path.parents:
        if _is(above, paths.shipped_weights) or _is(above, paths.resources):
            return "part of facelab itself"
        if above.name.casefold() in paths.WORK_FOLDERS and _is(above.parent, paths.weights_cache):
            return "one of the networks' files"
    return None


def _is(folder: Path, place: Callable[[], Path]) -> bool:
    try:
        return _same(folder, place())
    except paths.UnknownPlaceError:  # then nothing was ever kept there
        return False


def _is_database(path: Path) -> bool:
    """Whether there is a SQLite file, as the library is one; also under another name."""
    try:
        with open_regular(path, _NO_LIMIT) as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except OSError:  # nothing there, or nothing that can be read
        return False


def _same(one: Path, other: Path) -> bool:
    """Whether two paths are the same place, also through links and on disks without cases."""
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there
        return os.path.realpath(one) == os.path.realpath(other)
