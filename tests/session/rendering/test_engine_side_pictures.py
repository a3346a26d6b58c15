"""Pictures beside the one on the canvas: when they come, step aside, and are cancelled."""

from __future__ import annotations

import threading

from facelab.errors import RecipeError


def test_side_pictures_come_in_order_on_the_sessions_thread(pump, side):
    for seed in (1, 2, 3):
        side.ask(seed)
    side.ask(4, "full")
    pump.until(lambda: len(side.came) == 4)
    assert side.came == ["preview 1", "preview 2", "preview 3", "full 4"]
    assert side.threads == {threading.current_thread()}


def test_the_face_on_show_goes_before_side_pictures(pump, renderer, listener, side, submit):
    renderer.previews.close()
    side.ask(1)
    renderer.previews.wait_for("1")
    for seed in (2, 3):
        side.ask(seed)
    submit(9)
    renderer.previews.open.set()
    pump.until(lambda: len(side.came) == 3)
    assert renderer.did() == ["preview 1", "preview 9", "full 9", "preview 2", "preview 3"]


def test_a_side_picture_in_full_steps_aside_and_is_made_later(
    pump, renderer, listener, side, submit
):
    renderer.fulls.close()
    side.ask(1, "full")
    renderer.fulls.wait_for("1")
    submit(9, resting=False)
    pump.until(lambda: "preview 9" in listener.shown())
    assert side.came == []
    renderer.fulls.open.set()
    pump.until(lambda: side.came == ["full 1"])


def test_a_newer_side_picture_takes_the_place_of_the_one_that_waits(pump, renderer, side):
    renderer.previews.close()
    side.ask(1)
    renderer.previews.wait_for("1")
    side.ask(2, key="before")
    side.ask(3, key="before")
    renderer.previews.open.set()
    pump.until(lambda: len(side.came) == 2)
    assert side.came == ["preview 1", "preview 3"]


def test_a_side_picture_that_steps_aside_does_not_push_out_a_newer_one(
    pump, renderer, listener, side, submit
):
    renderer.fulls.close()
    side.ask(1, "full", key="before")
    renderer.fulls.wait_for("1")
    side.ask(2, "full", key="before")
    submit(9, resting=False)
    pump.until(lambda: "preview 9" in listener.shown())
    renderer.fulls.open.set()
    pump.until(lambda: side.came)
    assert side.came == ["full 2"]


def test_a_side_picture_can_be_cancelled(pump, renderer, engine, side):
    renderer.previews.close()
    side.ask(1)
    renderer.previews.wait_for("1")
    side.ask(2)
    side.ask(3)
    engine.cancel("preview 2")
    engine.cancel("never asked for")
    renderer.previews.open.set()
    pump.until(lambda: len(side.came) == 2)
    assert side.came == ["preview 1", "preview 3"]


def test_a_side_picture_that_is_cancelled_while_it_is_made_does_not_come_back(
    pump, renderer, listener, engine, side, submit
):
    """It steps aside for the face on show, and must not be taken up again."""
    renderer.fulls.close()
    side.ask(1, "full")
    renderer.fulls.wait_for("1")
    submit(9, resting=False)
    engine.cancel("full 1")
    pump.until(lambda: "preview 9" in listener.shown())
    renderer.fulls.open.set()
    side.ask(2, "full")
    pump.until(lambda: "full 2" in side.came)
    assert side.came == ["full 2"]
    assert "full 1" not in renderer.did()


def test_cancelling_stops_what_is_being_made(pump, renderer, engine, side):
    renderer.fulls.close()
    side.ask(1, "full")
    renderer.fulls.wait_for("1")
    engine.cancel("full 1")
    side.ask(2)
    pump.until(lambda: side.came == ["preview 2"])


def test_what_was_cancelled_is_not_told_even_if_it_is_made(pump, renderer, engine, side):
    side.ask(1)
    renderer.previews.wait_for("1")
    side.ask(2)
    renderer.previews.wait_for("2")  # so the first is made, and on its way
    engine.cancel("preview 1")
    side.ask(1, "full")
    pump.until(lambda: "full 1" in side.came)
    assert side.came == ["preview 2", "full 1"]


def test_what_is_asked_for_again_after_it_was_cancelled_comes_once(pump, renderer, engine, side):
    renderer.previews.close()
    side.ask(1, key="left")
    renderer.previews.wait_for("1")
    engine.cancel("left")
    side.ask(2, key="left")
    renderer.previews.open.set()
    pump.until(lambda: side.came)
    assert side.came == ["preview 2"]


def test_a_picture_that_was_begun_is_shown_although_a_newer_one_is_asked_for(pump, renderer, side):
    """Else a hand that asks faster than pictures are made would see none."""
    renderer.previews.close()
    side.ask(1, key="blend")
    renderer.previews.wait_for("1")
    side.ask(2, key="blend")
    renderer.previews.open.set()
    pump.until(lambda: side.came == ["preview 1", "preview 2"])


def test_a_side_picture_that_fails_is_told_and_the_next_one_comes(pump, renderer, side, make_face):
    renderer.errors["preview", make_face(1)] = RecipeError("no such direction")
    side.ask(1)
    side.ask(2)
    pump.until(lambda: side.came)
    assert side.failed == ["preview 1: no such direction"]


def test_a_stream_of_requests_starves_nobody_for_ever(pump, renderer, listener, side, submit):
    """A new request as soon as each preview is shown; then the hand rests."""
    side.ask(1, "full")
    for seed in range(100, 160):
        submit(seed, resting=False)
        pump.until(lambda seed=seed: f"preview {seed}" in listener.shown())
    submit(200)
    pump.until(lambda: "full 200" in listener.shown() and side.came == ["full 1"])
