"""Aseprite's JSON with frame tags.

Phaser finds the frames of a tag by their numbers as text ("0", "1"), so frames are a list with
these as their file names, and what the sprites are called stands in the tags: one for each sprite,
and one for each animation.
"""

from __future__ import annotations

from collections.abc import Sequence

from facelab.export.atlas.sprites import Animation
from facelab.export.atlas.texts import Described, frame_of, meta_of, text_of


def to_json(described: Described, animations: Sequence[Animation] = ()) -> bytes:
    """The text beside a page."""
    sprites, places = described.page.sprites, described.page.places
    frames = [
        {
            "filename": str(number),
            **frame_of(sprite, place),
            "duration": sprite.milliseconds,
        }
        for number, (sprite, place) in enumerate(zip(sprites, places, strict=True))
    ]
    numbers = {sprite.name: number for number, sprite in enumerate(sprites)}
    tags = [_tag(name, number, number) for name, number in numbers.items()]
    for each in animations:
        here = [numbers[name] for name in each.members if name in numbers]
        if here and each.name not in numbers:
            tags.append(_tag(each.name, min(here), max(here)))
    meta = {**meta_of(described), "frameTags": tags, "layers": [], "slices": []}
    return text_of({"frames": frames, "meta": meta})


def _tag(name: str, first: int, last: int) -> dict[str, str | int]:
    return {"name": name, "from": first, "to": last, "direction": "forward"}
