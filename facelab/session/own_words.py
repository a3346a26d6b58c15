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
        if made.strange:
            return told_strange(made, new > 0)
        if not new:
            return Message("info", f"“{made.direction.title}” is in Mine already", reads_as(made))
        return Message("info", f"Imported “{made.direction.title}” into Mine", reads_as(made))
    some = f"The first {len(found.made)} of {found.total}." if found.total > FIRST else ""
    again = f"{len(found.made) - new} were there already." if new < len(found.made) else ""
    what = f"Imported {len(found.made)} directions of {path.name} into Mine"
    strange = sum(made.strange for made in found.made)
    if strange:
        unread = f"{strange} of them do nothing that the named directions notice."
        return Message("warning", what, f"{some} {again} {unread}".strip(), STRANGE_FIX)
    return Message("info", what, f"{some} {again}".strip())


STRANGE_WHY = (
    "It changes nothing that the named directions notice: it was probably made for another network."
)
STRANGE_FIX = "Try it on a face, and delete it from Mine if it does nothing of use."


def told_strange(made: Made, new: bool) -> Message:
    """A direction that reads as nothing, as those of another network's space do."""
    title = made.direction.title
    what = f"Imported “{title}” into Mine" if new else f"“{title}” is in Mine already"
    return Message("warning", f"{what}, but it reads as nothing", STRANGE_WHY, STRANGE_FIX)


def reads_as(made: Made) -> str:
    """What a direction does, by its predictors; empty if they do not say."""
    return f"It reads as {made.reads_as}." if made.reads_as else ""


def count_faces(count: int) -> str:
    """How many faces."""
    return "1 face" if count == 1 else f"{count} faces"
