"""Timeline to JSON and back: strict and versioned.

The form is `{"format": "facelab-timeline", "version": 1, "timeline": {"keys": [...]}}`. The face
of each key is a whole recipe with a version of its own, so that recipes of before stay readable
in timelines, too.
"""

from __future__ import annotations

from typing import Any

import msgspec

from facelab.damage import DAMAGED
from facelab.errors import RecipeError
from facelab.recipe.codec import recipe_from_json, recipe_to_json
from facelab.recipe.envelope import Envelope, reason
from facelab.recipe.json_text import json_text
from facelab.recipe.timeline import MAX_KEYS, Timeline

FORMAT, VERSION = "facelab-timeline", 1
MAX_BYTES = 64 * 2**20
_ENVELOPE = Envelope(FORMAT, VERSION, MAX_BYTES, "timeline")
_WHAT = _ENVELOPE.what


def timeline_to_json(timeline: Timeline) -> str:
    """Encode a timeline so that people can read it; defaults are written out."""
    keys = [
        {
            "face": msgspec.Raw(recipe_to_json(key.face).encode()),
            "seconds": key.seconds,
            "hold": key.hold,
            "ease": key.ease,
        }
        for key in timeline.keys
    ]
    body = {
        "format": FORMAT,
        "version": VERSION,
        "timeline": {"keys": keys, "repeat": timeline.repeat},
    }
    return msgspec.json.format(msgspec.json.encode(body), indent=2).decode() + "\n"


def is_timeline(text: str | bytes) -> bool:
    """Whether JSON says that it is a timeline, sound or not."""
    try:
        body = msgspec.json.decode(json_text(text))
    except DAMAGED:  # what it is instead, its own reader says
        return False
    return isinstance(body, dict) and body.get("format") == FORMAT


def timeline_from_json(text: str | bytes) -> Timeline:
    """Decode a timeline.

    Raises
    ------
    RecipeError
        It is not JSON, no timeline, of a newer version, or something in it makes no sense.
    """
    body, _ = _ENVELOPE.open(text)
    if set(body) != {"format", "version", "timeline"}:
        raise RecipeError(_WHAT, "It holds something else than a timeline.", "Check the file.")
    try:
        return msgspec.convert(_with_faces(body["timeline"]), Timeline, strict=True)
    except DAMAGED as error:
        raise RecipeError(_WHAT, reason(error), "Check the file.") from error


def _with_faces(said: Any) -> Any:
    """The object with a recipe as value for each key; what is wrong otherwise, its type says."""
    if not isinstance(said, dict) or not isinstance(said.get("keys"), list):
        return said
    if len(said["keys"]) > MAX_KEYS:
        raise ValueError(f"a timeline has 2 to {MAX_KEYS:,} keys, found {len(said['keys'])}")
    keys = []
    for k, key in enumerate(said["keys"], 1):
        if isinstance(key, dict) and "face" in key:
            keys.append({**key, "face": _face(key["face"], k)})
        else:
            keys.append(key)
    return {**said, "keys": keys}


def _face(said: Any, number: int) -> Any:
    try:
        face = recipe_from_json(msgspec.json.encode(said))
    except RecipeError as error:
        why = f"The face of key {number}: {error.why}"
        raise RecipeError(_WHAT, why, error.fix) from error
    return msgspec.to_builtins(face)
