"""What the user is told of files that were opened."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from facelab.export.soundness import (
    CLIP_STILL_THERE,
    STILL_THERE,
    told_clip_damage,
    told_damage,
)
from facelab.plain_text import plain
from facelab.session.direction_of_faces import count_faces
from facelab.session.messages import Message, message_of
from facelab.session.opening.contents import Contents
from facelab.session.own_directions import told_imported

PICTURES_STILL_THERE = "Their recipes are intact, so the faces are drawn from those."
CLIPS_STILL_THERE = "Their timelines are intact, so the clips can be made again."
MOST_NAMED = 6  # files that were refused and are named, each with its reason
MOST_LETTERS = 60  # of a file's name
Level = Literal["info", "warning", "error"]
Part = tuple[Level, str, str]  # what and why, of which either may be empty
RANKS: tuple[Level, ...] = ("info", "warning", "error")


def told_opened(found: Contents, in_history: int | None) -> Message | None:
    """What came of it all; None if there is nothing to say: one face is there and can be seen.

    Parameters
    ----------
    found : Contents
    in_history : int or None
        How many of its faces are in the history, beside the one that is on show; None if none is
        on show.
    """
    shown, in_history = in_history is not None, in_history or 0
    if found.count == 1 and not found.passed and not found.cut:
        if found.refused and not found.faces:
            told = message_of(found.refused[0][1])
            if found.pictures:
                return dataclasses.replace(told, offers="verify", file=found.pictures[0])
            return told
        if found.imported and not found.faces:
            path, made, new = found.imported[0]
            return told_imported((made, new), path)
        if found.damaged:
            path, why = found.damaged[0]
            return told_damaged(path.name, why, shown and bool(found.faces))
        if found.damaged_clips:
            path, why = found.damaged_clips[0]
            what, why = told_clip_damage(plain(path.name, MOST_LETTERS), why)
            return Message("warning", what, why, "Export it again to have an undamaged clip.")
    parts = [
        *_faces_told(found, in_history),
        *_directions_told(found),
        *_several_damaged_told(found.damaged, "picture", STILL_THERE, PICTURES_STILL_THERE),
        *_several_damaged_told(found.damaged_clips, "clip", CLIP_STILL_THERE, CLIPS_STILL_THERE),
        *_refused_told(found),
        *_left_told(found),
    ]
    if not parts:
        return None
    whats = [what for _, what, _ in parts if what]
    return Message(
        max((level for level, _, _ in parts), key=RANKS.index),
        ". ".join(whats) or "Not everything was opened",
        "\n".join(why for _, _, why in parts if why),
        offers="keep opened" if len(found.faces) > 1 else "",
    )


def _faces_told(found: Contents, in_history: int) -> list[Part]:
    count = len(found.faces)
    if count == 0 or found.count == count == 1:
        return []
    if count == 1:
        return [("info", f"Opened {found.faces[0].file}", "")]
    files = {face.file for face in found.faces}
    of = f" from {files.pop()}" if len(files) == 1 else ""
    why = "The others are in History." if count > 2 else "The other is in History."
    if in_history < count - 1:
        why = (
            f"{in_history} more are in History, but not the rest. To have them all, keep them all."
        )
    return [("info", f"Opened {count_faces(count)}{of}. The first is shown", why)]


def _directions_told(found: Contents) -> list[Part]:
    made = [each for _, several, _ in found.imported for each in several.made]
    if not made:
        return []
    directions = "1 direction" if len(made) == 1 else f"{len(made)} directions"
    parts: list[Part] = [("info", f"Imported {directions} into Mine", "")]
    for path, several, _ in found.imported:
        if several.total > len(several.made):
            count = f"The first {len(several.made)} of {several.total}"
            parts.append(("info", "", f"{count} in {plain(path.name, MOST_LETTERS)}."))
    strange = [f"“{plain(each.direction.title, 40)}”" for each in made if each.strange]
    if strange:
        shown = ", ".join(strange[:3]) + (f" and {len(strange) - 3} more" if strange[3:] else "")
        verb, what = ("has", "it was") if len(strange) == 1 else ("have", "they were")
        why = (
            f"{shown} {verb} no effect that the named directions can see: {what} probably "
            "made for another network."
        )
        parts.append(("warning", "", why))
    return parts


def told_damaged(name: str, why: str, shown: bool) -> Message:
    """That a picture is damaged, of which a face was read all the same.

    Parameters
    ----------
    name : str
        Of its file.
    why : str
        See `export.soundness.damage_in`.
    shown : bool
        Whether the face is on show.
    """
    what, why = told_damage(plain(name, MOST_LETTERS), why)
    fix = "Save it again to have an undamaged picture." if shown else ""
    return Message("warning", what, why, fix, offers="save picture" if shown else "")


def _several_damaged_told(
    damaged: Sequence[tuple[Path, str]], noun: str, one_still: str, all_still: str
) -> list[Part]:
    count = len(damaged)
    if not count:
        return []
    what = f"1 {noun} is damaged" if count == 1 else f"{count} {noun}s are damaged"
    still = one_still if count == 1 else all_still
    lines = [f"{plain(path.name, MOST_LETTERS)}: {why}" for path, why in damaged[:MOST_NAMED]]
    if count > MOST_NAMED:
        lines.append(f"And {count - MOST_NAMED} more.")
    return [("warning", what, "\n".join((still, *lines)))]


def _refused_told(found: Contents) -> list[Part]:
    count = len(found.refused)
    if not count:
        return []
    some = found.faces or found.imported or found.exports or found.unsure
    what = "1 file was not opened" if count == 1 else f"{count} files were not opened"
    lines = [
        f"{plain(name, MOST_LETTERS)}: {plain(error.why or error.what, 160)}"
        for name, error in found.refused[:MOST_NAMED]
    ]
    if count > MOST_NAMED:
        lines.append(f"And {count - MOST_NAMED} more.")
    return [("warning" if some else "error", what, "\n".join(lines))]


def _left_told(found: Contents) -> list[Part]:
    parts: list[Part] = []
    if not found.count and not found.refused:
        parts.append(("warning", "It contains nothing facelab can open", ""))
    if found.passed:
        files = "1 file" if found.passed == 1 else f"{found.passed} files"
        verb = "was" if found.passed == 1 else "were"
        parts.append(("info", "", f"{files} of other types {verb} skipped."))
    if found.cut:
        why = "It contains more than can be opened at once. The rest was skipped."
        parts.append(("warning", "", why))
    return parts


def joined(first: Message, second: Message | None) -> Message:
    """Two messages as one: the window shows one at a time."""
    if second is None:
        return first
    return Message(
        max(first.level, second.level, key=RANKS.index),
        f"{first.what}. {second.what}",
        "\n".join(filter(None, (first.why, second.why))),
        " ".join(filter(None, (first.fix, second.fix))),
        second.offers or first.offers,
    )
