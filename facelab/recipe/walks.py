"""Walks that a seed decides: the face strays a little from where the keys have it, or its fine
noise is drawn anew again and again. The same seed always takes the same way.
"""

from __future__ import annotations

import math
from functools import lru_cache

import msgspec
import numpy as np

from facelab.recipe.blends import blended
from facelab.recipe.sources import MAX_SEED, Seed, Value, check_range
from facelab.recipe.values import Noise, Recipe

STEP_RANGE = (0.05, 600.0)  # seconds


class FaceWalk(Value, frozen=True, tag_field="kind", tag="w"):
    """The w of the face strays towards one seed after another.

    Attributes
    ----------
    seed : int
        Of the way.
    seconds : float
        From one of the seeds on the way to the next.
    strength : float
        Share of them in the face, 0 to 1.
    """

    seed: int = 0
    seconds: float = 1.5
    strength: float = 0.2

    def __post_init__(self) -> None:
        _check(self.seed, self.seconds)
        check_range("the strength of a walk", self.strength, 0.0, 1.0)

    def on(self, face: Recipe, place: float, whole: float, around: bool) -> Recipe:
        """A face where the walk has brought it.

        Parameters
        ----------
        place, whole : float
            Seconds from the beginning, and of the whole timeline.
        around : bool
            The walk comes back to its beginning at the end. Its steps are then a little longer
            or shorter.

        Raises
        ------
        RecipeError
            The face is made of more faces already than a blend holds.
        """
        count = _steps(self.seconds, whole)
        at = (
            min(max(place, 0.0) / (whole / count), float(count)) if around else place / self.seconds
        )
        k = math.floor(at)
        t = at - k
        seeds = _way(self.seed, count + 2)
        one, other = k % count if around else k, (k + 1) % count if around else k + 1
        share = t * t * (3.0 - 2.0 * t)
        parts = [
            (face.source, 1.0 - self.strength),
            (Seed(seeds[one]), self.strength * (1.0 - share)),
            (Seed(seeds[other]), self.strength * share),
        ]
        return msgspec.structs.replace(face, source=blended(parts))


class NoiseWalk(Value, frozen=True, tag_field="kind", tag="noise"):
    """Fine noise that is drawn anew in steps, as grain is.

    Attributes
    ----------
    seed : int
        Of the way.
    seconds : float
        For which each stays.
    """

    seed: int = 0
    seconds: float = 0.2

    def __post_init__(self) -> None:
        _check(self.seed, self.seconds)

    def on(self, face: Recipe, place: float, whole: float, around: bool) -> Recipe:
        """A face with its noise at a time; noise that is off stays so. See `FaceWalk.on`."""
        if face.noise.mode == "none":
            return face
        count = _steps(self.seconds, whole)
        k = math.floor(place / (whole / count if around else self.seconds))
        seed = _way(self.seed, count + 2)[k % count if around else k]
        return msgspec.structs.replace(face, noise=Noise("random", seed, face.noise.strength))


Walk = FaceWalk | NoiseWalk


def _check(seed: int, seconds: float) -> None:
    if not 0 <= seed <= MAX_SEED:
        raise ValueError(f"seed is {seed}; it must be 0 to {MAX_SEED}")
    check_range("a step of a walk in seconds", seconds, *STEP_RANGE)


def _steps(seconds: float, whole: float) -> int:
    return max(1, round(whole / seconds)) if whole >= seconds else 1


@lru_cache(maxsize=16)
def _way(seed: int, count: int) -> tuple[int, ...]:
    """The seeds on a way; a longer way begins as a shorter one."""
    drawn = np.random.RandomState(seed).bytes(4 * count)
    return tuple(np.frombuffer(drawn, dtype="<u4").tolist())
