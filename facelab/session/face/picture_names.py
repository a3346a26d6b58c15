"""What saved pictures are called: a pattern of the user's, made into a name any disk can take."""

from __future__ import annotations

import datetime

from facelab.export.names import Naming, face_name, filled
from facelab.files import safe_stem
from facelab.recipe import Recipe

__all__ = ["face_name", "picture_name"]

_LONGEST = 180  # bytes: of the 255 that a name may have, with room for "-2" and the suffix


def picture_name(pattern: str, recipe: Recipe, today: datetime.date) -> str:
    """The name of a picture, without a suffix.

    Parameters
    ----------
    pattern : str
        `{name}` stands for the seed as in "seed0007", `{seed}` for its number, `{date}` for the
        day: the words of exports; `{face}` is what `{name}` was called before. What a file system
        may refuse becomes "_"; of a pattern that leaves nothing, `{name}` is used.
    recipe : Recipe
    today : date
    """
    face = face_name(recipe)
    values = Naming(face, recipe, date=today).values()
    known = {key: values[key] for key in ("name", "seed", "date")} | {"face": face}
    return safe_stem(filled(pattern, known), "_", _LONGEST) or face
