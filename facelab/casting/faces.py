"""Faces of a cast: what is seen of one that was drawn, one that was found, and what came of all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from facelab.casting.wishes import Wish, Wishes
from facelab.progress import Progress
from facelab.recipe import Recipe


@dataclass(frozen=True, eq=False)
class Seen:
    """What is seen of a face.

    Attributes
    ----------
    picture : uint8 [H, W, 3]
        Small: red, green, blue.
    sigma : mapping of str to float
        Labels by name, in sigma, as lists of pictures have them.
    values : mapping of str to float
        The same in the units of `facelab.casting.words`.
    """

    picture: NDArray[np.uint8]
    sigma: Mapping[str, float]
    values: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class FoundFace:
    """A face of a cast.

    Attributes
    ----------
    number : int
        From 1, as they were found.
    recipe : Recipe
    seen : Seen
    identity : float32 [D]
        Who it is (`facelab.labels.identity`).
    apart : float
        Difference as a person from the likest of those found before it; infinite for the first.
    """

    number: int
    recipe: Recipe
    seen: Seen
    identity: NDArray[np.float32]
    apart: float


@dataclass(frozen=True)
class Found(Progress):
    """The progress of a search that has found another face.

    Attributes
    ----------
    face : FoundFace
    """

    face: FoundFace | None = None


@dataclass(frozen=True)
class Nearest:
    """The face that comes nearest to a wish.

    Attributes
    ----------
    wish : Wish
    beyond : float
        By how much it misses it, in sigma; 0 if it meets it.
    recipe : Recipe
    values : mapping of str to float
        Of the wish's labels, in their units.
    """

    wish: Wish
    beyond: float
    recipe: Recipe
    values: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came of a search.

    Attributes
    ----------
    wishes : Wishes
    faces : tuple of FoundFace
        As many as were wished, or fewer.
    predicted, likely : int
        Faces that were predicted; those among them that promised to meet every wish.
    drawn : int
        Faces that were drawn and measured.
    why_not : mapping of str to int
        Why others of these were not taken, by reason; one face may have several.
    nearest : tuple of Nearest
        To each wish that no face met, or that kept the cast from being full.
    wider : mapping of str to str
        Wishes that need only be wider for the cast to be full, by their words: what would do.
    stopped : bool
        It was ended before its end.
    """

    wishes: Wishes
    faces: tuple[FoundFace, ...]
    predicted: int
    likely: int
    drawn: int
    why_not: Mapping[str, int] = field(default_factory=dict)
    nearest: tuple[Nearest, ...] = ()
    wider: Mapping[str, str] = field(default_factory=dict)
    stopped: bool = False

    @property
    def passed(self) -> float:
        """Share of the drawn faces that were taken."""
        return len(self.faces) / self.drawn if self.drawn else 0.0
