"""The colours in front and behind of every pixel, once it is known how they mix.

Germer, Uelwer, Conrad, Harmeling, "Fast Multi-Level Foreground Estimation", ICPR 2020: from one
pixel up to the whole picture, each level begins with the colours of the one below and lets every
pixel agree with its neighbours. Only what is mixed has anything to find, so only that is gone
through.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from facelab.cutout.pyramid import halved

Array = NDArray[np.float32]

SMALL = 32  # side in pixels of levels that are gone through often
OFTEN, SELDOM = 10, 3
_AGREE = 1e-4  # how much neighbours agree anyway
_EDGES = 1.0  # how much more where alpha changes: a colour's edge is not where alpha's is


def estimate_colours(picture: Array, alpha: Array) -> tuple[Array, Array]:
    """Colours with picture = alpha front + (1 - alpha) back.

    Parameters
    ----------
    picture : float32 [H, W, 3]
    alpha : float32 [H, W]

    Returns
    -------
    front, back : float32 [H, W, 3]
        0 to 1. Of a pixel that is wholly in front only `back` is a guess, and the other way round.
    """
    pictures, alphas = [picture], [alpha]
    while min(alphas[-1].shape) > 1 and not any(n % 2 for n in alphas[-1].shape):
        pictures.append(halved(pictures[-1]))
        alphas.append(halved(alphas[-1]))
    front = back = pictures[-1]
    for here, share in zip(pictures[::-1], alphas[::-1], strict=True):
        if front.shape != here.shape:
            front, back = (each.repeat(2, 0).repeat(2, 1) for each in (front, back))
        times = OFTEN if max(share.shape) <= SMALL else SELDOM
        front, back = _agreed(here, share, front, back, times)
    return front, back


def _agreed(
    picture: Array, alpha: Array, front: Array, back: Array, times: int
) -> tuple[Array, Array]:
    height, width = alpha.shape
    pair = np.concatenate((front, back), axis=2)
    pair[alpha >= 1, :3] = picture[alpha >= 1]
    pair[alpha <= 0, 3:] = picture[alpha <= 0]
    rows, columns = np.nonzero((alpha > 0) & (alpha < 1))
    if rows.size:
        flat = pair.reshape(-1, 6)
        own = rows * width + columns
        beside = [
            np.clip(rows + dy, 0, height - 1) * width + np.clip(columns + dx, 0, width - 1)
            for dy, dx in ((-1, 0), (1, 0), (0, -1), (0, 1))
        ]
        mixed = alpha.ravel()
        share = mixed[own]
        rest = 1 - share
        weights = [
            np.float32(_AGREE) + np.float32(_EDGES) * np.abs(share - mixed[k]) for k in beside
        ]
        total = np.sum(weights, axis=0, dtype=np.float32)
        ours = picture.reshape(-1, 3)[own]
        a, b, c = share * share + total, share * rest, rest * rest + total
        scale = 1 / (a * c - b * b)
        a, b, c = ((each * scale)[:, None] for each in (a, b, c))
        said = np.concatenate((share[:, None] * ours, rest[:, None] * ours), axis=1)
        for _ in range(times):
            told = said.copy()
            for k, weight in zip(beside, weights, strict=True):
                told += weight[:, None] * flat[k]
            found_front = c * told[:, :3] - b * told[:, 3:]
            found_back = a * told[:, 3:] - b * told[:, :3]
            flat[own] = np.clip(np.concatenate((found_front, found_back), axis=1), 0, 1)
    return np.ascontiguousarray(pair[..., :3]), np.ascontiguousarray(pair[..., 3:])
