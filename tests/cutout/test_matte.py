"""Cut-outs of faces of the real network: 143 has grey curls before a red wall."""

from __future__ import annotations

import numpy as np
import pytest

from facelab.cutout.backgrounds import TRANSPARENT, compose
from facelab.cutout.foreground import estimate_colours
from facelab.cutout.light import to_display, to_light
from facelab.cutout.matte import cut_out
from facelab.cutout.person import PersonFinder
from facelab.errors import FacelabError, Stopped

CURLY, OTHER_PERSON, HAT = 143, 264, 78


def test_a_matte_is_whole_nothing_and_hair(drawn, cut):
    matte = cut(CURLY)
    assert matte.alpha.shape == matte.coverage.shape == (1024, 1024)
    for values in (matte.alpha, matte.coverage, matte.front):
        assert values.dtype == np.float32
        assert values.min() >= 0
        assert values.max() <= 1
    assert matte.alpha[560, 512] == 1, "the face"
    assert matte.alpha[1000, 300:800].min() == 1, "a red jacket before a red wall"
    assert matte.alpha[100, 950] == 0, "the wall"
    edge = matte.alpha[60:400, 620:850]  # the curls on the right
    partly = (edge > 0.1) & (edge < 0.9)
    assert 0.03 < partly.mean() < 0.4


def test_hair_is_single(cut):
    """Along a line just outside the head alpha comes and goes many times."""
    alpha = cut(CURLY).alpha[60:500, 600:860]
    crossings = np.abs(np.diff((alpha > 0.5).astype(int), axis=0)).sum(axis=0)
    assert crossings.max() >= 8


def test_before_its_old_background_it_is_the_picture(drawn, cut):
    picture, matte = drawn(CURLY), cut(CURLY)
    _, back = estimate_colours(picture, matte.alpha)
    share = matte.alpha[..., None]
    again = share * matte.front + (1 - share) * back
    assert np.abs(again - picture).mean() * 255 < 1
    assert np.quantile(np.abs(again - picture), 0.999) * 255 < 12
    share = matte.coverage[..., None]
    in_light = to_display(share * to_light(matte.front) + (1 - share) * to_light(back))
    assert np.abs(in_light - picture).mean() * 255 < 1


def test_no_wall_is_left_in_the_hair(drawn, cut):
    """The old wall is red; what is cut out of it before grey is grey hair."""
    picture, matte = drawn(CURLY), cut(CURLY)
    box = slice(40, 380), slice(640, 850)
    alpha, front = matte.alpha[box], matte.front[box]
    edge = (alpha > 0.3) & (alpha < 0.8)

    def redness(colours):
        return float((colours[..., 0] - colours[..., 2])[edge].mean())

    assert redness(front) < 0.7 * redness(picture[box])


def test_the_other_person_stays_behind(cut):
    alpha = cut(OTHER_PERSON).alpha
    assert alpha[300, 920] == 0, "her face"
    assert alpha[500, 450] == 1, "his"


def test_a_hat_comes_along(cut):
    assert cut(HAT).alpha[60:150, 400:700].mean() > 0.97


def test_the_same_picture_gives_the_same_matte(drawn, finder, cut):
    again = cut_out(drawn(HAT), finder)
    assert np.array_equal(again.alpha, cut(HAT).alpha)
    assert np.array_equal(again.front, cut(HAT).front)


def test_transparent_is_front_and_alpha(drawn, cut):
    made = compose(cut(HAT), TRANSPARENT, drawn(HAT))
    assert made.shape == (1024, 1024, 4)
    assert np.array_equal(made[..., 3], cut(HAT).alpha)


def test_a_small_picture_has_a_small_matte(drawn, finder):
    small = drawn(HAT).reshape(64, 16, 64, 16, 3).mean(axis=(1, 3))
    matte = cut_out(small, finder)
    assert matte.alpha.shape == (64, 64)
    assert matte.alpha[36, 32] > 0.9
    assert matte.alpha[40, 2] < 0.1


@pytest.mark.parametrize("shape", [(100, 100, 3), (64, 128, 3), (64, 64, 4)])
def test_a_picture_of_another_shape_is_refused(finder: PersonFinder, shape):
    with pytest.raises(ValueError, match="power of two"):
        cut_out(np.zeros(shape, np.float32), finder)


def test_it_can_be_given_up(drawn, finder):
    asked = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 2

    with pytest.raises(Stopped):
        cut_out(drawn(HAT), finder, cancelled)
    assert len(asked) == 3


def test_where_nobody_is_seen_nothing_is_cut_out(finder):
    """A network of cats, or of anything else: an empty picture would be no answer."""
    waves = np.random.default_rng(0).random((64, 64, 3), np.float32)
    with pytest.raises(FacelabError, match="see no person in it"):
        cut_out(waves, finder)
