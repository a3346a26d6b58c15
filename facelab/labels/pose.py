"""A face's mesh brought into one frame: where the head looks, and its shape without that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# Points that neither mouth nor brows move: eye corners, nose, temples, upper cheeks.
STEADY = (33, 133, 263, 362, 168, 6, 197, 195, 5, 127, 356, 234, 454, 93, 323, 98, 327, 10, 151,
          50, 280, 109, 338, 54, 284)  # fmt: skip
_LEFT_EYE, _RIGHT_EYE = (33, 133), (263, 362)
_ROUNDS = 5


@dataclass(frozen=True, eq=False)
class Posed:
    """Faces taken apart into where the head is and what shape it has.

    Attributes
    ----------
    angles : [N, 3]
        Yaw, pitch and roll in radians: positive when the face turns to the right of the
        picture, looks up, and tilts clockwise.
    scale : [N]
        Distance of the eyes in the picture, if the face looked straight at us.
    shape : [N, 468, 3]
        Upright meshes whose eyes are 1 apart; x to the right, y down, z away from us.
    centre : [N, 2]
        Where the steady points' middle is in the picture.
    """

    angles: Array
    scale: Array
    shape: Array
    centre: Array


def reference_shape(meshes: Array) -> Array:
    """The mean shape [468, 3] of meshes [N, 468, 3], upright, as symmetric as faces are."""
    reference = meshes.mean(axis=0)
    for _ in range(_ROUNDS):
        reference = _upright(reference)
        reference = align(meshes, reference).shape.mean(axis=0)
    return _upright(reference)


def align(meshes: Array, reference: Array) -> Posed:
    """Turn, move and scale meshes [N, 468, 3] so that their steady points fit the reference's.

    Source: Kabsch, "A solution for the best rotation to relate two sets of vectors", 1976.
    """
    steady = list(STEADY)
    target = reference[steady]
    target = target - target.mean(axis=0)
    points = meshes[:, steady]
    middle = points.mean(axis=1)
    centred = points - middle[:, None]
    u, sizes, vt = np.linalg.svd(np.einsum("nki,kj->nij", centred, target))
    sign = np.sign(np.linalg.det(u @ vt))
    sizes[:, 2] *= sign
    u[:, :, 2] *= sign[:, None]
    turns = u @ vt  # row vectors times it are upright
    scale = (centred**2).sum(axis=(1, 2)) / np.maximum(sizes.sum(axis=1), 1e-12)
    shape = ((meshes - middle[:, None]) @ turns) / scale[:, None, None]
    return Posed(_angles(turns), scale, shape, middle[:, :2])


def _upright(mesh: Array) -> Array:
    """Middle of the steady points at 0, eyes 1 apart, face straight ahead."""
    mesh = mesh - mesh[list(STEADY)].mean(axis=0)
    left, right = mesh[list(_LEFT_EYE)].mean(axis=0), mesh[list(_RIGHT_EYE)].mean(axis=0)
    across = (right - left) / np.linalg.norm(right - left)
    down = mesh[2] - mesh[168]
    down = down - (down @ across) * across
    down /= np.linalg.norm(down)
    turn = np.stack((across, down, np.cross(across, down)))
    upright: Array = (mesh @ turn.T) / np.linalg.norm(right - left)
    return upright


def _angles(turns: Array) -> Array:
    """Yaw, pitch, roll [N, 3] of what takes pictures' row vectors to upright ones."""
    forward = turns @ np.array([0.0, 0.0, -1.0])  # where the nose points, in the picture
    across = turns @ np.array([1.0, 0.0, 0.0])
    yaw = np.arctan2(forward[:, 0], -forward[:, 2])
    pitch = np.arctan2(-forward[:, 1], np.hypot(forward[:, 0], forward[:, 2]))
    roll = np.arctan2(across[:, 1], across[:, 0])
    return np.stack((yaw, pitch, roll), axis=1)
