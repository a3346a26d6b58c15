"""What the user was promised is made, whatever comes between."""

from __future__ import annotations

import threading
from typing import Any

from facelab.engine import Frame
from facelab.errors import RecipeError
from facelab.session.rendering.composing import Composing
from facelab.session.rendering.side_picture import SidePicture
from tests.session.rendering.engine_world import NETWORK, close_beside


def test_what_was_promised_goes_before_thumbnails(pump, renderer, side):
    renderer.previews.close()
    side.ask(1)
    renderer.previews.wait_for("1")
    side.ask(2)
    side.ask(3, "full", promised=True)
    renderer.previews.open.set()
    pump.until(lambda: renderer.did() == ["preview 1", "full 3", "preview 2"])


def test_what_was_promised_outlives_another_load(pump, world, renderer, listener, engine, side):
    renderer.previews.close()
    side.ask(1)
    renderer.previews.wait_for("1")
    side.ask(2)
    side.ask(3, "full", promised=True)
    engine.load(NETWORK, "cpu")
    renderer.previews.open.set()
    pump.until(lambda: "full 3" in side.came)
    assert renderer.did() == ["preview 1", "full 3"]


def test_what_was_promised_of_a_network_is_drawn_by_it_before_another_is_loaded(
    pump, world, renderer, listener, engine, side, make_info
):
    other = type(renderer)(make_info(sha256="b" * 64))
    renderer.fulls.close()
    side.ask(3, "full", promised=True)
    renderer.fulls.wait_for("3")
    side.ask(4, "full", promised=True)
    side.ask(5, "full")
    world.renderer = other
    engine.load(NETWORK, "cpu")
    assert world.loads == ["cpu"]
    renderer.fulls.open.set()
    pump.until(lambda: len(listener.loaded) == 2)
    assert renderer.did() == ["full 3", "full 4"]
    assert other.did() == []
    assert (side.came, side.failed) == (["full 3", "full 4"], [])


def test_what_was_promised_of_the_network_that_comes_waits_for_it(
    pump, world, renderer, listener, engine, make_face, make_info, side
):
    other = type(renderer)(make_info(sha256="b" * 64))
    renderer.previews.close()
    side.ask(1)
    renderer.previews.wait_for("1")
    world.renderer = other
    engine.load(NETWORK, "cpu")
    side.ask(3, "full", promised=True, sha256="b" * 64)
    renderer.previews.open.set()
    pump.until(lambda: "full 3" in side.came)
    assert other.did() == ["full 3"]


def test_a_promise_that_only_a_network_that_is_gone_could_keep_fails_in_words(
    pump, world, renderer, listener, engine, side
):
    side.ask(3, "full", promised=True, sha256="b" * 64)
    pump.until(lambda: side.failed)
    assert "made with another" in side.failed[0]
    assert renderer.did() == []


def test_a_hand_that_moves_does_not_keep_a_promise_from_being_kept_before_a_load(
    pump, world, renderer, listener, engine, side, submit
):
    renderer.fulls.close()
    side.ask(3, "full", promised=True)
    renderer.fulls.wait_for("3")
    engine.load(NETWORK, "cpu")
    submit(9)  # for the network that comes
    renderer.fulls.open.set()
    pump.until(lambda: "full 9" in listener.shown())
    assert renderer.did() == ["full 3", "preview 9", "full 9"]


def test_faces_that_are_composed_outlive_a_load(
    pump, world, renderer, listener, engine, make_face, make_info, side
):
    """Nobody asks for them again."""
    renderer.previews.close()
    side.ask(1)
    renderer.previews.wait_for("1")
    found: list[Any] = []
    faces = (make_face(1), make_face(2))
    engine.submit(Composing("sum", faces, found.append, found.append))
    world.renderer = type(renderer)(make_info(sha256="b" * 64))
    engine.load(NETWORK, "cpu")
    renderer.previews.open.set()
    pump.until(lambda: found)
    assert [round(float(row[0, 0]), 2) for row in found[0]] == [0.7, 1.4]


def test_a_listener_of_a_promise_that_fails_is_told_and_the_thread_lives_on(
    pump, renderer, engine, side, make_face
):
    def broken(frame: Frame) -> None:
        raise ZeroDivisionError("a bug")

    failed: list[Exception] = []
    engine.submit(SidePicture("x", make_face(1), "full", broken, failed.append, True))
    side.ask(2)
    pump.until(lambda: side.came and failed)
    assert isinstance(failed[0], ZeroDivisionError)


def test_what_was_promised_is_made_before_the_thread_ends(renderer, engine, side, submit):
    """And handed over without the session's thread, which waits for the end."""
    renderer.fulls.close()
    submit(1)
    renderer.fulls.wait_for("1")
    side.ask(2)
    side.ask(3, "full", promised=True)
    side.ask(4, "full", promised=True)
    closing = close_beside(engine)
    renderer.fulls.wait_for("3")
    renderer.fulls.open.set()
    closing.join(20.0)
    assert side.came == ["full 3", "full 4"]
    assert threading.current_thread() not in side.threads


def test_a_promise_that_cannot_be_kept_is_told(pump, renderer, side, make_face):
    renderer.errors["full", make_face(3)] = RecipeError("no such direction")
    side.ask(3, "full", promised=True)
    pump.until(lambda: side.failed == ["full 3: no such direction"])
