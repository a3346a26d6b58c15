"""TexturePacker's JSON, the hash form: Phaser and PixiJS load it as it is."""

from __future__ import annotations

from collections.abc import Sequence

from facelab.export.atlas.sprites import Animation
from facelab.export.atlas.texts import Described, frame_of, meta_of, text_of


def to_json(
    described: Described, animations: Sequence[Animation] = (), others: Sequence[str] = ()
) -> bytes:
    """The text beside a page.

    Parameters
    ----------
    described : Described
    animations : sequence of Animation
        PixiJS reads them, Phaser passes over them.
    others : sequence of str
        Names of the texts of the other pages: PixiJS loads these with it.
    """
    x, y = described.anchor
    frames = {
        sprite.name: {
            **frame_of(sprite, place),
            # Phaser takes either, PixiJS the anchor alone
            "pivot": {"x": x, "y": y},
            "anchor": {"x": x, "y": y},
        }
        for sprite, place in zip(described.page.sprites, described.page.places, strict=True)
    }
    here = {each.name: [name for name in each.members if name in frames] for each in animations}
    meta = meta_of(described)
    if others:
        meta["related_multi_packs"] = list(others)
    shown = {name: members for name, members in here.items() if members}
    return text_of({"frames": frames, "animations": shown, "meta": meta})
