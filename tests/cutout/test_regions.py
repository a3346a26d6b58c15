from __future__ import annotations

import numpy as np

from facelab.cutout.regions import connected, filled, grown, shrunk


def mask(*rows: str):
    return np.array([[letter == "#" for letter in row] for row in rows])


def test_what_hangs_together():
    there = mask("##..#", ".#..#", ".##..", "....#")
    seeds = np.zeros_like(there)
    seeds[2, 1] = True
    assert np.array_equal(connected(there, seeds), mask("##...", ".#...", ".##..", "....."))
    assert not connected(there, np.zeros_like(there)).any()


def test_holes_are_filled_but_the_bottom_is_no_outside():
    assert np.array_equal(
        filled(mask(".....", ".###.", ".#.#.", ".###.", ".#.#.")),
        mask(".....", ".###.", ".###.", ".###.", ".###."),
    )


def test_grown_and_shrunk():
    there = mask(".....", ".....", "..#..", ".....", ".....")
    assert np.array_equal(grown(there, 1), mask(".....", ".###.", ".###.", ".###.", "....."))
    assert np.array_equal(shrunk(grown(there, 1), 1), there)
    assert shrunk(np.ones((4, 4), np.bool_), 2).all(), "the picture's edge is no outside"
    assert np.array_equal(grown(there, 0), there)
