"""A first guess at alpha from colours that are known to be in front or behind.

Closed-form matting only says how alpha changes from pixel to pixel; what is enclosed by strands of
hair it cannot tell. Here each unknown pixel looks along rays for colours of both sides and keeps
the pair that explains its own best: after Gastal, Oliveira, "Shared Sampling for Real-Time Alpha
Matting", Computer Graphics Forum 2010.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

RAYS = 12
REACH = 0.3  # of the picture's side: how far a ray looks
_STRAY = 0.02  # what a pixel's colour may stray from the mixture of two, 0 to 1
_FAR = 0.4  # of the reach; how far a sample may be to count little
# Pixels along a ray: every one, then ever fewer.
_WAYS = np.array(
    sorted({*map(float, range(1, 16)), *np.round(16 * 1.06 ** np.arange(64)).tolist()})
)
_SHADE = 0.3  # what is dark before a dark wall may be a shadow as well as a gap
_APART = 0.12  # colours of front and back that are nearer than this say little


@dataclass(frozen=True, eq=False)
class Guess:
    """The two colours that explain each pixel best.

    Attributes
    ----------
    front, back : float32 [H, W, 3]
    trust : float32 [H, W]
        0 to 1; 0 where a pixel is known, or nothing explains it.
    alike : float32 [H, W]
        0 to 1: how little the two colours differ, so that no colour can tell; 0 where a pixel is
        known.
    """

    front: Array
    back: Array
    trust: Array
    alike: Array


def guess_colours(picture: Array, trimap: Array, person: Array | None = None) -> Guess:
    """Look for the colours of both sides of every unknown pixel.

    Parameters
    ----------
    picture : float32 [H, W, 3]
    trimap : float32 [H, W]
        1 in front, 0 behind, anything between is unknown.
    person : float32 [H, W] or None
        0 to 1: how likely each pixel is in front, if something is known of it.
    """
    unknown = (trimap > 0) & (trimap < 1)
    trust, alike = np.zeros(trimap.shape, np.float32), np.zeros(trimap.shape, np.float32)
    rows, columns = np.nonzero(unknown)
    if not rows.size or not (trimap == 1).any() or not (trimap == 0).any():
        return Guess(picture, picture, trust, alike)
    own = picture[rows, columns]
    fronts, front_ways = _along_rays(trimap == 1, picture, rows, columns)
    backs, back_ways = _along_rays(trimap == 0, picture, rows, columns)
    best = np.full(rows.size, np.inf, np.float32)
    front, back, stray = own.copy(), own.copy(), np.full(rows.size, np.inf, np.float32)
    for one, one_way in zip(fronts, front_ways, strict=True):
        for other, other_way in zip(backs, back_ways, strict=True):
            mixed = mixture(own, one, other)[:, None]
            off = own - other - mixed * (one - other)
            squared = np.einsum("nc,nc->n", off, off)
            cost = squared / _STRAY**2 + (one_way + other_way) / _FAR
            better = cost < best
            best[better], stray[better] = cost[better], squared[better]
            front[better], back[better] = one[better], other[better]
    apart = ((front - back) ** 2).sum(axis=1)
    differ = apart / (apart + _APART**2)
    sure = np.exp(-stray / (2 * _STRAY**2)) * differ
    alike[rows, columns] = 1 - differ
    if person is not None:
        shade = (front.mean(axis=1) > back.mean(axis=1)) & (person[rows, columns] > 0.5)
        sure *= np.where(shade, np.float32(_SHADE), np.float32(1))
    trust[rows, columns] = np.where(np.isfinite(best), sure, 0)
    front_picture, back_picture = picture.copy(), picture.copy()
    front_picture[rows, columns], back_picture[rows, columns] = front, back
    return Guess(front_picture, back_picture, trust, alike)


def mixture(colours: Array, front: Array, back: Array) -> Array:
    """How much of `front` is in colours that lie between it and `back`: [..., 3] to [...]."""
    apart = front - back
    along = np.einsum("...c,...c->...", colours - back, apart)
    length = np.einsum("...c,...c->...", apart, apart)
    return np.asarray(np.clip(along / np.maximum(length, np.float32(1e-6)), 0, 1), np.float32)


def _along_rays(
    wanted: NDArray[np.bool_], picture: Array, rows: NDArray[np.intp], columns: NDArray[np.intp]
) -> tuple[Array, Array]:
    """The first pixel of a kind on each ray: colours [RAYS, N, 3], ways 0 to 1 [RAYS, N], which
    are infinite where there is none.
    """
    height, width = wanted.shape
    reach = int(REACH * max(height, width))
    colours = np.zeros((RAYS, rows.size, 3), np.float32)
    ways = np.full((RAYS, rows.size), np.inf, np.float32)
    for k in range(RAYS):
        angle = 2 * np.pi * (k + 0.25) / RAYS
        down, right = np.sin(angle), np.cos(angle)
        left = np.arange(rows.size)
        for way in _WAYS[reach > _WAYS]:
            y = rows[left] + round(way * down)
            x = columns[left] + round(way * right)
            inside = (y >= 0) & (y < height) & (x >= 0) & (x < width)
            left, y, x = left[inside], y[inside], x[inside]
            found = wanted[y, x]
            hit = left[found]
            colours[k, hit] = picture[y[found], x[found]]
            ways[k, hit] = way / reach
            left = left[~found]
            if not left.size:
                break
    return colours, ways
