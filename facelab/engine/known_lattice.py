"""The lattice of a network, where it was measured."""

from __future__ import annotations

from collections.abc import Callable

from facelab.checkpoints.lattices import lattice_paths, read_lattice
from facelab.checkpoints.store import Metadata
from facelab.engine.lattice import Lattice, fits
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
            _, patterns = read_lattice(path, metadata.model_sha256)
        except FacelabError as error:
            notify(error)
        else:
            return Lattice(patterns) if len(patterns) else None
    return None
