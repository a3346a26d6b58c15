from __future__ import annotations

import numpy as np
import pytest

from facelab.engine.area_mean import area_mean


def noise(size: int) -> np.ndarray:
    pixels = np.random.RandomState(0).randint(0, 256, (size, size, 4)).astype(np.uint8)
    pixels[..., 3] = 255
    return pixels


def exactly(pixels: np.ndarray, side: int) -> np.ndarray:
    size = pixels.shape[0]
    edges = np.arange(side + 1) * size / side
    at = np.arange(size)
    parts = np.minimum(edges[1:, None], at + 1) - np.maximum(edges[:-1, None], at)
    weights = np.maximum(parts, 0) * side / size
    mean: np.ndarray = np.einsum("yi,xj,ijc->yxc", weights, weights, pixels.astype(float))
    return mean


@pytest.mark.parametrize(("size", "side"), [(64, 37), (64, 63), (64, 32), (96, 20), (64, 1)])
def test_it_is_the_mean_of_what_a_pixel_covers(size, side):
    pixels = noise(size)
    assert np.abs(area_mean(pixels, side) - exactly(pixels, side)).max() < 2.5
    # rounded down once, as the canvas does it
    assert -0.75 < (area_mean(pixels, side) - exactly(pixels, side)).mean() < 0.1


def test_whole_blocks_are_exact():
    pixels = noise(64)
    blocks = pixels.reshape(16, 4, 16, 4, 4).mean((1, 3))
    assert np.abs(area_mean(pixels, 16) - blocks).max() <= 1


@pytest.mark.parametrize("value", [0, 1, 254, 255])
def test_one_colour_stays_that_colour(value):
    pixels = np.full((100, 100, 4), value, np.uint8)
    assert (area_mean(pixels, 71) == value).all()


def test_the_same_size_is_the_same_picture():
    pixels = noise(16)
    assert area_mean(pixels, 16) is pixels
