"""What a set of stimuli is to be: faces, attributes, levels, and how exact."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from facelab.errors import RecipeError
from facelab.recipe import Recipe

Design = Literal["single", "factorial"]
Origin = Literal["face", "mean"]
DESIGNS: tuple[Design, ...] = ("single", "factorial")
ORIGINS: tuple[Origin, ...] = ("face", "mean")

LEVELS = (-2.0, -1.0, 0.0, 1.0, 2.0)
FARTHEST_LEVEL = 4.0  # sd: labels end at 5, see `facelab.labels.scale`
MOST = 5_000  # pictures
TOLERANCE = 0.1
_PICTURE_ROUNDS = 5.0  # draws and measurements that a picture takes, roughly
_NO_WORD = re.compile(r"[^a-z0-9_]")


@dataclass(frozen=True)
class Cell:
    """One picture of a set.

    Attributes
    ----------
    id : str
        Letters, digits and _, beginning with a letter: "f01_smile_m2".
    face : str
        "f01".
    levels : mapping of str to float
        By attribute, in sd; of an attribute that is not named the level is that of the face.
    """

    id: str
    face: str
    levels: Mapping[str, float]

    @property
    def is_base(self) -> bool:
        """Whether no attribute is to be moved to a place."""
        return not self.levels


@dataclass(frozen=True)
class StimuliPlan:
    """What is wanted.

    Attributes
    ----------
    faces : tuple of Recipe
    attributes : tuple of str
        Names of directions that were made for a label, such as "smile".
    levels : tuple of float
        In sd of the faces that the network draws, ascending.
    design : "single" or "factorial"
        One attribute at a time, the others as the face has them; or each level of each with each
        level of every other.
    origin : "face" or "mean"
        What level 0 is: each face's own measured value, or the mean of all faces.
    tolerance : float
        How far a measured value may be from its target, in sd.
    order_seed : int
        Of the shuffled order of presentation.

    Raises
    ------
    RecipeError
        It makes no sense; the text says why.
    """

    faces: tuple[Recipe, ...]
    attributes: tuple[str, ...]
    levels: tuple[float, ...] = LEVELS
    design: Design = "single"
    origin: Origin = "face"
    tolerance: float = TOLERANCE
    order_seed: int = 0

    def __post_init__(self) -> None:
        if not self.faces or not self.attributes or not self.levels:
            raise RecipeError("stimuli need a face, an attribute and a level at least")
        if len(set(self.attributes)) != len(self.attributes):
            raise RecipeError("an attribute is named twice")
        if list(self.levels) != sorted(set(self.levels)):
            raise RecipeError("levels must be different from each other, the lowest first")
        if max(map(abs, self.levels)) > FARTHEST_LEVEL:
            raise RecipeError(
                f"levels run from -{FARTHEST_LEVEL:g} to {FARTHEST_LEVEL:g} sd: hardly a face "
                "lies beyond"
            )
        if not 0.02 <= self.tolerance <= 1.0:
            raise RecipeError("the tolerance must be 0.02 to 1 sd")
        if self.count > MOST:
            raise RecipeError(
                f"{self.count} pictures are too many for one set: choose up to {MOST}"
            )

    @property
    def count(self) -> int:
        """How many pictures it has."""
        if self.design == "factorial":
            return int(len(self.faces) * len(self.levels) ** len(self.attributes))
        return len(self.faces) * sum(1 for _ in self._levels())

    def face_ids(self) -> tuple[str, ...]:
        """Names such as "f01", in the order of the faces."""
        digits = max(2, len(str(len(self.faces))))
        return tuple(f"f{k:0{digits}d}" for k in range(1, len(self.faces) + 1))

    def cells(self) -> Iterator[Cell]:
        """All pictures, face by face; the nearest to the face first."""
        for face in self.face_ids():
            found = [Cell(_cell_id(face, levels), face, levels) for levels in self._levels()]
            yield from sorted(found, key=lambda cell: sum(map(abs, cell.levels.values())))

    def _levels(self) -> Iterator[dict[str, float]]:
        own = self.origin == "face"
        if self.design == "factorial":
            for chosen in itertools.product(self.levels, repeat=len(self.attributes)):
                levels = dict(zip(self.attributes, chosen, strict=True))
                yield {} if own and not any(chosen) else levels
            return
        if own and 0.0 in self.levels:  # the face itself: one picture for all attributes
            yield {}
        for attribute in self.attributes:
            for level in self.levels:
                if level or not own:
                    yield {attribute: level}


@dataclass(frozen=True)
class Estimate:
    """What a set costs.

    Attributes
    ----------
    pictures : int
    seconds : float
        Roughly.
    """

    pictures: int
    seconds: float


def estimate(plan: StimuliPlan, small: float, full: float, measured: float) -> Estimate:
    """How many pictures, and about how long they take.

    Parameters
    ----------
    plan : StimuliPlan
    small, full : float
        Seconds for a preview and for a full frame.
    measured : float
        Seconds for measuring the labels of a picture.
    """
    rounds = _PICTURE_ROUNDS * (small + measured) + 2 * (full + measured) + full
    return Estimate(plan.count, plan.count * rounds)


def column(name: str) -> str:
    """A name as a variable of Python, as conditions files want their columns."""
    return _NO_WORD.sub("_", name.lower())


def _cell_id(face: str, levels: Mapping[str, float]) -> str:
    parts = [f"{column(name)}_{_level_word(level)}" for name, level in levels.items()]
    return "_".join((face, *parts)) if parts else f"{face}_base"


def _level_word(level: float) -> str:
    """In letters and digits: "m2", "p1_5", "0"."""
    sign = "m" if level < 0 else "p" if level > 0 else ""
    return sign + f"{abs(level):g}".replace(".", "_")
