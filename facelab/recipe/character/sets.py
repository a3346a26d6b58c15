"""Sets of changes of a face, by plain names: expressions, mouth shapes, turns, ages.

A change is a list of steps along directions. A step that says a level brings the face there from
wherever it is: a person who smiles by nature is as sad as one who does not. The shipped
expressions do so with the mouth and add what brows and eyes do: brought to levels, these made
another person (drift 0.69 on average of four faces and twelve expressions; added, 0.58).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

import msgspec

from facelab.plain_text import plain
from facelab.recipe.sources import Value, check_range
from facelab.recipe.values import AMOUNT_RANGE

MAX_VARIANTS, MAX_STEPS = 64, 64
MAX_NAME, MAX_TITLE, MAX_ABOUT = 40, 80, 600
# Letters that are no others with a mark.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "'": "", "’": ""}
)
_NAME = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")

Way = Literal["add", "level"]


def check_name(what: str, name: str) -> None:
    """Refuse what engines of games could not use: they want small letters, digits and `_`.

    Raises
    ------
    ValueError
    """
    if len(name) > MAX_NAME or not _NAME.fullmatch(name):
        raise ValueError(
            f"{plain(name, MAX_NAME)!r} is no name of {what}: small letters, digits and single _ "
            f"between them, up to {MAX_NAME}"
        )


def safe_name(text: str) -> str:
    """A text as such a name, "José" as "jose"; "face" if nothing is left of it."""
    plain_letters = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = "".join(each for each in plain_letters if not unicodedata.combining(each))
    words = re.findall(r"[a-z0-9]+", bare)
    return "_".join(words)[:MAX_NAME].strip("_") or "face"


def check_text(what: str, text: str, limit: int) -> None:
    """Refuse what is long, or has letters that do something.

    Raises
    ------
    ValueError
    """
    if len(text) > limit or text != plain(text):
        raise ValueError(f"{what} is no plain text of up to {limit} letters")


class Step(Value, frozen=True, omit_defaults=True):
    """How one direction is moved.

    Attributes
    ----------
    direction : str
    amount : float
        In standard deviations: added to what the face has ("add"), or where the face is brought
        among all faces ("level"; 0 is the average of them).
    way : "add" or "level"
    """

    direction: str
    amount: float
    way: Way = "add"

    def __post_init__(self) -> None:
        if not 1 <= len(self.direction) <= 200:
            raise ValueError("a direction's name has 1 to 200 characters")
        check_range(f"the step of {self.direction!r}", self.amount, *AMOUNT_RANGE)
        if self.way not in ("add", "level"):
            raise ValueError(f"the way is {self.way!r}; it must be add or level")


class Variant(Value, frozen=True, omit_defaults=True):
    """One change of a face: "happy".

    Attributes
    ----------
    name : str
        For files and games.
    title : str
        For people; empty is the name.
    steps : tuple of Step
        None leaves the face as it is.
    """

    name: str
    title: str = ""
    steps: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        check_name("a picture for games", self.name)
        check_text("the title", self.title, MAX_TITLE)
        if len(self.steps) > MAX_STEPS:
            raise ValueError(f"{self.name} has more than {MAX_STEPS} steps")
        moved = [step.direction for step in self.steps]
        if len(set(moved)) < len(moved):
            raise ValueError(f"{self.name} moves a direction twice")

    @property
    def shown(self) -> str:
        """What people read."""
        return self.title or self.name.replace("_", " ").capitalize()


class VariantSet(Value, frozen=True, omit_defaults=True):
    """Changes that belong together, in their order.

    Attributes
    ----------
    name : str
    title : str
        For people; empty is the name.
    about : str
        What is in it, and what it cannot do.
    variants : tuple of Variant
    """

    name: str
    variants: tuple[Variant, ...]
    title: str = ""
    about: str = ""

    def __post_init__(self) -> None:
        check_name("a set", self.name)
        check_text("the title", self.title, MAX_TITLE)
        check_text("what is said about it", self.about, MAX_ABOUT)
        if not 1 <= len(self.variants) <= MAX_VARIANTS:
            raise ValueError(f"a set has 1 to {MAX_VARIANTS} changes")
        names = [variant.name for variant in self.variants]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"two changes are called {twice}")

    @property
    def shown(self) -> str:
        """What people read."""
        return self.title or self.name.replace("_", " ").capitalize()

    @property
    def levels(self) -> frozenset[str]:
        """Directions whose level has to be known in a face."""
        steps = (step for variant in self.variants for step in variant.steps)
        return frozenset(step.direction for step in steps if step.way == "level")


def set_of_amounts(direction: str, amounts: tuple[float, ...]) -> VariantSet:
    """A direction at some amounts, added to what the face has: any slider along a side.

    Raises
    ------
    ValueError
        An amount is out of range, or stands twice.
    """
    base = safe_name(direction)
    variants = []
    for amount in amounts:
        said = f"{abs(amount):g}".replace(".", "_").replace("-", "_")
        sign = "minus_" if amount < 0 else "plus_" if amount > 0 else ""
        steps = (Step(direction, amount),) if amount else ()
        title = f"{direction} {amount:+g}" if amount else f"{direction} 0"
        variants.append(Variant(f"{base}_{sign}{said}"[:MAX_NAME], title, steps))
    return VariantSet(base, tuple(variants))


def decode_set(said: object) -> VariantSet:
    """A set out of plain values; what is wrong raises as msgspec and the values do."""
    return msgspec.convert(said, VariantSet, strict=True)
