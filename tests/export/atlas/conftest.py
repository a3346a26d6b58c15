"""Sprites with something to see in them."""

import numpy as np
import pytest

from facelab.export.atlas.sprites import sprite_of

NAMES = ("happy", "sad", "left_ear")
SIDE = 40


def blob(number):
    """uint8 [40, 40, 4]: a rectangle somewhere, of a colour of its own."""
    pixels = np.zeros((SIDE, SIDE, 4), np.uint8)
    left, top = 3 + 2 * number, 5 + 4 * number
    pixels[top : top + 12 + number, left : left + 20 - number] = (50 * number + 40, 90, 200, 255)
    pixels[top, left, 3] = 130
    return pixels


@pytest.fixture
def pictures():
    return [blob(number) for number in range(len(NAMES))]


@pytest.fixture
def sprites(pictures):
    return [sprite_of(name, each) for name, each in zip(NAMES, pictures, strict=True)]
