from __future__ import annotations

import numpy as np

from facelab.cutout.person import SIDE, Person, outline
from facelab.cutout.trimap import make_trimap


def person(draw) -> Person:
    """A head with shoulders, and what `draw` adds to the network's answer."""
    rows, columns = np.indices((SIDE, SIDE))
    head = ((rows - 130) / 90) ** 2 + ((columns - 128) / 65) ** 2 < 1
    face = ((rows - 145) / 60) ** 2 + ((columns - 128) / 45) ** 2 < 1
    mean = (head | ((rows > 215) & (np.abs(columns - 128) < 100))).astype(np.float32)
    draw(mean)
    return Person(mean, mean, face)


def grey() -> np.ndarray:
    return np.full((2 * SIDE, 2 * SIDE, 3), 0.5, np.float32)


def test_sure_inside_sure_outside_and_a_band_between():
    made = make_trimap(grey(), person(lambda mean: None)).values
    assert made[140, 128] == 1
    assert made[20, 20] == 0
    assert set(np.unique(made)) == {0, 0.5, 1}
    band = np.flatnonzero(made[130] == 0.5)
    assert 8 <= band.size <= 20


def test_another_head_at_the_edge_is_behind():
    def other(mean):
        mean[60:256, 215:] = 1

    made = make_trimap(grey(), person(other)).values
    assert made[100, 250] == 0
    assert made[140, 128] == 1


def test_a_hole_is_closed():
    def hole(mean):
        mean[70:76, 120:126] = 0

    assert make_trimap(grey(), person(hole)).values[73, 123] == 1


def test_what_the_network_doubts_is_looked_at():
    picture = grey()
    picture[0:90, 100:412] = 0.05  # a dark hat before a grey wall

    def hat(mean):
        mean[0:45, 50:206] = 0.3

    made = make_trimap(picture, person(hat))
    assert made.values[20, 70] == 0.5
    assert made.doubtful[20, 70]


def test_what_looks_like_the_wall_is_the_wall():
    def wall(mean):
        mean[180:256, 200:] = 0.3

    assert make_trimap(grey(), person(wall)).values[200, 240] == 0


def test_single_hairs_outside_the_head_are_looked_at():
    picture = grey()
    picture[200:260, 398:400] = 0.1
    assert make_trimap(picture, person(lambda mean: None)).values[115, 199] == 0.5


def test_the_outline_of_points():
    points = np.array([(0, 0), (4, 0), (4, 4), (0, 4), (2, 2), (1, 3)], np.float64)
    assert sorted(outline(points)) == [(0, 0), (0, 4), (4, 0), (4, 4)]


def test_what_stands_apart_from_the_head_is_behind():
    """A scrap of another's hair at the edge of the picture."""

    def scrap(mean):
        mean[40:70, 0:14] = 1

    made = make_trimap(grey(), person(scrap)).values
    assert made[55, 3] == 0
    assert made[140, 128] == 1
