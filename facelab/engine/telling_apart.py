"""A face or a direction: two vectors of the same form, told apart by where they lie.

A face lies around the average face, w_avg, about as far from it as faces do. A direction is a
step: it lies around zero. In a space with the covariance S of w the number that parts the two
best is Fisher's discriminant, x' (S + m I)^-1 w_avg, scaled here so that zero is 0 and w_avg is
1; m, the mean variance, keeps it steady for latents of projections, which leave the usual faces
on axes along which w hardly varies.

Measured on the default network: faces drawn at psi 1 have 0.66 to 1.45, at psi 0.5 0.83 to
1.22, steps of length 1 at most 0.05 either way, and steps as long as faces are up to 0.5.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.published_directions import Published
from facelab.engine.model_info import ModelInfo

Kind = Literal["face", "direction", "unsure"]

FACE_FROM, STEP_TO = 0.6, 0.25
FARTHEST = 2.5  # from w_avg, in multiples of the usual distance: psi 2 is 2
LONGEST_STEP = 0.5  # what is surely a step, in the same measure
UNSTEADY = 0.35  # standard deviation of the discriminant over faces, from which on it says nothing


def kind_of(vector: Published, model: ModelInfo) -> Kind:
    """What a vector is: by the name of its array and by its place; of names that say the
    contrary of a clear place nobody can be sure.
    """
    if vector.sigma is not None:
        return "direction"
    place = kind_by_place(vector.rows, model)
    says = vector.says or vector.hint
    if place is None:
        return "face" if says == "face" else "direction"
    if place == "unsure":
        return "face" if says == "face" else "direction" if says == "direction" else "unsure"
    contrary = {"face": "direction", "direction": "face"}[place]
    return "unsure" if vector.says == contrary else place


def kind_by_place(rows: NDArray[np.float32], model: ModelInfo) -> Kind | None:
    """What rows [R, w_dim] of a vector are by their mean; None if the network does not say how
    its faces lie.
    """
    measure = _measure(model)
    if measure is None or model.w_avg is None or rows.shape[1] != model.w_dim:
        return None
    axis, usual = measure
    mean = rows.astype(np.float64).mean(axis=0)
    found = float(axis @ mean)
    if found >= FACE_FROM and np.linalg.norm(mean - model.w_avg) <= FARTHEST * usual:
        return "face"
    if found <= STEP_TO and np.linalg.norm(mean) <= LONGEST_STEP * usual:
        return "direction"
    return "unsure"


@lru_cache(maxsize=1)
def _measure(model: ModelInfo) -> tuple[NDArray[np.float64], float] | None:
    """The axis [w_dim] of the discriminant, and how far faces usually are from the average."""
    if model.w_avg is None or model.spread is None:
        return None
    average = model.w_avg.astype(np.float64)
    half = model.spread.half.astype(np.float64)
    covariance = half.T @ half
    variance = float(np.trace(covariance)) / model.w_dim
    if not variance > 0.0 or not average.any():
        return None
    axis: NDArray[np.float64] = np.linalg.solve(
        covariance + variance * np.eye(model.w_dim), average
    ).astype(np.float64)
    axis /= float(axis @ average)
    if float(np.sqrt(axis @ covariance @ axis)) > UNSTEADY:
        return None
    return axis, float(np.sqrt(variance * model.w_dim))


def are_apart(rows: NDArray[np.float32], model: ModelInfo) -> bool:
    """Whether rows [R, w_dim] differ as much as faces of different people do: then they are no
    w+ of one face.
    """
    if model.spread is None or len(rows) < 2:
        return False
    usual = float(np.sqrt(np.square(model.spread.half, dtype=np.float64).sum()))
    away = np.linalg.norm(rows - rows.mean(axis=0), axis=1)
    return bool(np.median(away) > 0.5 * usual)
