"""Alpha of neighbours, by pictures whose alpha alone is noise."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from facelab.cutout import steady
from facelab.cutout.matte import Matte
from facelab.cutout.person import SIDE as WIDE
from facelab.cutout.person import Person
from facelab.cutout.steady import REACH, SteadyCutOut

SIDE, COUNT = 64, 40


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> Callable[..., SteadyCutOut]:
    """Pictures of one colour each, whose brightness says which noise their alpha is."""
    seen: list[int] = []

    def alpha_of(picture, person, cancelled, decided):
        number = round(float(picture[0, 0, 0]) * 10_000)
        seen.append(number)
        noise = np.random.RandomState(number).uniform(0.3, 0.7, (SIDE // 8, SIDE // 8))
        return np.repeat(np.repeat(noise, 8, 0), 8, 1).astype(np.float32)

    nothing = np.zeros((WIDE, WIDE), np.float32)
    nobody = Person(nothing, nothing, nothing > 0)
    monkeypatch.setattr(steady, "find_person", lambda picture, finder: nobody)
    monkeypatch.setattr(steady, "settled", lambda person, picture: person)
    monkeypatch.setattr(steady, "alpha_of", alpha_of)
    monkeypatch.setattr(steady, "matte_of", lambda picture, alpha: Matte(alpha, alpha, picture))

    def make(same=tuple(range(COUNT)), repeats=False, change=0.0):
        def picture_at(number: int):
            picture = np.full((SIDE, SIDE, 3), number / 10_000, np.float32)
            picture[:, SIDE // 2 :] += np.float32(change * number % 0.9)  # half of it moves
            return picture

        made = SteadyCutOut(picture_at, same, repeats, None)  # type: ignore[arg-type]
        made.seen = seen  # type: ignore[attr-defined]
        return made

    return make


def test_where_the_picture_stays_alpha_does_and_where_it_moves_its_own_counts(cut):
    made = cut(change=0.37)
    mattes = [made.matte(k).alpha for k in range(18, 23)]
    left = [np.abs(b - a)[:, : SIDE // 2 - 2].mean() for a, b in pairwise(mattes)]
    right = [np.abs(b - a)[:, SIDE // 2 + 2 :].mean() for a, b in pairwise(mattes)]
    assert max(left) * 255 < 4  # of noise that changes by 34
    assert min(right) * 255 > 20


def test_each_picture_is_cut_out_once(cut):
    made = cut()
    for k in range(COUNT):
        made.matte(k)
    assert sorted(made.seen) == list(range(COUNT))


def test_a_clip_made_in_parts_is_the_same_clip(cut):
    whole = cut()
    for k in range(29):
        whole.matte(k)
    assert np.array_equal(whole.matte(29).alpha, cut().matte(29).alpha)


def test_a_face_that_stays_is_cut_out_once(cut):
    same = (*range(5), *([5] * 30), *range(35, 40))
    made = cut(same)
    assert made.window(5 + REACH) == (5,) * (2 * REACH + 1)
    made.matte(5 + REACH)
    assert made.seen == [5]


def test_a_loop_has_no_seam_and_an_end_has_none_to_look_at(cut):
    assert cut(repeats=True).window(0)[REACH - 1 : REACH + 2] == (COUNT - 1, 0, 1)
    assert cut().window(0)[: REACH + 2] == (0,) * (REACH + 1) + (1,)
    assert cut().window(COUNT - 1)[-1] == COUNT - 1


def test_what_few_pictures_have_is_not_left_as_mist(cut, monkeypatch):
    def alpha_of(picture, person, cancelled, decided):
        number = round(float(picture[0, 0, 0]) * 10_000)
        alpha = np.zeros((SIDE, SIDE), np.float32)
        alpha[:, :20] = 1
        alpha[:, 40:] = 0.6 if number % 5 == 0 else 0.0  # a part of the wall, now and then
        return alpha

    monkeypatch.setattr(steady, "alpha_of", alpha_of)
    found = cut().matte(20).alpha
    assert found[:, 40:].max() == 0
    assert found[:, :20].min() == 1


def test_an_area_of_doubt_is_decided_as_in_most_pictures_around_it(cut, monkeypatch):
    decided: list[Person] = []

    def alpha_of(picture, person, cancelled, person_decided):
        decided.append(person_decided)
        return np.zeros((SIDE, SIDE), np.float32)

    def settled(person, picture):
        """One in three goes the other way; the face is never in doubt."""
        number = round(float(picture[0, 0, 0]) * 10_000)
        mean = person.mean.copy()
        mean[:100] = float(number % 3 == 0)
        mean[200:] = 1.0
        return Person(mean, mean, person.face)

    monkeypatch.setattr(steady, "alpha_of", alpha_of)
    monkeypatch.setattr(steady, "settled", settled)
    made = cut()
    for number in range(18, 23):
        made.matte(number)
    assert decided
    assert all(each.mean[:98].max() < 0.1 for each in decided)
    assert all(each.most[:98].max() < 0.1 for each in decided)
    assert all(each.mean[202:].min() == 1 for each in decided)
    # What moved is another area: each has its own say of it.
    decided.clear()
    moving = cut(change=0.37)
    for number in range(18, 23):
        moving.matte(number)
    apart = [float(each.mean[:98, WIDE // 2 + 8 :].mean()) for each in decided]
    assert max(apart) > 0.9
    assert min(apart) < 0.1
