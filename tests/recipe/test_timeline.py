from __future__ import annotations

import pytest

from facelab.recipe import Blend, ModelRef, Recipe, Seed
from facelab.recipe.between import between
from facelab.recipe.timeline import Key, Timeline

MODEL = ModelRef("0" * 64, "tiny")
A, B, C = (Recipe(MODEL, Seed(k)) for k in (1, 2, 3))


def test_a_face_stays_then_changes_then_the_next_stays():
    clip = Timeline((Key(A, 2.0, 1.0, "linear"), Key(B, 1.0, 0.5, "linear"), Key(C, 9.0, 1.0)))
    assert clip.seconds == 5.5
    assert [clip.at(t) for t in (-1.0, 0.0, 1.0)] == [A, A, A]
    assert clip.at(2.0) == between(A, B, 0.5)
    assert [clip.at(t) for t in (3.0, 3.4)] == [B, B]
    assert clip.at(3.75) == between(B, C, 0.25)
    assert [clip.at(t) for t in (4.5, 5.5, 99.0)] == [C, C, C]


def test_a_loop_ends_one_picture_before_its_beginning():
    clip = Timeline((Key(A, 1.0, 0.0, "linear"), Key(B, 1.0, 0.0, "linear")), "loop")
    frames = list(clip.frames(16))  # a rate at which times are exact
    assert len(frames) == 32
    assert (frames[0], frames[16], frames[24]) == (A, B, between(B, A, 0.5))
    assert frames[-1] == between(B, A, 15 / 16)
    assert clip.at(clip.seconds) == A


def test_there_and_back_is_the_same_way():
    clip = Timeline((Key(A, 1.0, 0.0, "ease-in"), Key(B)), "ping-pong")
    assert clip.seconds == 2.0
    frames = list(clip.frames(16))  # a rate at which times are exact
    assert (frames[0], frames[16]) == (A, B)
    assert frames[17:] == frames[15:0:-1]


def test_what_is_shown_once_begins_and_ends_with_a_key():
    frames = list(Timeline((Key(A, 1.0), Key(B))).frames(30))
    assert (len(frames), frames[0], frames[-1]) == (30, A, B)
    assert frames == list(Timeline((Key(A, 1.0), Key(B))).frames(30))


def test_no_time_between_two_keys_is_a_cut():
    clip = Timeline((Key(A, 0.0, 1.0), Key(B, 1.0, 1.0)))
    assert {clip.at(t) for t in (0.0, 0.5, 1.0)} == {A}
    assert clip.at(1.001) == B


def test_overshooting_goes_beyond_the_next_face():
    clip = Timeline((Key(A, 1.0, 0.0, "overshoot"), Key(B)))
    source = clip.at(0.6).source
    assert isinstance(source, Blend)
    assert min(part.weight for part in source.parts) < 0
    assert clip.at(1.0) == B


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        ((Key(A),), "2 to 1,000 keys"),
        ((Key(A, 0.0), Key(B, 3.0)), "length in seconds"),
        ((Key(A, 3600.0), Key(B, 3600.0), Key(C, 1.0), Key(A)), "length in seconds"),
    ],
)
def test_what_is_no_clip_is_refused(keys, why):
    with pytest.raises(ValueError, match=why):
        Timeline(keys)


@pytest.mark.parametrize("said", [{"seconds": -1.0}, {"hold": float("nan")}, {"seconds": 4000.0}])
def test_times_are_within_reason(said):
    with pytest.raises(ValueError, match="must be 0 to 3600"):
        Key(A, **said)


def test_a_clip_has_only_so_many_pictures():
    clip = Timeline((Key(A, 3600.0), Key(B)))
    assert clip.frame_count(30) == 108_000
    with pytest.raises(ValueError, match="200,000"):
        clip.frame_count(60)
