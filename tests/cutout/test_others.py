from __future__ import annotations

import numpy as np

from facelab.cutout.others import without_others
from facelab.cutout.person import SIDE

ROWS, COLUMNS = np.indices((SIDE, SIDE))
HEAD = ((ROWS - 130) / 110) ** 2 + ((COLUMNS - 128) / 90) ** 2 < 1
FACE = ((ROWS - 145) / 70) ** 2 + ((COLUMNS - 128) / 55) ** 2 < 1


def pictured(*others) -> np.ndarray:
    """All of one grey; others are dark."""
    picture = np.full((SIDE, SIDE, 3), 0.6, np.float32)
    for other in others:
        picture[other & ~HEAD] = 0.1
    return picture


def test_one_alone_is_whole():
    body = HEAD | (ROWS > 220)
    assert np.array_equal(without_others(body, body, FACE, pictured()), body)


def test_a_head_that_touches_is_told_by_the_valley_between():
    other = ((ROWS - 100) / 80) ** 2 + ((COLUMNS - 250) / 50) ** 2 < 1
    assert (other & HEAD).any()
    own = without_others(HEAD | other, HEAD | other, FACE, pictured(other))
    assert not own[60, 250]
    assert (own & other & ~HEAD).sum() < 0.02 * other.sum()
    assert (own & HEAD).sum() > 0.98 * HEAD.sum()


def test_it_is_the_same_on_the_other_side():
    other = ((ROWS - 100) / 80) ** 2 + ((COLUMNS - 250) / 50) ** 2 < 1
    own = without_others(HEAD | other, HEAD | other, FACE, pictured(other))
    body, picture = (HEAD | other)[:, ::-1], pictured(other)[:, ::-1]
    turned = without_others(body, body, FACE[:, ::-1], picture)
    assert (own[:, ::-1] != turned).mean() < 0.01


def test_a_brim_above_the_face_is_no_other_head():
    brim = (ROWS > 10) & (ROWS < 70) & (COLUMNS > 190) | (ROWS > 40) & (ROWS < 70)
    body = HEAD | brim
    assert np.array_equal(without_others(body, body, FACE, pictured(brim)), body)


def test_hair_that_touches_the_side_is_no_other():
    hair = (ROWS > 60) & (ROWS < 230) & (COLUMNS < 60)
    body = HEAD | hair
    assert np.array_equal(without_others(body, body, FACE, pictured(hair)), body)


def test_hair_of_another_that_lies_over_this_head_is_told_by_its_edge():
    other = ((ROWS - 100) / 80) ** 2 + ((COLUMNS - 250) / 55) ** 2 < 1
    picture = pictured()
    picture[other] = 0.1
    over = other & HEAD & (ROWS > 70) & (ROWS < 140)
    assert over.sum() > 300
    own = without_others(HEAD | other, HEAD | other, FACE, picture)
    assert (own & over).sum() < 0.1 * over.sum()
    assert (own & HEAD & ~other).sum() > 0.98 * HEAD.sum() - other.sum()


def test_what_was_added_between_two_heads_does_not_join_them():
    other = (ROWS > 60) & (COLUMNS > 225)
    between = (ROWS > 60) & (ROWS < 150) & (COLUMNS > 128)
    heads = HEAD & (COLUMNS < 215) | other
    own = without_others(heads | between, heads, FACE, pictured(other))
    assert not own[100, 245]
    assert own[100, 128]
