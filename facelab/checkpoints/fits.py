"""Which named directions a recipe means: the hash of what they do, and the files of older ones.

A new fit gives directions of the same names that do something else. So that it changes no face
that was made before, recipes name the hash, and the older file is kept in the folder `old`
beside the new one.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
import numpy as np

from facelab.checkpoints.directions import (
    DirectionsFile,
    read_directions,
    write_directions,
)
from facelab.errors import WeightsError
from facelab.files import replacing

OLD = "old"


def fit_of(file: DirectionsFile) -> str:
    """SHA-256 of what decides faces: steps, bands of layers, locks; no titles and figures."""
    said = file.metadata
    acts = [
        said.model_sha256,
        said.bands,
        said.labels,
        said.farthest,
        [(d.id, d.label, d.bands, d.metric, d.locks, d.softness) for d in said.directions],
        [(a.id, a.labels) for a in said.attributes],
    ]
    digest = hashlib.sha256(msgspec.json.encode(acts))
    for name, kind in (
        ("steps", "<f2"),
        ("gradients", "<f2"),
        ("grams", "<f4"),
        ("gains", "<f4"),
        ("whitener", "<f2"),
        ("vectors", "<f2"),
    ):
        # As they are written: a file that was made just now and the same one read are one.
        rows = np.ascontiguousarray(getattr(file, name), dtype=kind)
        digest.update(f"{name} {rows.shape} ".encode() + rows.tobytes())
    return digest.hexdigest()


def read_old(today: Path, model_sha256: str, fit: str) -> DirectionsFile | None:
    """The older directions of a network with this hash, None if they are not there.

    Parameters
    ----------
    today : Path
        Where those of today are, or would be.
    model_sha256, fit : str

    Raises
    ------
    WeightsError
        Their file is damaged, or is another one.
    """
    path = today.parent / OLD / f"{fit}.safetensors"
    if not path.is_file():
        return None
    file = read_directions(path, model_sha256)
    if fit_of(file) != fit:
        raise WeightsError(
            "The named directions of this face cannot be used.",
            f"{path.name} holds others than its name says.",
            "Install facelab again.",
        )
    return file


def replace_directions(path: Path, directions: DirectionsFile) -> None:
    """Write directions; those that they replace are kept in `old` if they do something else.

    Raises
    ------
    OSError
        The folder cannot be written, or the disk is full.
    """
    try:
        before = read_directions(path) if path.is_file() else None
    except WeightsError:
        before = None  # no face was ever made with what cannot be read
    if before is not None and fit_of(before) != fit_of(directions):
        kept = path.parent / OLD / f"{fit_of(before)}.safetensors"
        kept.parent.mkdir(exist_ok=True)
        with replacing(kept) as file:
            file.write(path.read_bytes())
    write_directions(path, directions)
