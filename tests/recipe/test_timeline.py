from __future__ import annotations

import pytest

from facelab.recipe import Blend, ModelRef, Recipe, Seed, Slerp
from facelab.recipe.between import between
from facelab.recipe.beyond import beyond
from facelab.recipe.easing import Curve
from facelab.recipe.timeline import Key, Timeline
from facelab.recipe.tracks import Point, Track
from facelab.recipe.walks import FaceWalk, NoiseWalk

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
        ((), "1 to 1,000 keys"),
        ((Key(A, 0.0),), "length in seconds"),
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


def test_handles_may_pull_a_change_back_before_it_begins():
    clip = Timeline((Key(A, 1.0, 0.0, Curve(0.5, -0.5, 0.5, 1.0)), Key(B)))
    early = clip.at(0.1)
    assert isinstance(early.source, Blend)
    assert min(part.weight for part in early.source.parts) < 0
    assert early == beyond(B, A, 1.0 - Curve(0.5, -0.5, 0.5, 1.0).at(0.1))


def test_seeds_may_go_by_z():
    clip = Timeline((Key(A, 1.0, 0.0, "linear"), Key(B)), via="z")
    assert clip.at(0.5).source == Slerp(1, 2, 0.5)


def test_a_single_face_lasts_and_tracks_move_it():
    smile = Track("smile", (Point(0.0, -2.0, "linear"), Point(2.0, 2.0)))
    clip = Timeline((Key(A, 2.0, 1.0),), tracks=(smile,))
    assert clip.seconds == 3.0
    assert [clip.at(t).amount("smile") for t in (0.0, 0.5, 2.0, 3.0)] == [-2.0, -1.0, 2.0, 2.0]


def test_the_faces_move_while_a_track_has_its_slider():
    yaw = [A.with_amount("yaw", 1.0).with_amount("smile", 5.0), B.with_amount("yaw", -1.0)]
    smile = Track("smile", (Point(0.0, 0.0, "linear"), Point(1.0, 1.0)))
    clip = Timeline((Key(yaw[0], 1.0, 0.0, "linear"), Key(yaw[1])), "ping-pong", (smile,))
    middle = clip.at(0.5)
    assert (middle.amount("yaw"), middle.amount("smile")) == (0.0, 0.5)
    assert clip.at(1.5) == middle


def test_a_track_of_a_loop_comes_back_without_a_jump():
    track = Track("smile", (Point(1.0, 2.0, "linear"), Point(2.0, 4.0, "linear")))
    clip = Timeline((Key(A, 2.0), Key(B, 2.0)), "loop", (track,))
    at = [round(clip.at(t).amount("smile"), 6) for t in (0.0, 1.0, 1.5, 2.0, 3.5, 4.0)]
    assert at == [pytest.approx(4.0 - 2.0 * 2 / 3), 2.0, 3.0, 4.0, 3.0, at[0]]


def test_a_walk_takes_the_same_way_each_time_and_comes_back_in_a_loop():
    walk = FaceWalk(7, 0.9, 0.25)
    clip = Timeline((Key(A, 2.0), Key(A, 2.0)), "loop", walks=(walk,))
    parts = clip.at(0.3).source
    assert isinstance(parts, Blend)
    assert parts.parts[0].source == Seed(1)
    assert parts.parts[0].weight == pytest.approx(0.75)
    assert clip.at(0.0) == clip.at(clip.seconds)
    assert clip.at(0.3) == Timeline(clip.keys, "loop", walks=(FaceWalk(7, 0.9, 0.25),)).at(0.3)
    assert clip.at(0.3) != Timeline(clip.keys, "loop", walks=(FaceWalk(8, 0.9, 0.25),)).at(0.3)


def test_noise_is_drawn_anew_in_steps():
    clip = Timeline((Key(A, 2.0), Key(A)), walks=(NoiseWalk(3, 0.5),))
    drawn = [clip.at(t).noise for t in (0.0, 0.4, 0.6, 2.0)]
    assert drawn[0] == drawn[1] != drawn[2] != drawn[3]
    assert {each.mode for each in drawn} == {"random"}


def test_keys_know_when_they_come():
    clip = Timeline((Key(A, 2.0, 1.0), Key(B, 1.0, 0.5), Key(C)), "ping-pong")
    assert clip.starts == (0.0, 3.0, 4.5)
    assert [clip.place(t) for t in (-1.0, 1.0, 8.0, 20.0)] == [0.0, 1.0, 1.0, 0.0]
