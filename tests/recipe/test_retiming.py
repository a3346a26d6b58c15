"""What is done to timelines."""

from __future__ import annotations

import msgspec
import pytest

from facelab.recipe import ModelRef, Recipe, Seed
from facelab.recipe.retiming import (
    arriving,
    faster,
    lasting,
    pushed,
    reordered,
    repeating,
    split,
    timed,
    with_keys,
    with_sliders_of,
    without_keys,
)
from facelab.recipe.timeline import Key, Timeline
from facelab.recipe.tracks import Point, Track
from facelab.recipe.walks import FaceWalk, NoiseWalk

A, B, C = (Recipe(ModelRef("0" * 64, "tiny"), Seed(k)) for k in (1, 2, 3))
CLIP = Timeline((Key(A, 2.0, 1.0, "linear"), Key(B, 1.0, 0.5, "linear"), Key(C, 2.0)))


def test_keys_come_and_go():
    one = with_keys(None, 0, [Key(A)])
    two = with_keys(one, 0, [Key(B)])
    assert [key.face for key in two.keys] == [B, A]
    assert without_keys(two, [0]) == one
    assert without_keys(two, [0, 1]) is None


def test_what_is_left_lasts_at_least_a_moment():
    rest = without_keys(Timeline((Key(A, 0.0), Key(B, 0.0), Key(C, 1.0)), "loop"), [2])
    assert rest is not None
    assert rest.seconds == pytest.approx(0.1)
    cuts = Timeline((Key(A, 0.0), Key(B, 1.0)), "loop")
    assert repeating(cuts, "once").seconds == pytest.approx(0.1)


def test_a_key_takes_its_times_along():
    assert reordered(CLIP, 0, 2).keys == (CLIP.keys[1], CLIP.keys[2], CLIP.keys[0])


def test_a_key_that_comes_later_leaves_the_others_where_they_are():
    later, k = arriving(CLIP, 1, 3.7)
    assert k == 1
    assert later.starts == pytest.approx((0.0, 3.7, 4.5))
    assert arriving(CLIP, 2, 10.0)[0].seconds == pytest.approx(10.0)
    assert arriving(CLIP, 0, 1.0) == (CLIP, 0)


def test_a_key_that_passes_another_changes_places_with_it():
    made, k = arriving(CLIP, 1, 6.0)
    assert k == 2
    assert made.starts == pytest.approx((0.0, 4.5, 6.0))
    assert [key.face for key in made.keys] == [A, C, B]
    made, k = arriving(CLIP, 0, 4.0)  # what comes first then, comes at 0
    assert ([key.face for key in made.keys], k) == ([B, A, C], 1)
    made, k = arriving(CLIP, 2, -1.0)
    assert ([key.face for key in made.keys], k) == ([C, A, B], 0)
    assert made.starts == pytest.approx((0.0, 1.0, 4.0))


def test_a_key_may_push_what_is_behind_it():
    assert pushed(CLIP, 1, 5.0).starts == pytest.approx((0.0, 5.0, 6.5))
    assert pushed(CLIP, 1, 0.0).starts == pytest.approx((0.0, 1.0, 2.5))
    assert pushed(CLIP, 0, 5.0) == CLIP


def test_a_key_that_takes_longer_moves_what_is_behind_it():
    assert timed(CLIP, [0], seconds=4.0, hold=0.0).starts == (0.0, 4.0, 5.5)
    assert timed(CLIP, [0, 1], ease="overshoot").keys[1].ease == "overshoot"


def test_a_face_on_the_way_becomes_a_key():
    made, k = split(CLIP, 2.0)
    assert (k, made.seconds, len(made.keys)) == (1, CLIP.seconds, 4)
    assert made.keys[1].face == CLIP.at(2.0)
    other, k = split(CLIP, 2.0, C)
    assert (other.keys[k].face, other.starts) == (C, made.starts)
    assert split(CLIP, 0.5) == (CLIP, 0)
    assert split(CLIP, 3.0) == (CLIP, 1)


def test_a_key_of_the_way_changes_nothing_of_the_motion():
    """Nobody sees that it is there: the easing is parted, and what moves beside it is not in it."""
    smile = Track("smile", (Point(0.0, -1.0), Point(4.0, 1.0)))
    face = A.with_amount("age", 2.0)
    clip = Timeline(
        (Key(face, 3.0, 0.5, "ease"), Key(A, 2.0, 0.5, "ease-out"), Key(face)),
        tracks=(smile,),
        walks=(FaceWalk(3, 1.0, 0.5),),
    )
    for place in (1.25, 2.75, 5.0):
        made, k = split(clip, place)
        assert made.keys[k].face.amount("smile") == 0.0
        assert made.keys[k].face.source == Seed(1)
        for time in (0.2, 1.0, 1.25, 2.0, 2.75, 3.4, 4.5, 5.0, 5.5):
            before, now = clip.at(time), made.at(time)
            assert now.amount("age") == pytest.approx(before.amount("age"), abs=1e-3)
            assert now.amount("smile") == before.amount("smile")
            assert now.source == before.source


def test_what_would_be_longer_than_a_clip_stays_as_it_is():
    long = Timeline((Key(A, 3600.0, 3000.0), Key(B, 2.0), Key(C)))
    assert timed(long, [1], seconds=3600.0) == long
    assert timed(long, [0, 1], hold=3600.0) == long
    assert arriving(long, 1, 7300.0)[0] == long
    assert pushed(long, 1, 7300.0).seconds <= 7200.0


def test_the_whole_goes_faster():
    track = Track("smile", (Point(1.0, 1.0), Point(2.0, -1.0)))
    clip = msgspec.structs.replace(CLIP, tracks=(track,), walks=(NoiseWalk(1, 0.5),))
    twice = faster(clip, 2.0)
    assert (twice.seconds, twice.starts) == (2.25, (0.0, 1.5, 2.25))
    assert [point.seconds for point in twice.tracks[0].points] == [0.5, 1.0]
    assert twice.walks == (NoiseWalk(1, 0.25),)
    assert lasting(clip, 9.0).seconds == pytest.approx(9.0)
    with pytest.raises(ValueError, match="length"):
        lasting(clip, 0.01)


def test_sliders_go_from_one_key_to_others():
    fit = "a" * 64
    smiling = msgspec.structs.replace(A.with_amount("smile", 1.5), fit=fit)
    clip = Timeline((Key(smiling), Key(B.with_amount("age", 1.0)), Key(C)))
    made = with_sliders_of(clip, 0, [0, 1])
    assert [key.face.amount("smile") for key in made.keys] == [1.5, 1.5, 0.0]
    assert (made.keys[1].face.amount("age"), made.keys[1].face.fit) == (0.0, fit)
    assert made.keys[1].face.source == Seed(2)
