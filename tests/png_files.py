"""Pictures with a recipe in them, for tests that read such files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from facelab.export.picture import picture_of
from facelab.export.writer import Metadata
from facelab.export.writing import write
from facelab.recipe import Recipe


def write_png(
    path: Path,
    rgb: NDArray[np.uint8],
    recipe: Recipe,
    size: int | None = None,
    overwrite: bool = True,
) -> None:
    """Write a picture [H, W, 3 or 4], at `size` x `size` or as it is, and its recipe."""
    write(path, picture_of(rgb, recipe, size), Metadata.of(recipe), overwrite=overwrite)
