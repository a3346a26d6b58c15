"""Sprites on pages: what is read back from where the places say is what was given."""

import numpy as np
import pytest

from facelab.export.atlas.grid import grid_of
from facelab.export.atlas.pages import Packing, pages_of
from facelab.export.atlas.sprites import sprite_of


def whole_again(sprite, page, place):
    """The untrimmed picture, as an engine puts it together."""
    made = np.zeros((sprite.height, sprite.width, 4), np.uint8)
    part = page.pixels[place.y : place.bottom, place.x : place.right]
    made[sprite.top : sprite.top + place.height, sprite.left : sprite.left + place.width] = part
    return made


@pytest.mark.parametrize(
    "packing",
    [
        Packing(),
        Packing(0, 0),
        Packing(3, 2, power_of_two=True),
        Packing(trim=False),
        Packing(largest=32),
    ],
)
def test_every_picture_comes_back(pictures, packing):
    sprites = [sprite_of(f"s{k}", each, packing.trim) for k, each in enumerate(pictures)]
    if not packing.trim:
        assert not any(each.is_trimmed for each in sprites)
    pages = pages_of(sprites, packing)
    back = {
        sprite.name: whole_again(sprite, page, place)
        for page in pages
        for sprite, place in zip(page.sprites, page.places, strict=True)
    }
    for k, each in enumerate(pictures):
        assert np.array_equal(back[f"s{k}"], each)
    if packing.largest == 32:
        assert len(pages) > 1
    if packing.power_of_two:
        assert all(side & (side - 1) == 0 for side in pages[0].pixels.shape[:2])


def test_edges_go_on_around_a_sprite_and_the_rest_is_empty(sprites):
    (page,) = pages_of(sprites, Packing(padding=4, extrude=2))
    seen = np.zeros(page.pixels.shape[:2], bool)
    for sprite, place in zip(page.sprites, page.places, strict=True):
        around = page.pixels[place.y - 2 : place.bottom + 2, place.x - 2 : place.right + 2]
        assert np.array_equal(around, np.pad(sprite.pixels, ((2, 2), (2, 2), (0, 0)), mode="edge"))
        seen[place.y - 2 : place.bottom + 2, place.x - 2 : place.right + 2] = True
    assert not page.pixels[~seen].any()
    assert not page.pixels[:4].any()
    assert not page.pixels[-4:].any()


def test_an_empty_picture_keeps_a_pixel():
    sprite = sprite_of("none", np.zeros((8, 8, 4), np.uint8))
    assert (sprite.size, sprite.width) == ((1, 1), 8)


def test_an_opaque_picture_is_whole():
    sprite = sprite_of("all", np.full((8, 6, 3), 7, np.uint8))
    assert not sprite.is_trimmed
    assert (sprite.pixels[..., 3] == 255).all()


def test_a_grid_has_whole_pictures_side_by_side(sprites, pictures):
    page = grid_of(sprites, 2)
    assert page.shape == (80, 80, 4)
    for number, each in enumerate(pictures):
        row, column = divmod(number, 2)
        cell = page[row * 40 : row * 40 + 40, column * 40 : column * 40 + 40]
        assert np.array_equal(cell, each)


def test_room_has_bounds():
    with pytest.raises(ValueError, match="extrude is 0 to 64"):
        Packing(extrude=65)
