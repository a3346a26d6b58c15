"""What saved pictures are called: a pattern of the user's, made into a name any disk can take."""

from __future__ import annotations

import datetime

from facelab.files import REFUSED_IN_NAMES
from facelab.plain_text import cut_to_bytes, plain
from facelab.recipe import Recipe

FACE, DATE = "{face}", "{date}"
_LONGEST = 180  # bytes: of the 255 that a name may have, with room for "-2" and the suffix
_PORTS = tuple(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))
_DEVICES = {"con", "prn", "aux", "nul", *_PORTS}  # of Windows


def face_name(recipe: Recipe) -> str:
    """The seed, as in "seed0042"; "face" for one that comes from no seed."""
    return "face" if recipe.seed is None else f"seed{recipe.seed:04d}"


def picture_name(pattern: str, recipe: Recipe, today: datetime.date) -> str:
    """The name of a picture, without a suffix.

    Parameters
    ----------
    pattern : str
        `{face}` stands for the seed, `{date}` for the day. What a file system may refuse becomes
        "_"; of a pattern that leaves nothing, `{face}` is used.
    recipe : Recipe
    today : date
    """
    text = pattern.replace(FACE, face_name(recipe)).replace(DATE, today.isoformat())
    text = "".join("_" if letter in REFUSED_IN_NAMES else letter for letter in plain(text))
    name = cut_to_bytes(text, _LONGEST).strip(" .")
    if not name.strip("_"):
        return face_name(recipe)
    return f"_{name}" if name.split(".")[0].lower() in _DEVICES else name
