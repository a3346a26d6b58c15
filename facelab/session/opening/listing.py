"""Which files are meant when files and folders are opened together."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from facelab.checkpoints.published_directions import SUFFIXES
from facelab.export.formats import PICTURE_SUFFIXES
from facelab.library.exchange import SUFFIX

NETWORKS = (".pkl", ".pt", ".pth", ".safetensors")  # as people name them; content decides
OPENED = tuple(dict.fromkeys((*PICTURE_SUFFIXES, ".json", SUFFIX, *SUFFIXES, *NETWORKS)))
MOST_FILES = 1_000  # of all folders together
DEEPEST = 4  # folders in folders


@dataclass(frozen=True)
class FileList:
    """What was found.

    Attributes
    ----------
    files : tuple of Path
        Those that were named, and of folders those that facelab opens, sorted by name.
    passed : int
        Files in folders that facelab does not open.
    cut : bool
        Whether there were more than are looked at.
    refused : tuple of (str, str)
        Name of a folder that cannot be looked at, and why.
    """

    files: tuple[Path, ...]
    passed: int = 0
    cut: bool = False
    refused: tuple[tuple[str, str], ...] = ()


def list_files(paths: Sequence[Path]) -> FileList:
    """The files that are meant: each once, in the order in which they were named."""
    files: dict[Path, None] = {}
    refused: list[tuple[str, str]] = []
    passed, cut = 0, False
    for path in paths:
        if not path.is_dir():
            files[path] = None
            continue
        for found in _inside(path, refused, DEEPEST):
            if found is None or len(files) + passed >= MOST_FILES:
                cut = True
                break
            if found.suffix.lower() in OPENED:
                files[found] = None
            else:
                passed += 1
    return FileList(tuple(files), passed, cut, tuple(refused))


def _inside(folder: Path, refused: list[tuple[str, str]], levels: int) -> Iterator[Path | None]:
    """The files of a folder, then those of the folders in it; None where it ends too deep.

    Hidden ones are left out, and links to folders, which may lead in circles.
    """
    try:
        with os.scandir(folder) as there:
            entries = sorted(there, key=lambda entry: entry.name.lower())
            kinds = [(Path(entry.path), entry.is_dir(follow_symlinks=False)) for entry in entries]
    except OSError as error:
        refused.append((folder.name, f"{error.strerror or error}."))
        return
    shown = [(path, is_dir) for path, is_dir in kinds if not path.name.startswith(".")]
    yield from (path for path, is_dir in shown if not is_dir and not path.is_dir())
    for path, is_dir in shown:
        if is_dir and levels == 0:
            yield None
        elif is_dir:
            yield from _inside(path, refused, levels - 1)
