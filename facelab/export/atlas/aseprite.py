"""Aseprite's JSON with frame tags.

Phaser finds the frames of a tag by their numbers as text ("0", "1"), so frames are a list with
these as their file names, and what the sprites are called stands in the tags: one for each sprite,
and one for each animation.
"""

from __future__ import annotations

from collections.abc import Sequence

from facelab.export.atlas.sprites import Tag
from facelab.export.atlas.texts import Described, frame_of, meta_of, text_of


def to_json(described: Described, tags: Sequence[Tag] = ()) -> bytes:
    """The text beside a page; tags count the sprites that are on it."""
    sprites, places = described.page.sprites, described.page.places
    frames = [
        {
            "filename": str(number),
            **frame_of(sprite, place),
            "duration": sprite.milliseconds,
        }
        for number, (sprite, place) in enumerate(zip(sprites, places, strict=True))
    ]
    single = [Tag(sprite.name, number, number) for number, sprite in enumerate(sprites)]
    known = {tag.name for tag in single}
    whole = [tag for tag in tags if tag.name not in known and tag.last < len(sprites)]
    said = [
        {"name": tag.name, "from": tag.first, "to": tag.last, "direction": "forward"}
        for tag in (*single, *whole)
    ]
    meta = {**meta_of(described), "frameTags": said, "layers": [], "slices": []}
    return text_of({"frames": frames, "meta": meta})
