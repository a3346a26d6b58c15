"""The user's own directions as the engine's, and the engine's as files."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from msgspec import structs
from numpy.typing import NDArray

from facelab.checkpoints.own_direction_file import ID, OwnDirection, make_own
from facelab.engine.directions.direction_set import MINE_GROUP, Direction
from facelab.engine.model_info import ModelInfo


def own_directions(found: Iterable[OwnDirection], num_ws: int, w_dim: int) -> tuple[Direction, ...]:
    """Directions of the group "Mine"; those of another shape than the network's are left out."""
    return tuple(
        Direction(
            id=each.id,
            title=each.title,
            group=MINE_GROUP,
            vectors=each.vectors,
            layers=(0, num_ws - 1),
            note=each.metadata.note,
        )
        for each in found
        if each.vectors.shape in ((1, w_dim), (num_ws, w_dim))
    )


def acting_rows(direction: Direction, num_ws: int) -> NDArray[np.float32]:
    """What an amount of 1 adds to w+: float32 [1, w_dim] if that is the same on all rows, else
    [num_ws, w_dim] with zeros where the direction does not act.
    """
    first, last = direction.layers
    if direction.vectors.shape[0] == 1 and (first, last) == (0, num_ws - 1):
        return direction.vectors
    rows = np.zeros((num_ws, direction.vectors.shape[1]), np.float32)
    rows[first : last + 1] = (
        direction.vectors
        if direction.vectors.shape[0] == 1
        else direction.vectors[first : last + 1]
    )
    return rows


def as_own(direction: Direction, model: ModelInfo) -> OwnDirection:
    """A direction of any group as one of the user's, which a file can hold."""
    rows = acting_rows(direction, model.num_ws)
    made = make_own(direction.title, rows, model.name, model.sha256, direction.note)
    if not ID.fullmatch(direction.id):
        return made
    return OwnDirection(structs.replace(made.metadata, id=direction.id), made.vectors)
