"""The play head and the canvas."""

from __future__ import annotations

from pathlib import Path

import pytest

from facelab.recipe.retiming import repeating
from facelab.recipe.timeline import Key, Timeline


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(session):
    made = Clock()
    session.player._clock = made
    return made


@pytest.fixture
def two(session, make_face):
    """Two seconds from one face to another, evenly."""
    session.animating.add([make_face(1)])
    session.animating.add([make_face(2)])
    return session


def shown(session, pump, recipe, kind="full"):
    pump.until(
        lambda: session.frame.recipe == recipe and (kind != "full" or session.frame.kind == kind)
    )


def test_where_the_head_is_put_the_face_is_shown(two, pump, told):
    here = two.face.recipe
    two.player.seek(0.5)
    shown(two, pump, two.animating.timeline.at(0.5))
    assert two.face.recipe == here  # nothing is done to the face on show
    two.player.back_to_face()
    shown(two, pump, here)
    assert two.player.showing is None


def test_the_clock_decides_what_is_seen(two, pump, clock):
    player, clip = two.player, two.animating.timeline
    player.play()
    shown(two, pump, clip.at(0.0), "any")
    clock.now += 1.25  # a slow machine: all between is dropped
    player.tick()
    assert player.head == pytest.approx(1.25)
    shown(two, pump, clip.at(player.head), "any")
    clock.now += 5.0
    player.tick()
    assert (player.playing, player.head) == (False, 2.0)
    shown(two, pump, clip.keys[1].face)
    player.play()  # from the beginning
    assert (player.playing, player.head) == (True, 0.0)


@pytest.mark.parametrize(("repeat", "length"), [("again", 2.0), ("loop", 4.0), ("ping-pong", 4.0)])
def test_what_repeats_goes_on(two, clock, repeat, length):
    two.animating.edit(repeating(two.animating.timeline, repeat), "Repeat")
    two.player.play()
    clock.now += length + 0.5
    two.player.tick()
    assert two.player.playing
    assert two.player.head == pytest.approx(0.5)
    clock.now += 0.25
    two.player.tick()
    assert two.player.head == pytest.approx(0.75)


def test_a_slider_takes_the_canvas_back(two, pump, clock):
    two.player.play()
    two.face.edit(two.face.recipe.with_amount("smile", 1.0), "Smile")
    assert (two.player.playing, two.player.showing) == (False, None)
    shown(two, pump, two.face.recipe)


def test_what_is_changed_is_seen_at_once(two, pump, make_face):
    two.player.seek(2.0)
    two.animating.set_face(1, make_face(5))
    shown(two, pump, two.animating.keys[1].face)
    two.animating.clear()
    assert (two.player.head, two.player.showing) == (0.0, None)
    shown(two, pump, two.face.recipe)


def test_keys_of_another_network_are_not_shown(two, make_face, told, pump, clock):
    two.animating.add([make_face(1, sha256="b" * 64)])  # from the second on to the fourth second
    player = two.player
    player.seek(4.0)
    assert player.showing is None
    player.play()  # from the beginning
    clock.now += 0.5
    player.tick()
    seen = player.showing
    assert seen == two.animating.timeline.at(0.5)
    clock.now += 3.25
    player.tick()
    assert (player.playing, player.showing) == (True, seen)
    pump.until(lambda: told.messages)
    assert told.said("another network")
    assert len(told.messages) == 1


def test_a_timeline_of_another_network_is_not_played(session, make_face, told, pump):
    session.animating.add([make_face(1, sha256="b" * 64)])
    session.player.play()
    assert (session.player.playing, session.player.showing) == (False, None)
    pump.until(lambda: told.messages)
    assert told.said("another network")


def test_before_there_is_a_network_the_head_moves_and_nothing_is_shown(world, make_face, pump):
    """As where a timeline is opened together with the window."""
    session = world.session()
    world.loading.close()
    session.start()
    timeline = Timeline((Key(make_face(1)), Key(make_face(2))))
    session.timeline_files.take(timeline, Path("clip.json"))
    session.player.seek(0.5)
    session.player.play()
    assert (session.player.head, session.player.playing) == (0.5, False)
    world.loading.open.set()
    pump.until(lambda: session.frame is not None)
    session.player.seek(0.5)
    shown(session, pump, timeline.at(0.5))


def test_no_picture_of_the_way_is_kept_for_the_history(two, pump):
    on_the_way = two.animating.timeline.at(0.5)
    two.player.seek(0.5)
    shown(two, pump, on_the_way)
    two.player.back_to_face()
    two.face.set_seed(99)
    # They are made one after another.
    pump.until(lambda: two._step_pictures.find(two.face.recipe) is not None)
    assert two._step_pictures.find(on_the_way) is None


def test_what_is_seen_is_what_is_kept(two, pump):
    two.player.seek(0.5)
    seen = two.animating.timeline.at(0.5)
    assert two.on_show.recipe == seen
    two.keep()
    pump.until(lambda: two.kept_on_show.number is not None)
    two.player.back_to_face()
    pump.until(lambda: two.kept_on_show.number is None)
    assert two.on_show.recipe == two.face.recipe
