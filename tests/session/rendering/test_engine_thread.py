"""The face on the canvas goes before everything else; and the end."""

from __future__ import annotations

import threading

import pytest

from facelab.errors import RecipeError
from facelab.session.rendering import engine_thread
from facelab.session.rendering.engine_thread import EngineThread
from tests.session.rendering.engine_world import NETWORK, PATIENCE


def test_a_resting_face_is_shown_small_then_whole(pump, listener, submit):
    submit(1)
    pump.until(lambda: listener.shown() == ["preview 1", "full 1"])
    assert listener.threads == {threading.current_thread()}


def test_the_newest_request_wins_and_what_was_begun_is_shown(pump, renderer, listener, submit):
    renderer.previews.close()
    submit(1)
    renderer.previews.wait_for("1")
    for seed in (2, 3, 4):
        submit(seed)
    renderer.previews.open.set()
    pump.until(lambda: "full 4" in listener.shown())
    assert listener.shown() == ["preview 1", "preview 4", "full 4"]


def test_after_a_preview_that_is_a_full_frame_nothing_has_to_follow(
    monkeypatch, pump, renderer, listener, submit
):
    """A machine that draws full frames fast enough shows them under the moving hand."""
    monkeypatch.setattr(renderer, "preview", lambda recipe: renderer.full(recipe))
    submit(1)
    pump.until(lambda: listener.shown() == ["full 1"])
    submit(2)
    pump.until(lambda: "full 2" in listener.shown())
    assert renderer.did() == ["full 1", "full 2"]


def test_every_preview_is_shown_while_a_hand_moves(pump, listener, submit):
    for seed in range(50):
        submit(seed, resting=False)
        pump.until(lambda seed=seed: f"preview {seed}" in listener.shown())
    assert [shown for shown in listener.shown() if "preview" in shown] == [
        f"preview {seed}" for seed in range(50)
    ]


def test_a_full_frame_is_given_up_for_something_newer(pump, renderer, listener, submit):
    renderer.fulls.close()
    submit(1)
    renderer.fulls.wait_for("1")
    submit(2)
    pump.until(lambda: "preview 2" in listener.shown())
    renderer.fulls.open.set()
    pump.until(lambda: "full 2" in listener.shown())
    assert listener.shown() == ["preview 1", "preview 2", "full 2"]


def test_a_hand_that_holds_still_gets_the_full_frame(monkeypatch, pump, listener, submit):
    monkeypatch.setattr(engine_thread, "REST_SECONDS", 0.01)
    submit(1, resting=False)
    pump.until(lambda: listener.shown() == ["preview 1", "full 1"])


def test_letting_go_does_not_draw_again_what_is_there(pump, renderer, listener, submit):
    submit(1, resting=False)
    pump.until(lambda: "preview 1" in listener.shown())
    submit(1, resting=True)
    pump.until(lambda: "full 1" in listener.shown())
    submit(1, resting=True)
    pump.until(lambda: listener.shown().count("full 1") == 2)  # says again that it is there
    assert renderer.did() == ["preview 1", "full 1"]


def test_letting_go_does_not_disturb_the_full_frame_that_is_under_way(
    monkeypatch, pump, renderer, listener, submit
):
    monkeypatch.setattr(engine_thread, "REST_SECONDS", 0.01)
    renderer.fulls.close()
    submit(1, resting=False)
    renderer.fulls.wait_for("1")
    submit(1, resting=True)
    renderer.fulls.open.set()
    pump.until(lambda: "full 1" in listener.shown())
    submit(2)
    pump.until(lambda: "full 2" in listener.shown())
    assert renderer.did() == ["preview 1", "full 1", "preview 2", "full 2"]


def test_a_face_seen_before_is_drawn_again_after_another(pump, renderer, listener, submit):
    for seed in (1, 2, 1):
        listener.frames.clear()
        submit(seed)
        pump.until(lambda seed=seed: f"full {seed}" in listener.shown())
        assert listener.shown() == [f"preview {seed}", f"full {seed}"]


@pytest.mark.parametrize("kind", ["preview", "full"])
@pytest.mark.parametrize("error", [RecipeError("no such direction"), RuntimeError("a bug")])
def test_a_render_that_fails_is_told_and_the_next_one_is_shown(
    pump, renderer, listener, submit, make_face, kind, error
):
    renderer.errors[kind, make_face(1)] = error
    submit(1)
    pump.until(lambda: listener.render_errors)
    assert listener.render_errors == [(make_face(1), error)]
    submit(2)
    pump.until(lambda: "full 2" in listener.shown())


def test_without_a_preview_head_the_full_frame_is_shown(
    pump, world, renderer, listener, make_info, make_face
):
    renderer.info = make_info(None)
    engine = EngineThread(pump, listener, world.load)
    engine.load(NETWORK, "cpu")
    pump.until(lambda: listener.loaded)
    renderer.fulls.close()
    engine.show(make_face(1), resting=False)
    renderer.fulls.wait_for("1")
    for seed in (2, 3):
        engine.show(make_face(seed), resting=False)
    renderer.fulls.open.set()
    pump.until(lambda: "full 3" in listener.shown())
    # what was begun is shown, or a moving hand would see nothing
    assert listener.shown() == ["full 1", "full 3"]
    engine.close()


# -- the end --------------------------------------------------------------------------------------


def test_an_idle_thread_ends(engine, renderer):
    assert engine.close(PATIENCE)
    assert renderer.closed


@pytest.mark.parametrize("side_picture", [False, True])
def test_a_full_frame_is_stopped_by_the_end(engine, renderer, submit, side, side_picture):
    renderer.fulls.close()
    if side_picture:
        side.ask(1, "full")
    else:
        submit(1)
    renderer.fulls.wait_for("1")
    assert engine.close(PATIENCE)
    assert renderer.closed


def test_a_thread_that_waits_for_the_hand_to_rest_ends(monkeypatch, pump, listener, engine, submit):
    monkeypatch.setattr(engine_thread, "REST_SECONDS", 1e6)
    submit(1, resting=False)
    pump.until(lambda: listener.frames)
    assert engine.close(PATIENCE)


def test_a_load_that_hangs_is_not_waited_for(pump, world, listener):
    world.loading.close()
    engine = EngineThread(pump, listener, world.load)
    engine.load(NETWORK, "cpu")
    world.loading.wait_for("cpu")
    assert not engine.close(timeout=0.01)
    world.loading.open.set()
    assert engine.close(PATIENCE)


def test_requests_after_the_end_are_harmless(engine, submit, side):
    assert engine.close(PATIENCE)
    submit(1)
    side.ask(2)
    engine.load(NETWORK, "cpu")
    assert engine.close(PATIENCE)
    assert side.came == []


def test_without_previews_only_full_frames_are_drawn_also_under_a_moving_hand(
    engine, pump, renderer, listener, submit
):
    engine.set_previews("off")
    submit(1, resting=False)
    pump.until(lambda: listener.shown() == ["full 1"])
    engine.set_previews("auto")
    submit(2)
    pump.until(lambda: listener.shown() == ["full 1", "preview 2", "full 2"])


def test_the_size_of_previews_outlives_a_change_of_the_device(
    engine, pump, renderer, listener, submit
):
    engine.set_previews("off")
    engine.load(NETWORK, "cuda")
    renderer.choice = "auto"  # a network that was loaded anew knows nothing of it
    pump.until(lambda: len(listener.loaded) == 2)
    submit(1)
    pump.until(lambda: listener.shown() == ["full 1"])
