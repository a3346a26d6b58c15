"""Directions that others made, as arrays: to be judged beside ours."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from facelab.checkpoints.directions import DirectionsFile
from facelab.checkpoints.published_directions import read_published
from facelab.engine.shape import match_rows
from facelab.errors import RecipeError
from facelab.networks.family import NetworkShape
from facelab.solve.direction_report import Other


def read_other(
    path: Path, direction: str, directions: DirectionsFile, shape: NetworkShape
) -> Other:
    """The one direction of a file, of any form that people publish, by band of layers.

    Of different rows in a band the mean is taken.

    Raises
    ------
    ExportError
        The file cannot be read.
    RecipeError
        It holds several directions, or one for another network.
    """
    found = read_published(path)
    if len(found) > 1:
        raise RecipeError(
            f"{path.name} contains {len(found)} directions.",
            "Only one can be compared at a time.",
            "Choose a file with a single vector.",
        )
    rows = match_rows(found[0].rows, shape.w_dim, shape.num_ws, shape.stylegan2_rows)
    whole = np.broadcast_to(rows, (shape.num_ws, shape.w_dim)).astype(np.float64)
    banded = np.stack([whole[list(band)].mean(axis=0) for band in directions.metadata.bands])
    return Other(path.name, direction, banded)
