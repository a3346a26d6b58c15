"""Directions that others made for StyleGAN2's w, as arrays: to be judged beside ours."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from facelab.checkpoints.directions import DirectionsFile
from facelab.recipe import RecipeError
from facelab.solve.direction_report import Other


def read_other(path: Path, direction: str, directions: DirectionsFile) -> Other:
    """A direction from a .npy file: [w_dim], [1, w_dim], [18, w_dim] or [1, 18, w_dim].

    Rows of StyleGAN2's 18 styles are matched with our bands of layers by resolution.

    Raises
    ------
    RecipeError
        The file is missing, or holds something else.
    """
    try:
        found = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise RecipeError(f"{path} cannot be read as a direction: {error}") from error
    _, bands, w_dim = directions.vectors.shape
    rows = np.asarray(found, np.float64).reshape(-1, found.shape[-1] if found.ndim else 1)
    if rows.shape[1] != w_dim or not np.isfinite(rows).all():
        raise RecipeError(f"{path} holds {list(found.shape)} numbers; a direction has {w_dim}")
    if len(rows) == 1:
        return Other(path.name, direction, np.repeat(rows, bands, axis=0))
    if len(rows) == _STYLES and bands == len(_BAND_STYLES):
        banded = np.stack([rows[first : last + 1].mean(axis=0) for first, last in _BAND_STYLES])
        return Other(path.name, direction, banded)
    raise RecipeError(f"{path} has {len(rows)} rows; a direction has 1 or {_STYLES}")


_STYLES = 18  # of StyleGAN2 at 1024 pixels: one for 4 px, then two a resolution, then the last
_BAND_STYLES = ((0, 2), (3, 4), (5, 6), (7, 8), (9, 17))  # 4 and 8 px, 16, 32, 64, finer
