"""The lattice of a network, where it was measured."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from facelab.checkpoints.lattices import Patterns, lattice_paths, read_lattice
from facelab.checkpoints.store import Metadata
from facelab.engine.lattice import Lattice, fits, preview_cell
from facelab.errors import FacelabError


def known_lattice(metadata: Metadata, notify: Callable[[FacelabError], None]) -> Lattice | None:
    """What a network's clean frames are freed of; None if it was not measured, or weaves none.

    `notify` is told of a damaged file, which is left out.
    """
    if not fits(metadata.resolution):
        return None
    for path in lattice_paths(metadata.name, metadata.model_sha256):
        if not path.is_file():
            continue
        try:
            _, patterns, previews = read_lattice(path, metadata.model_sha256)
        except FacelabError as error:
            notify(error)
        else:
            return _lattice(patterns, previews, metadata.resolution) if len(patterns) else None
    return None


def _lattice(patterns: Patterns, previews: Mapping[int, Patterns], resolution: int) -> Lattice:
    """What a file says; of sizes that cannot be nothing is made."""
    found = {
        size: Lattice(each)
        for size, each in previews.items()
        if preview_cell(size, resolution) == math.isqrt(each.shape[1])
    }
    return Lattice(patterns, found)
