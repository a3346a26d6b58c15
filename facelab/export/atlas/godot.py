"""Resources of Godot 4: `SpriteFrames` for an AnimatedSprite2D, and an `AtlasTexture` for each
sprite.

Names of animations are written as plain text, which Godot takes for its own `&"name"`.
"""

from __future__ import annotations

from collections.abc import Sequence

from facelab.export.atlas.packing import Rect
from facelab.export.atlas.sprites import Animation, Sprite
from facelab.export.atlas.texts import Described

SPEED = 10.0  # steps a second
ROOT = "res://"


def sprite_frames(
    pages: Sequence[Described], animations: Sequence[Animation] = (), root: str = ROOT
) -> bytes:
    """A `SpriteFrames`: an animation for each sprite, and those that are named.

    Parameters
    ----------
    pages : sequence of Described
    animations : sequence of Animation
    root : str
        Folder of the game that the pictures are put into.
    """
    sprites = [
        (sprite, place, number)
        for number, each in enumerate(pages, 1)
        for sprite, place in zip(each.page.sprites, each.page.places, strict=True)
    ]
    lines = [
        f'[gd_resource type="SpriteFrames" load_steps={len(pages) + len(sprites) + 1} format=3]',
        "",
    ]
    for number, each in enumerate(pages, 1):
        lines.append(_texture(each, root, number))
    for sprite, place, number in sprites:
        lines += [
            "",
            f'[sub_resource type="AtlasTexture" id="{sprite.name}"]',
            *_atlas_texture(sprite, place, number),
        ]
    names = [sprite.name for sprite, _, _ in sprites]
    single = [(name, [name], False) for name in names]
    whole = [(each.name, each.members, True) for each in animations if each.name not in names]
    said = ", ".join(_animation(*each) for each in (*single, *whole))
    lines += ["", "[resource]", f"animations = [{said}]", ""]
    return "\n".join(lines).encode()


def atlas_texture(sprite: Sprite, place: Rect, described: Described, root: str = ROOT) -> bytes:
    """One sprite as an `AtlasTexture`, for a Sprite2D or a TextureRect."""
    lines = [
        '[gd_resource type="AtlasTexture" load_steps=2 format=3]',
        "",
        _texture(described, root, 1),
        "",
        "[resource]",
        *_atlas_texture(sprite, place, 1),
        "",
    ]
    return "\n".join(lines).encode()


def _texture(described: Described, root: str, number: int) -> str:
    path = f"{root.rstrip('/') if root != ROOT else 'res:/'}/{described.image}"
    return f'[ext_resource type="Texture2D" path="{path}" id="{number}"]'


def _atlas_texture(sprite: Sprite, place: Rect, number: int) -> list[str]:
    width, height = sprite.size
    lines = [
        f'atlas = ExtResource("{number}")',
        f"region = Rect2({place.x}, {place.y}, {width}, {height})",
    ]
    if sprite.is_trimmed:  # left and top of what was cut off, and all of it
        lines.append(
            f"margin = Rect2({sprite.left}, {sprite.top}, "
            f"{sprite.width - width}, {sprite.height - height})"
        )
    return [*lines, "filter_clip = true"]


def _animation(name: str, members: Sequence[str], loop: bool) -> str:
    frames = ", ".join(
        f'{{\n"duration": 1.0,\n"texture": SubResource("{each}")\n}}' for each in members
    )
    return (
        f'{{\n"frames": [{frames}],\n"loop": {"true" if loop else "false"},\n'
        f'"name": "{name}",\n"speed": {SPEED}\n}}'
    )
