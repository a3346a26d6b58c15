"""What the user is told of their own directions."""

from __future__ import annotations

from pathlib import Path

from facelab.engine.made_directions import FIRST, FromFile, Made
from facelab.session.messages import Message


def told_imported(result: tuple[FromFile, int], path: Path) -> Message:
    """What came out of a file, and how many of it are new."""
    found, new = result
    if len(found.made) == 1:
        made = found.made[0]
        if not new:
            return Message("info", f"“{made.direction.title}” is in Mine already", reads_as(made))
        return Message("info", f"Imported “{made.direction.title}” into Mine", reads_as(made))
    some = f"The first {len(found.made)} of {found.total}." if found.total > FIRST else ""
    again = f"{len(found.made) - new} were there already." if new < len(found.made) else ""
    what = f"Imported {len(found.made)} directions of {path.name} into Mine"
    return Message("info", what, f"{some} {again}".strip())


def reads_as(made: Made) -> str:
    """What a direction does, by its predictors; empty if they do not say."""
    return f"It reads as {made.reads_as}." if made.reads_as else ""


def count_faces(count: int) -> str:
    """How many faces."""
    return "1 face" if count == 1 else f"{count} faces"
