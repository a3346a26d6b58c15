"""Outlines, their edges, and rings."""

import math

import numpy as np
import pytest

from facelab.export.named import Shape
from facelab.export.sizes import to_linear
from facelab.preparing.shapes import Oval, colour, coverage, disc, shaped


@pytest.mark.parametrize("side", [16, 63, 144, 512])
def test_a_disc_has_the_area_of_a_circle_and_edges_a_pixel_wide(side):
    inside = disc(side)
    assert inside.sum() == pytest.approx(math.pi * (side / 2) ** 2, rel=0.004)
    soft = ((inside > 0) & (inside < 1)).sum()
    assert 0.5 * math.pi * side < soft < 2 * math.pi * side
    assert inside[0, 0] == 0
    assert inside[side // 2, side // 2] == 1
    np.testing.assert_array_equal(inside, inside[::-1, ::-1])


def test_an_oval_has_the_area_of_an_ellipse_wherever_it_lies():
    for oval in (Oval(0.5, 0.5, 0.2, 0.4), Oval(0.45, 0.55, 0.2, 0.3, 0.4)):
        inside = oval.coverage(256)
        assert inside.sum() / 256**2 == pytest.approx(math.pi * oval.wide * oval.tall, rel=0.01)
        rows, columns = np.mgrid[:256, :256]
        assert (rows * inside).sum() / inside.sum() == pytest.approx(256 * oval.y, abs=1)
        assert (columns * inside).sum() / inside.sum() == pytest.approx(256 * oval.x, abs=1)


def test_a_turned_oval_leans_to_the_right_of_who_looks():
    inside = Oval(0.5, 0.5, 0.1, 0.4, math.radians(30)).coverage(100)
    top = inside[20] * np.arange(100)
    assert top.sum() / inside[20].sum() > 55  # clockwise: its upper end is on the right


def test_a_round_picture_keeps_its_colours_and_loses_its_corners(picture):
    made = shaped(picture, Shape("round"))
    np.testing.assert_array_equal(made[..., :3], picture)
    np.testing.assert_array_equal(made[..., 3], disc(64))


def test_what_was_transparent_stays_so_in_a_round_picture(picture):
    half = np.concatenate((picture, np.full((64, 64, 1), 0.5, np.float32)), axis=2)
    np.testing.assert_allclose(shaped(half, Shape("round"))[..., 3], disc(64) * 0.5)


def test_a_ring_lies_on_the_edge_and_over_nothing_as_well(picture):
    ring = Shape("round", ring="#ff0000", ring_width=0.1)
    made = shaped(picture, ring)
    np.testing.assert_allclose(made[32, 2, :3], (1, 0, 0), atol=1e-5)
    np.testing.assert_array_equal(made[32, 20, :3].round(5), picture[32, 20].round(5))
    clear = np.concatenate((picture, np.zeros((64, 64, 1), np.float32)), axis=2)
    made = shaped(clear, ring)
    assert made[32, 2, 3] == 1
    assert made[32, 32, 3] == 0


def test_outside_a_colour_is_mixed_as_light():
    white = np.ones((64, 64, 3), np.float32)
    made = shaped(white, Shape("round", outside="#000000"))
    assert made.shape == (64, 64, 3)
    np.testing.assert_allclose(to_linear(made[..., 0]), disc(64), atol=1e-3)


def test_a_square_is_left_alone(picture):
    assert shaped(picture, Shape()) is picture
    assert coverage(Shape(), 8).min() == 1


def test_colours():
    np.testing.assert_allclose(colour("#ff8000"), (1, 128 / 255, 0))
