from __future__ import annotations

from dataclasses import replace

import numpy as np

from facelab.engine import Frame
from facelab.recipe import ModelRef, Recipe, Seed


def test_rgb_reverses_the_byte_order_of_the_screen():
    pixels = np.zeros((2, 2, 4), np.uint8)
    pixels[..., :] = (1, 2, 3, 255)  # blue, green, red
    pixels[0, 1] = (9, 8, 7, 255)
    recipe = Recipe(ModelRef("0" * 64), Seed(0))
    frame = Frame(pixels, "full", 2, recipe, np.zeros((1, 1), np.float32), 1.0)
    rgb = frame.rgb()
    assert rgb.shape == (2, 2, 3)
    assert rgb[0, 0].tolist() == [3, 2, 1]
    assert rgb[0, 1].tolist() == [7, 8, 9]
    assert rgb.flags.c_contiguous
    rgb[:] = 0
    assert frame.pixels[0, 0].tolist() == [1, 2, 3, 255]
    assert frame.size == 2


def test_what_another_network_drew_is_no_picture_of_the_recipe():
    recipe, other = (Recipe(ModelRef("0" * 64), Seed(seed)) for seed in (0, 1))
    frame = Frame(np.zeros((2, 2, 4), np.uint8), "preview", 4, recipe, np.zeros((1, 1), "f4"), 1.0)
    assert frame.shows(recipe)
    assert not frame.shows(other)
    assert not replace(frame, stands_in=True).shows(recipe)
