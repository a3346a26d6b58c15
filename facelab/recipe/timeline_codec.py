"""Timeline to JSON and back: strict, versioned, older versions migrated.

The form is `{"format": "facelab-timeline", "version": 2, "timeline": {"keys": [...]}}`. The face
of each key is a whole recipe with a version of its own, so that recipes of before stay readable
in timelines, too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from facelab.damage import DAMAGED
from facelab.errors import RecipeError
from facelab.recipe.codec import recipe_from_json, recipe_to_json
from facelab.recipe.envelope import Envelope, reason
from facelab.recipe.timeline import MAX_KEYS, Timeline
from facelab.recipe.values import Recipe

FORMAT, VERSION = "facelab-timeline", 2
MAX_BYTES = 64 * 2**20
_ENVELOPE = Envelope(FORMAT, VERSION, MAX_BYTES, "timeline")
_WHAT = _ENVELOPE.what

# version -> what turns its `timeline` into that of the next version
MIGRATIONS: dict[int, Callable[[Any], Any]] = {
    1: lambda said: said,  # version 2 added tracks, walks and via, which have defaults, and curves
}


def timeline_to_json(timeline: Timeline) -> str:
    """Encode a timeline so that people can read it; defaults are written out."""
    body = {
        "format": FORMAT,
        "version": VERSION,
        "timeline": timeline_to_object(
            timeline, lambda face: msgspec.Raw(recipe_to_json(face).encode())
        ),
    }
    return msgspec.json.format(msgspec.json.encode(body), indent=2).decode() + "\n"


def timeline_to_object(timeline: Timeline, face: Callable[[Recipe], Any]) -> dict[str, Any]:
    """A timeline of plain values; `face` makes them of the faces of its keys."""
    said: dict[str, Any] = {
        name: msgspec.to_builtins(getattr(timeline, name))
        for name in ("repeat", "via", "tracks", "walks")
    }
    keys = [
        {
            "face": face(key.face),
            "seconds": key.seconds,
            "hold": key.hold,
            "ease": msgspec.to_builtins(key.ease),
        }
        for key in timeline.keys
    ]
    return {"keys": keys, **said}


def is_timeline(text: str | bytes) -> bool:
    """Whether JSON says that it is a timeline, sound or not."""
    return _ENVELOPE.names(text)


def timeline_from_json(text: str | bytes) -> Timeline:
    """Decode a timeline of this or an older version.

    Raises
    ------
    RecipeError
        It is not JSON, no timeline, of a newer version, or something in it makes no sense.
    """
    body, version = _ENVELOPE.open(text)
    if set(body) != {"format", "version", "timeline"}:
        raise RecipeError(_WHAT, "It holds something else than a timeline.", "Check the file.")
    try:
        return timeline_from_object(body["timeline"], _face, version)
    except DAMAGED as error:
        raise RecipeError(_WHAT, reason(error), "Check the file.") from error


def timeline_from_object(
    said: Any, face: Callable[[Any, int], Recipe], version: int = VERSION
) -> Timeline:
    """The timeline of plain values.

    Parameters
    ----------
    said
        As of `timeline_to_object`, or anything else.
    face : callable
        The face of a key: of what is said of it, and of the number of the key.
    version : int
        Of the form that they have.

    Raises
    ------
    ValueError, TypeError, LookupError
        It makes no sense.
    RecipeError
        `face` raises it.
    """
    for of in range(version, VERSION):
        said = MIGRATIONS[of](said)
    return msgspec.convert(_with_faces(said, face), Timeline, strict=True)


def _with_faces(said: Any, face: Callable[[Any, int], Recipe]) -> Any:
    """The object with a recipe as value for each key; what is wrong otherwise, its type says."""
    if not isinstance(said, dict) or not isinstance(said.get("keys"), list):
        return said
    if len(said["keys"]) > MAX_KEYS:
        raise ValueError(f"a timeline has 1 to {MAX_KEYS:,} keys, found {len(said['keys'])}")
    keys = []
    for k, key in enumerate(said["keys"], 1):
        if isinstance(key, dict) and "face" in key:
            keys.append({**key, "face": msgspec.to_builtins(face(key["face"], k))})
        else:
            keys.append(key)
    return {**said, "keys": keys}


def _face(said: Any, number: int) -> Recipe:
    try:
        return recipe_from_json(msgspec.json.encode(said))
    except RecipeError as error:
        why = f"The face of key {number}: {error.why}"
        raise RecipeError(_WHAT, why, error.fix) from error
