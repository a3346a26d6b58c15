"""What is surely in front, what is surely behind, and what is to be found out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facelab.cutout.others import middle, without_others
from facelab.cutout.person import SIDE, Person
from facelab.cutout.pyramid import halved, resized, spread
from facelab.cutout.regions import connected, filled, grown, shrunk

Array = NDArray[np.float32]
Mask = NDArray[np.bool_]

_CHIN = 0.86  # row, of the picture's side
_DEEP = 6  # so far inside nothing is an edge any more
_EDGE = 3  # how far from the network's outline all is unsure, in its pixels
_SAME = 0.07  # how near colours are that are of one wall
_STRANDS = 16  # how far outside it single hairs are looked for
_GAPS = 10  # how far inside it one may see through hair
_CLEAR = 0.07  # by how much a strand differs from what is behind it
_PATTERN = 0.06  # what is counted against it at most of the pattern of a wall
_LIGHTER = 0.15  # how much lighter than the hair is what one sees through it
_ROUGH = 0.035  # how much the light varies from pixel to pixel in hair, not on skin


@dataclass(frozen=True, eq=False)
class Trimap:
    """What is known of each pixel.

    Attributes
    ----------
    values : float32 [SIDE, SIDE]
        1 in front, 0 behind, 0.5 unknown.
    doubtful : bool [SIDE, SIDE]
        Unknown because it is not clear what it is, not because an edge is near.
    rough : bool [SIDE, SIDE]
        Where light varies as it does in hair.
    """

    values: Array
    doubtful: Mask
    rough: Mask


def make_trimap(picture: Array, person: Person, said: Array | None = None) -> Trimap:
    """The trimap of a picture.

    Parameters
    ----------
    picture : float32 [2 SIDE, 2 SIDE, 3]
        0 to 1.
    person : Person
    said : float32 [SIDE, SIDE] or None
        Mean answers before doubts were settled, if they were: heads are told by them.
    """
    small = halved(picture)
    heads = (person.mean if said is None else said) > 0.5
    face = person.face if person.face.any() else middle()
    seen = person.mean > 0.5
    own = without_others(seen, heads, person.face, small)
    own = connected(grown(own, _EDGE), face) & own if (own & face).any() else own
    foreign = seen & ~own
    rows = np.arange(SIDE)[:, None] / SIDE
    # a jacket is taken where hair would not be: it is wide, and often like what is behind it
    inside = filled((person.mean > np.where(rows > _CHIN, 0.5, 0.85)) & own)
    inside |= shrunk(filled(own), _DEEP)  # a hat that is half believed, far from its edge
    doubtful = (person.most >= 0.15) & (person.mean >= 0.1) & ~foreign
    front = _shoulders(shrunk(inside, _EDGE), person.face) | shrunk(person.face & own, 1)
    front = connected(front, face) if (front & face).any() else front
    others = grown(foreign, _EDGE) & ~grown(own, _EDGE)
    back = (shrunk(~(own | doubtful), _EDGE) | others) & ~front
    # without what is thin, or a strand would be what it is seen before
    behind = resized(resized(spread(small, back.astype(np.float32)), SIDE // 8), SIDE)
    wall = doubtful & (person.mean < 0.6) & (np.abs(small - behind).max(axis=2) < _SAME)
    back |= shrunk(grown(wall, 1), 2) & ~grown(front, _EDGE)
    # of four pixels the one that differs most: a strand is one pixel wide
    doubled = np.repeat(np.repeat(behind, 2, 0), 2, 1)
    apart = np.abs(picture - doubled).max(axis=2)
    most = apart.reshape(SIDE, 2, SIDE, 2).max(axis=(1, 3))
    least = apart.reshape(SIDE, 2, SIDE, 2).min(axis=(1, 3))
    usual = spread(most[..., None], shrunk(back, _STRANDS - _EDGE).astype(np.float32))[..., 0]
    near = grown(~back, _STRANDS - _EDGE) & (rows < _CHIN)
    strands = back & ~others & near & (most > _CLEAR + 2 * np.minimum(usual, _PATTERN))
    ahead = spread(small, shrunk(front, _GAPS).astype(np.float32))
    # what is darker than the hair may as well be a shadow in it
    lighter = (behind - ahead).mean(axis=2) > _LIGHTER
    light = small.mean(axis=2)
    rough = _local_spread(light) > _ROUGH
    gaps = front & ~shrunk(front, _GAPS) & rough & lighter & (least < _CLEAR) & (rows < _CHIN)
    trimap = np.full((SIDE, SIDE), 0.5, np.float32)
    trimap[front & ~grown(gaps, 1)] = 1
    trimap[back & ~grown(strands, 1)] = 0
    return Trimap(trimap, doubtful & ~grown(own, _EDGE), grown(rough, _EDGE))


def _shoulders(front: Mask, face: Mask) -> Mask:
    """Under a shoulder there is only more of the jacket, whatever its colour; not under a jaw."""
    start = int(_CHIN * SIDE)
    below = np.maximum.accumulate(front[start:], axis=0) & ~grown(face, 2 * _EDGE).any(axis=0)
    return np.concatenate((front[:start], front[start:] | below))


def _local_spread(light: Array) -> Array:
    """Standard deviation over 5 x 5 pixels."""

    def mean(values: Array) -> Array:
        padded = np.pad(values, 2, mode="edge")
        total = sum(padded[k : k + SIDE] for k in range(5))
        assert isinstance(total, np.ndarray)
        return np.asarray(sum(total[:, k : k + SIDE] for k in range(5)) / 25, np.float32)

    return np.asarray(np.sqrt(np.maximum(mean(light**2) - mean(light) ** 2, 0)), np.float32)
