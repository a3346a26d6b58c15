"""TexturePacker's JSON, the hash form: Phaser and PixiJS load it as it is."""

from __future__ import annotations

from collections.abc import Sequence

from facelab.export.atlas.sprites import Tag
from facelab.export.atlas.texts import Described, frame_of, meta_of, text_of


def to_json(
    described: Described,
    animations: Sequence[tuple[str, Sequence[str]]] = (),
    others: Sequence[str] = (),
) -> bytes:
    """The text beside a page.

    Parameters
    ----------
    described : Described
    animations : sequence of (str, sequence of str)
        Names, and the sprites of each in their order; PixiJS reads them, Phaser passes over them.
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
    meta = meta_of(described)
    if others:
        meta["related_multi_packs"] = list(others)
    here = {
        name: [each for each in members if each in frames] for name, members in animations
    }
    return text_of(
        {
            "frames": frames,
            "animations": {name: members for name, members in here.items() if members},
            "meta": meta,
        }
    )


def members_of(tags: Sequence[Tag], names: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Animations by the names of their sprites."""
    return [(tag.name, list(names[tag.first : tag.last + 1])) for tag in tags]
