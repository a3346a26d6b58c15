"""Pictures of one character in which the eyes lie on the same pixels.

The corners of the eyes are found, not the irises, which look elsewhere in some expressions. What
was moved is looked at again, until the landmarks say that it is there.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from facelab.export.sizes import to_bytes
from facelab.preparing.heads import Head, moved

if TYPE_CHECKING:
    from facelab.labels.nets import LabelNets

Array = NDArray[np.float32]

SEEN = 512  # side in pixels of the picture that the landmarks are found in
_ROUNDS = 6
_NEAR, _NEAR_ENOUGH = 0.15, 0.4  # pixels of that picture, and of the whole one


def find_eyes(nets: LabelNets, picture: Array) -> Head | None:
    """Where the eyes are in a picture [S, S, 3], 0 to 1: the size is the distance between their
    middles, in the picture's plane. None if no face is found.
    """
    from facelab.labels.landmarks import LEFT_CORNERS, RIGHT_CORNERS, find_mesh

    mesh, score = find_mesh(nets, Image.fromarray(to_bytes(_small(picture))))
    if score <= 0:
        return None
    side = min(SEEN, picture.shape[0])
    left, right = (
        mesh[list(pair), :2].mean(axis=0) / side for pair in (LEFT_CORNERS, RIGHT_CORNERS)
    )
    x, y = (left + right) / 2
    across, down = right - left
    size = math.hypot(across, down)
    return Head(float(x), float(y), size, math.atan2(down, across)) if size > 0.02 else None


def from_there(nets: LabelNets, picture: Array, to: Head, turned: bool) -> Head | None:
    """What `moved` has to be told of a picture, so that its eyes come to lie at `to`.

    Parameters
    ----------
    nets : LabelNets
        With the landmarks of faces.
    picture : float32 [S, S, 3]
    to : Head
        As `find_eyes` says it.
    turned : bool
        The head is turned otherwise than that of `to`: then the middle between the eyes is
        brought there, and the head keeps its size and its tilt.

    Returns
    -------
    Head or None
        None if no face is found in it, or it cannot be followed.
    """
    small = _small(picture)  # first, for a large one takes long to move
    seen = find_eyes(nets, small)
    if seen is None:
        return None
    there = _followed(nets, small, _as_wide(seen, to) if turned else seen, to, turned, _NEAR)
    if there is None or small is picture:
        return there
    return _followed(nets, picture, there, to, turned, _NEAR_ENOUGH)


def _followed(
    nets: LabelNets, picture: Array, there: Head, to: Head, turned: bool, near: float
) -> Head | None:
    side = picture.shape[0]
    best, least = there, math.inf
    for _ in range(_ROUNDS):
        now = find_eyes(nets, moved(picture, there, to))
        if now is None:
            return None
        now = _as_wide(now, to) if turned else now
        away = _apart(now, to) * side
        if away <= near:
            return there
        if away < least:
            best, least = there, away
            there = _back(now, there, to)
        else:  # too far: landmarks do not follow evenly
            there = _halfway(best, there)
    return best


def _halfway(one: Head, other: Head) -> Head:
    return Head(
        (one.x + other.x) / 2,
        (one.y + other.y) / 2,
        (one.size + other.size) / 2,
        (one.angle + other.angle) / 2,
    )


def apart(one: Head, other: Head, turned: bool) -> float:
    """How far two pairs of eyes are from each other, of the picture's side: the farther eye, or
    the middle between them.
    """
    return _apart(_as_wide(one, other) if turned else one, other)


def brought(picture: Array, there: Head, to: Head) -> Array:
    """A picture [S, S, 3 or 4] with its eyes at `to`.

    Below, the shoulders go on where the picture ends. At its other edges a cut-out is empty
    there; a picture with its own background goes on as its mirror image.
    """
    if picture.shape[2] == 3:
        side = picture.shape[0]
        rim = side // 16
        wide = np.pad(picture, ((rim, rim), (rim, rim), (0, 0)), mode="reflect")
        inner = slice(rim, rim + side)
        return moved(wide, _within(there, side, rim), _within(to, side, rim))[inner, inner]
    alpha = picture[..., 3:]
    light = np.concatenate((picture[..., :3] * alpha, alpha), axis=2)
    light[:, (0, -1)] = 0  # what `moved` lets go on
    light[0] = 0
    made = moved(light, there, to)
    share = made[..., 3:]
    colour = np.divide(made[..., :3], share, out=np.zeros_like(made[..., :3]), where=share > 1e-4)
    return np.concatenate((np.clip(colour, 0, 1), share), axis=2)


def _small(picture: Array) -> Array:
    if picture.shape[0] <= SEEN:
        return picture
    planes = [
        np.asarray(Image.fromarray(plane).resize((SEEN, SEEN), Image.Resampling.BOX))
        for plane in np.ascontiguousarray(np.moveaxis(picture, 2, 0))
    ]
    return np.stack(planes, axis=2)


def _within(eyes: Head, side: int, rim: int) -> Head:
    """The same in a picture that has a rim of some pixels more."""
    whole = side + 2 * rim
    x, y = (eyes.x * side + rim) / whole, (eyes.y * side + rim) / whole
    return Head(x, y, eyes.size * side / whole, eyes.angle)


def _as_wide(eyes: Head, like: Head) -> Head:
    """The same middle, with the size and the tilt of others."""
    return Head(eyes.x, eyes.y, like.size, like.angle)


def _apart(one: Head, other: Head) -> float:
    most = 0.0
    for sign in (-0.5, 0.5):
        x = one.x + sign * one.size * math.cos(one.angle)
        y = one.y + sign * one.size * math.sin(one.angle)
        other_x = other.x + sign * other.size * math.cos(other.angle)
        other_y = other.y + sign * other.size * math.sin(other.angle)
        most = max(most, math.hypot(x - other_x, y - other_y))
    return most


def _back(now: Head, there: Head, to: Head) -> Head:
    """What was found in a moved picture, as it lies in the picture before."""
    scale, turn = there.size / to.size, there.angle - to.angle
    x, y = (now.x - to.x) * scale, (now.y - to.y) * scale
    return Head(
        there.x + math.cos(turn) * x - math.sin(turn) * y,
        there.y + math.sin(turn) * x + math.cos(turn) * y,
        now.size * scale,
        now.angle + turn,
    )
