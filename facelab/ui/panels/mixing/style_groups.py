"""What the groups of style layers do, in words for people who look at faces."""

from __future__ import annotations

from facelab.engine import GROUPS

# In a few words, for a line of its own; and all of it.
DOES = {
    "coarse": "pose, shape",
    "middle": "features",
    "fine": "colours, texture",
}
ABOUT = {
    "coarse": "pose, head shape, hairstyle",
    "middle": "features, eyes, mouth",
    "fine": "colours, light, skin, texture",
}
assert DOES.keys() == ABOUT.keys() == set(GROUPS)


def heading(group: str) -> str:
    """A group and what it does, for example "Coarse: pose, shape"."""
    return f"{group.capitalize()}: {DOES[group]}"


def layer_text(number: int, size: int, group: str) -> str:
    """What a layer is: its number from 1, the resolution in pixels that it feeds, its group."""
    return f"Layer {number}, {size} px, {group} ({ABOUT[group]})"
