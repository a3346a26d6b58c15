"""One face on its way out: what is ordered, drawn, made a file of, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from facelab.errors import FacelabError
from facelab.export.writer import Pixels
from facelab.progress import Progress, Steps
from facelab.recipe import Recipe


@dataclass(frozen=True, eq=False)
class Drawn:
    """A picture that was drawn, and what is known of it.

    Attributes
    ----------
    pixels : uint8 or float32 [H, W, 3 or 4]
        As in `Picture`.
    facts : mapping of str to float
        What was measured in it, by name.
    """

    pixels: Pixels
    facts: Mapping[str, float] = field(default_factory=dict)


# Called with a recipe and whether float32 is wanted. What takes long says how far it is.
Draw: TypeAlias = Callable[[Recipe, bool], Pixels | Steps[Drawn]]


@dataclass(frozen=True)
class Order:
    """One face that is to leave.

    Attributes
    ----------
    index : int
        Its number among those that leave together, from 1.
    name : str
    recipe : Recipe
    cast : str
    where : str
        Where it comes from, if something is to be said of it: "line 12"; else its name is said.
    """

    index: int
    name: str
    recipe: Recipe
    cast: str = ""
    where: str = ""


@dataclass(frozen=True)
class Refused:
    """What cannot leave, and why.

    Attributes
    ----------
    where : str
        "line 12", or the face's name.
    error : FacelabError
    """

    where: str
    error: FacelabError


@dataclass(frozen=True)
class Made:
    """A face that has left.

    Attributes
    ----------
    order : Order
    path : Path
    wanted : Path
        Where it would be if that name were free.
    new : bool
        False if it was there already, and was left as it is.
    seconds : float
        That drawing and writing took.
    facts : mapping of str to float
        As in `Drawn`.
    measured : mapping of str to float
        Labels by name, in sigma, if they were measured.
    """

    order: Order
    path: Path
    wanted: Path
    new: bool = True
    seconds: float = 0.0
    facts: Mapping[str, float] = field(default_factory=dict)
    measured: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Wanted:
    """A face that is to be drawn, and where it goes if that name is free."""

    order: Order
    path: Path


@dataclass(frozen=True)
class Unsigned:
    """A face as a file that is not signed yet, wherever it was drawn.

    Attributes
    ----------
    content : bytes
    marked : bool or None
        Whether the invisible mark was found in it; None if nobody has looked.
    seconds : float
        That it took.
    facts, measured : mapping of str to float
        As in `Made`.
    notes : tuple of str
        What was to be written into it and is not, as sentences.
    """

    content: bytes
    marked: bool | None = None
    seconds: float = 0.0
    facts: Mapping[str, float] = field(default_factory=dict)
    measured: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


# What one face has come to, and what draws: given faces to draw in between others, it returns all
# in their order, those that were to be drawn with what became of them; in between, how far one is.
Step: TypeAlias = Made | Refused | Wanted
DrawnStep: TypeAlias = Made | Refused | Progress | tuple[Wanted, Unsigned | FacelabError]
Drawing: TypeAlias = Callable[[Iterator[Step]], Iterator[DrawnStep]]
