"""What engines of games find in the texts beside an atlas, asked by their own parsers."""

import json
from pathlib import Path

import pytest

from facelab.export.atlas import aseprite, godot, texture_packer
from facelab.export.atlas.pages import Packing, pages_of
from facelab.export.atlas.sprites import Animation
from facelab.export.atlas.texts import Described
from tests.export.atlas.conftest import NAMES, SIDE
from tests.programs import missing, node_packages, program, run

HERE = Path(__file__).parent
BOTH = (Animation("moods", NAMES[:2]), Animation("sad", NAMES[1:2]))


@pytest.fixture
def described(sprites):
    (page,) = pages_of(sprites, Packing())
    return Described(page, "anna.png", (0.5, 0.25))


def places(described):
    return list(zip(described.page.sprites, described.page.places, strict=True))


def test_the_hash_says_what_was_packed(described):
    said = json.loads(texture_packer.to_json(described, BOTH, ["anna-1.json"]))
    assert list(said["frames"]) == list(NAMES)
    for sprite, place in places(described):
        frame = said["frames"][sprite.name]
        assert frame["frame"] == {"x": place.x, "y": place.y, "w": place.width, "h": place.height}
        assert frame["sourceSize"] == {"w": SIDE, "h": SIDE}
        assert (frame["trimmed"], frame["rotated"]) == (True, False)
        assert frame["pivot"] == frame["anchor"] == {"x": 0.5, "y": 0.25}
    height, width = described.page.pixels.shape[:2]
    assert said["meta"]["size"] == {"w": width, "h": height}
    assert said["meta"]["image"] == "anna.png"
    assert said["meta"]["generator"].startswith("facelab")
    assert said["meta"]["related_multi_packs"] == ["anna-1.json"]
    assert said["animations"] == {"moods": ["happy", "sad"], "sad": ["sad"]}


def test_tags_of_aseprite_name_what_is_numbered(described):
    said = json.loads(aseprite.to_json(described, BOTH))
    assert [each["filename"] for each in said["frames"]] == ["0", "1", "2"]
    assert {each["duration"] for each in said["frames"]} == {100}
    tags = {each["name"]: (each["from"], each["to"]) for each in said["meta"]["frameTags"]}
    assert tags == {"happy": (0, 0), "sad": (1, 1), "left_ear": (2, 2), "moods": (0, 1)}


def test_phaser_finds_every_sprite(described, tmp_path):
    node, modules = program("node"), node_packages() / "node_modules"
    for kind, text in (
        ("hash", texture_packer.to_json(described)),
        ("aseprite", aseprite.to_json(described)),
    ):
        file = tmp_path / f"{kind}.json"
        file.write_bytes(text)
        found = json.loads(run(node, HERE / "phaser.js", kind, file, NODE_PATH=str(modules)))
        assert len(found) == len(NAMES)
        for number, (sprite, place) in enumerate(places(described)):
            assert found[sprite.name if kind == "hash" else str(number)] == {
                **{"x": place.x, "y": place.y, "w": place.width, "h": place.height},
                **{"width": SIDE, "height": SIDE, "left": sprite.left, "top": sprite.top},
                **{"across": place.width, "down": place.height},
            }


def test_pixi_finds_every_sprite_and_the_animations(described, tmp_path):
    node, folder = program("node"), node_packages()
    file = tmp_path / "anna.json"
    file.write_bytes(texture_packer.to_json(described, BOTH))
    found = json.loads(run(node, HERE / "pixi.mjs", file, folder))
    for sprite, place in places(described):
        across, down = sprite.size
        assert found["textures"][sprite.name] == {
            "frame": [place.x, place.y, across, down],
            "orig": [0, 0, SIDE, SIDE],
            "trim": [sprite.left, sprite.top, across, down],
            "anchor": [0.5, 0.25],
        }
    assert found["animations"] == {"moods": ["happy", "sad"], "sad": ["sad"]}


# godot-parser uses names that pyparsing has renamed
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_godot_resources_parse_and_refer_to_what_there_is(described):
    try:
        from godot_parser import GDResource
    except ImportError:
        missing("godot-parser is not installed (extra: interop)")
    parsed = GDResource.parse(godot.sprite_frames([described], BOTH, "res://art").decode())
    header, external, *textures, resource = parsed.get_sections()
    assert header.header.attributes == {"type": "SpriteFrames", "load_steps": 5, "format": 3}
    assert external.header.attributes["path"] == "res://art/anna.png"
    for section, (sprite, place) in zip(textures, places(described), strict=True):
        assert section.header.attributes == {"type": "AtlasTexture", "id": sprite.name}
        region = section["region"]
        assert region.args == [place.x, place.y, place.width, place.height]
        # as Godot puts it together again: margin's corner, and both sizes
        margin = section["margin"].args
        assert margin[:2] == [sprite.left, sprite.top]
        assert [region.args[2] + margin[2], region.args[3] + margin[3]] == [SIDE, SIDE]
    animations = {each["name"]: each for each in resource["animations"]}
    assert list(animations) == [*NAMES, "moods"]
    shown = [each["texture"].id for each in animations["moods"]["frames"]]
    assert shown == ["happy", "sad"]
    assert animations["moods"]["loop"] is True
    assert {each["speed"] for each in animations.values()} == {10.0}

    (sprite, place), *_ = places(described)
    single = GDResource.parse(godot.atlas_texture(sprite, place, described).decode())
    _, external, resource = single.get_sections()
    assert external.header.attributes["path"] == "res://anna.png"
    assert resource["region"].args == [place.x, place.y, place.width, place.height]
