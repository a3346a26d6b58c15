"""What files that leave are called: a pattern made into a name that any disk can take."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from facelab.errors import RecipeError
from facelab.files import is_device, safe_stem
from facelab.recipe import Recipe

FIELDS = ("name", "seed", "model", "cast", "index", "date")
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Naming:
    """What a pattern can say of a face.

    Attributes
    ----------
    name : str
        The face's, or of the seed; see `face_name`.
    recipe : Recipe
    index : int
        Its number among those that leave together, from 1.
    digits : int
        Of the number at least.
    cast : str
    date : date
    """

    name: str
    recipe: Recipe
    index: int = 1
    digits: int = 3
    cast: str = ""
    date: datetime.date = field(default_factory=datetime.date.today)

    def values(self) -> dict[str, str]:
        """Texts by field."""
        seed = self.recipe.seed
        return {
            "name": self.name,
            "seed": "" if seed is None else f"{seed:04d}",
            "model": self.recipe.model.name,
            "cast": self.cast,
            "index": f"{self.index:0{self.digits}d}",
            "date": self.date.isoformat(),
        }


def face_name(recipe: Recipe) -> str:
    """The seed, as in "seed0042"; "face" for one that comes from no seed."""
    return "face" if recipe.seed is None else f"seed{recipe.seed:04d}"


def check_pattern(pattern: str) -> None:
    """Refuse a pattern that names what there is not.

    Raises
    ------
    RecipeError
    """
    for name in _PLACE.findall(pattern):
        if name not in FIELDS:
            known = ", ".join(f"{{{each}}}" for each in FIELDS)
            raise RecipeError(f"A name has no field {{{name}}}.", "", f"Choose from {known}.")


def file_stem(pattern: str, naming: Naming) -> str:
    """The name of a file, without a suffix."""
    text = filled(pattern, naming.values())
    return safe_stem(text) or safe_stem(naming.name) or face_name(naming.recipe)


def filled(pattern: str, values: Mapping[str, str]) -> str:
    """A pattern with what its fields stand for; others are left."""
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), pattern)


def in_letters(stem: str, letters: str) -> str:
    """A name as other programs take it: see `NamedFormat.letters`; "face" if nothing is left."""
    if letters == "any":
        return stem
    plain_letters = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    if letters == "plain":
        name = re.sub(r"[^A-Za-z0-9]", "", plain_letters)
        return f"face{name}" if not name or is_device(name) else name
    words = re.sub(r"[^a-z0-9_ ]+", "_", plain_letters.lower())
    name = " ".join(each.strip("_") for each in words.split() if each.strip("_")) or "face"
    return f"face_{name}" if is_device(name) else name
