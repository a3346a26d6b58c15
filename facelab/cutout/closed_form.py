"""Alpha of the unknown pixels of a trimap, from the coarsest level of a pyramid to the finest."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from facelab.cutout.laplacian import MattingLaplacian
from facelab.cutout.pyramid import doubled, halved, resized
from facelab.cutout.sampling import guess_colours, mixture
from facelab.errors import Stopped

Array = NDArray[np.float32]

COARSEST = 128  # side in pixels: there it is solved from nothing
GUESSED = 256  # side of the level on which colours of both sides are looked for
WEIGHT = 0.05  # of what they say, beside the Laplacian
UNLIKELY, LIKELY = 0.3, 0.7  # of what the network says: below is nothing, above is all
BELIEF = 0.4  # of what the network says, where the colours of both sides are alike
# Most steps a level, the coarsest first. What runs far along a strand is found where a step is
# long; the full size only has to sharpen what the level below it found.
STEPS = (100, 60, 40, 12)
TOLERANCE = 1e-3


def solve_alpha(
    picture: Array,
    trimap: Array,
    person: Array | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Array:
    """Closed-form matting, helped by colours that are known.

    Parameters
    ----------
    picture : float32 [H, W, 3]
        0 to 1.
    trimap : float32 [H, W]
        1 in front, 0 behind, anything between where it is to be found out.
    person : float32 [S, S] or None
        How likely each pixel is in front, S a power of two times or part of the picture's side.
    cancelled : callable
        Asked between the levels.

    Returns
    -------
    float32 [H, W]
        0 to 1; what was known is as it was.

    Raises
    ------
    Stopped
        `cancelled` returned True.
    """
    pictures, trimaps = [picture], [trimap]
    while min(trimaps[-1].shape) >= 2 * COARSEST and not any(n % 2 for n in trimaps[-1].shape):
        pictures.append(halved(pictures[-1]))
        trimaps.append(halved(trimaps[-1]))
    level = next((k for k, each in enumerate(trimaps) if min(each.shape) <= GUESSED), 0)
    if person is not None:
        person = resized(person, trimaps[level].shape[0])
    guess = guess_colours(pictures[level], trimaps[level], person)
    believed = np.zeros_like(trimaps[level])
    if person is not None:
        believed = np.float32(BELIEF) * guess.alike * np.abs(2 * person - 1)
        person = np.clip((person - UNLIKELY) / np.float32(LIKELY - UNLIKELY), 0, 1)
    alpha = trimaps[-1]
    for level in range(len(trimaps) - 1, -1, -1):
        go_on(cancelled)
        here, known = pictures[level], trimaps[level]
        side = known.shape[0]
        if alpha.shape != known.shape:
            alpha = doubled(alpha)
        likely = mixture(here, resized(guess.front, side), resized(guess.back, side))
        steps = STEPS[min(len(trimaps) - 1 - level, len(STEPS) - 1)]
        trust = np.float32(WEIGHT) * resized(guess.trust, side)
        if person is not None:
            more = resized(believed, side)
            likely = _mean(likely, trust, resized(person, side), more)
            trust = trust + more
        laplacian = MattingLaplacian(here, _unknown(known))
        alpha = _solve(laplacian, known, alpha, likely, trust, steps)
    return alpha


def _mean(one: Array, weight: Array, other: Array, its: Array) -> Array:
    both = np.maximum(weight + its, np.float32(1e-9))
    return np.asarray((weight * one + its * other) / both, np.float32)


def go_on(cancelled: Callable[[], bool]) -> None:
    """Stop where that was asked for."""
    if cancelled():
        raise Stopped


def _unknown(trimap: Array) -> NDArray[np.bool_]:
    return (trimap > 0) & (trimap < 1)


def _solve(
    laplacian: MattingLaplacian,
    trimap: Array,
    start: Array,
    likely: Array,
    trust: Array,
    steps: int,
) -> Array:
    """Conjugate gradients from a first guess, each pixel weighed by its diagonal."""
    unknown = _unknown(trimap)
    if not unknown.any():
        return trimap
    alpha = np.where(unknown, start, trimap).astype(np.float32)
    places, trust = laplacian.places, trust[unknown]
    whole = laplacian.padded(alpha)
    inverse = 1 / np.maximum(laplacian.diagonal + trust, np.float32(1e-6))
    residual = trust * (likely[unknown] - whole[places]) - laplacian.times(whole)
    direction = inverse * residual
    step = np.zeros_like(whole)
    error = first = float(residual @ direction)
    for _ in range(steps):
        if error <= TOLERANCE**2 * max(first, 1e-12):
            break
        step[places] = direction
        product = laplacian.times(step) + trust * direction
        along = float(direction @ product)
        if along <= 0:  # rounding: nothing is left to gain
            break
        length = np.float32(error / along)
        whole[places] += length * direction
        residual -= length * product
        weighed = inverse * residual
        error, last = float(residual @ weighed), error
        direction = weighed + np.float32(error / last) * direction
    return np.ascontiguousarray(np.clip(laplacian.unpadded(whole), 0, 1))
