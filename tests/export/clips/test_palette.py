from __future__ import annotations

import numpy as np

from facelab.export.clips.palette import COLOURS, Palette


def gradient() -> np.ndarray:
    y, x = np.mgrid[0:64, 0:64]
    return np.stack([60 + 2 * x, 50 + y, 120 - x], axis=2).astype(np.uint8)


def test_the_pattern_makes_the_colours_between_those_that_there_are():
    picture = gradient()
    palette = Palette([picture])
    shown = palette.colours[palette.indices(picture)].astype(float)
    assert np.abs(shown - picture).mean() < 6
    blocks = (shown - picture).reshape(8, 8, 8, 8, 3).mean(axis=(1, 3))
    assert np.abs(blocks).mean() < 2  # seen from afar


def test_what_stays_the_same_gets_the_same_colours():
    picture = gradient()
    palette = Palette([picture])
    other = picture.copy()
    other[:, :20] = 200
    assert np.array_equal(palette.indices(picture)[:, 20:], palette.indices(other)[:, 20:])


def test_few_colours_are_kept_as_they_are():
    picture = np.zeros((32, 32, 3), np.uint8)
    picture[:, 16:] = (250, 128, 2)
    palette = Palette([picture])
    found = palette.indices(picture)
    assert found.max() < COLOURS
    assert np.abs(palette.colours[found].astype(int) - picture).max() <= 2
