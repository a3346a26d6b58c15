"""PNG pictures that carry their recipe and say what they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from facelab.export.picture import picture_of
from facelab.export.provenance.outgoing import Provenance
from facelab.export.writer import Marking, Metadata
from facelab.export.writing import encoded, write
from facelab.recipe import Recipe


def write_marked(
    path: Path,
    rgb: NDArray[np.uint8],
    recipe: Recipe,
    provenance: Provenance,
    size: int | None = None,
    overwrite: bool = True,
) -> None:
    """Write a picture [H, W, 3] with its recipe and its marks; a file that was there is replaced
    only when all is written.

    Raises
    ------
    ExportError
        The folder or the disk does not allow it, or `facelab.destinations` does not.
    """
    said, picture = Metadata.of(recipe, provenance.xmp()), picture_of(rgb, recipe, size)
    write(path, picture, said, marking=marking_of(provenance), overwrite=overwrite)


def marked_png(rgb: NDArray[np.uint8], recipe: Recipe, provenance: Provenance) -> bytes:
    """The same as bytes, for a clipboard."""
    said = Metadata.of(recipe, provenance.xmp())
    return encoded(picture_of(rgb, recipe), said, marking=marking_of(provenance))


def marking_of(provenance: Provenance) -> Marking:
    """What a writer does to a picture so that it says what it is."""
    return Marking(provenance.pixels, provenance.file, provenance.sidecar)
