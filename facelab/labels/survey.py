"""Measures many pictures, a block at a time, and keeps what was measured: it can go on later."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.kept_arrays import read_arrays
from facelab.files import replacing
from facelab.labels.measure import SHAPES, measure
from facelab.labels.nets import LabelNets
from facelab.processors import processors

Array = NDArray[np.float32]
Pixels = NDArray[np.uint8]
Measured = dict[str, Array]

BLOCK = 250  # faces in a file
VERSION = 2
_BYTES = ("chip", "small")  # 0 to 1 in steps of 1/255 is enough


def survey(
    nets: LabelNets, read: Callable[[int], Pixels], folder: Path, faces: int
) -> Generator[int, None, None]:
    """Measure the faces of which the folder has no measurement yet.

    Parameters
    ----------
    read : callable
        Number of a face to its picture.
    faces : int
        How many, from number 0 on; a last block that is not full is measured, too.

    Yields
    ------
    int
        How many are measured by now.

    Raises
    ------
    OSError
        The folder cannot be written.
    """
    for first in range(0, faces, BLOCK):
        count = min(BLOCK, faces - first)
        path = block_path(folder, first)
        if measured_count(path) < count:
            rows = []
            with ThreadPoolExecutor(processors()) as pool:
                indices = range(first, first + count)
                for row in pool.map(lambda index: measure(nets, read(index)), indices):
                    rows.append(row)
                    yield first + len(rows)
            write_block(path, stack(rows))
        yield first + count


def stack(rows: list[Measured]) -> Measured:
    """Measurements of single faces as arrays with one row a face."""
    return {name: np.stack([row[name] for row in rows]) for name in SHAPES}


def block_path(folder: Path, first: int) -> Path:
    """Where the measurements from a face's number on are."""
    return folder / "measured" / f"{first:06d}.npz"


def write_block(path: Path, measured: Mapping[str, Array]) -> None:
    """Write measurements; the file appears complete or not at all."""
    packed = {
        name: np.round(each * 255).clip(0, 255).astype(np.uint8) if name in _BYTES else each
        for name, each in measured.items()
    }
    with replacing(path) as file:
        np.savez(file, version=VERSION, **packed)  # type: ignore[arg-type]


def read_block(path: Path) -> Measured | None:
    """Measurements of a file; None if it is missing, damaged, or of another version."""
    found = read_arrays(path, ("version", *SHAPES))
    if found is None or not np.array_equal(found.pop("version"), VERSION):
        return None
    count = len(found["score"])
    if any(found[name].shape != (count, *shape) for name, shape in SHAPES.items()):
        return None
    return {
        name: each.astype(np.float32) / np.float32(255)
        if name in _BYTES
        else each.astype(np.float32)
        for name, each in found.items()
    }


def measured_count(path: Path) -> int:
    """How many faces a file has measurements of; 0 if it cannot be used."""
    found = read_block(path)
    return 0 if found is None else len(found["score"])


def read_survey(folder: Path, faces: int) -> Measured:
    """All measurements of faces 0 to `faces` - 1, one row a face, as far as there are any."""
    blocks = []
    for first in range(0, faces, BLOCK):
        found = read_block(block_path(folder, first))
        if found is None:
            break
        blocks.append({name: each[: faces - first] for name, each in found.items()})
    if not blocks:
        return {name: np.zeros((0, *shape), np.float32) for name, shape in SHAPES.items()}
    return {name: np.concatenate([block[name] for block in blocks]) for name in SHAPES}
