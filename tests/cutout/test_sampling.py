from __future__ import annotations

import numpy as np

from facelab.cutout.sampling import guess_colours, mixture


def test_how_much_of_a_colour_is_in_another():
    front, back = np.array((1.0, 0.0, 0.0)), np.array((0.0, 0.0, 1.0))
    colours = np.stack((front, back, (front + 3 * back) / 4, 2 * front - back)).astype(np.float32)
    assert mixture(colours, front, back).tolist() == [1, 0, 0.25, 1]


def test_unknown_pixels_find_both_sides():
    picture = np.zeros((64, 64, 3), np.float32)
    picture[:, :32], picture[:, 32:] = (0.9, 0.8, 0.7), (0.1, 0.1, 0.2)
    picture[:, 30:34] = (0.5, 0.45, 0.45)
    trimap = np.full((64, 64), 0.5, np.float32)
    trimap[:, :26], trimap[:, 38:] = 0, 1
    guess = guess_colours(picture, trimap)
    middle = 32, 31
    assert np.allclose(guess.back[middle], (0.9, 0.8, 0.7))
    assert np.allclose(guess.front[middle], (0.1, 0.1, 0.2))
    assert guess.trust[middle] > 0.8
    assert guess.trust[:, :26].max() == 0, "what is known needs no guess"


def test_a_colour_that_nothing_explains_is_not_trusted():
    picture = np.zeros((64, 64, 3), np.float32)
    picture[:, 32:] = 1
    picture[32, 32] = (0, 1, 0)
    trimap = (np.indices((64, 64))[1] > 40).astype(np.float32)
    trimap[28:36, 28:36] = 0.5
    assert guess_colours(picture, trimap).trust[32, 32] < 0.05


def test_dark_before_dark_may_be_a_shadow():
    picture = np.full((64, 64, 3), 0.05, np.float32)
    picture[:, 40:] = 0.6
    trimap = np.full((64, 64), 0.5, np.float32)
    trimap[:, :36], trimap[:, 50:] = 0, 1
    sure = guess_colours(picture, trimap).trust[32, 45]
    person = np.ones((64, 64), np.float32)
    assert guess_colours(picture, trimap, person).trust[32, 45] < 0.5 * sure
