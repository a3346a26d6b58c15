"""What saved pictures are called: a pattern of the user's, made into a name any disk can take."""

from __future__ import annotations

import datetime

from facelab.export.names import face_name, filled
from facelab.files import safe_stem
from facelab.recipe import Recipe

__all__ = ["face_name", "picture_name"]

_LONGEST = 180  # bytes: of the 255 that a name may have, with room for "-2" and the suffix


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
    face = face_name(recipe)
    return (
        safe_stem(filled(pattern, {"face": face, "date": today.isoformat()}), "_", _LONGEST) or face
    )
