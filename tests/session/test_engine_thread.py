from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from facelab.engine import Frame, ModelInfo
from facelab.recipe import DeviceError, FacelabError, Recipe, RecipeError
from facelab.session import engine_thread
from facelab.session.engine_requests import RenderRequest, SideRequest
from facelab.session.engine_thread import EngineThread

NETWORK = Path("network")


class Listener:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.loaded: list[ModelInfo] = []
        self.load_errors: list[Exception] = []
        self.frames: list[Frame] = []
        self.render_errors: list[tuple[Recipe, Exception]] = []
        self.notices: list[FacelabError] = []
        self.moves: list[ModelInfo] = []
        self.threads: set[threading.Thread] = set()

    def on_loaded(self, info: ModelInfo) -> None:
        self.loaded.append(info)
        self.threads.add(threading.current_thread())

    def on_load_failed(self, error: Exception) -> None:
        self.load_errors.append(error)

    def on_moved(self, info: ModelInfo) -> None:
        self.moves.append(info)

    def on_frame(self, frame: Frame) -> None:
        self.frames.append(frame)
        self.threads.add(threading.current_thread())

    def on_render_failed(self, recipe: Recipe, error: Exception) -> None:
        self.render_errors.append((recipe, error))

    def on_notice(self, error: FacelabError) -> None:
        self.notices.append(error)

    def shown(self) -> list[str]:
        return [f"{frame.kind} {frame.recipe.seed}" for frame in self.frames]


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def engine(world, pump, renderer, listener) -> Iterator[EngineThread]:
    """An engine thread with its network loaded."""
    made = EngineThread(pump, listener, world.load)
    made.load(NETWORK, "cpu")
    pump.until(lambda: listener.loaded)
    yield made
    for gate in (world.loading, renderer.previews, renderer.fulls):
        gate.open.set()
    made.close()


@pytest.fixture
def submit(engine, make_face):
    def submit(seed: int, resting: bool = True) -> None:
        engine.submit(RenderRequest(make_face(seed), resting))

    return submit


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
    engine.submit(RenderRequest(make_face(1), resting=False))
    renderer.fulls.wait_for("1")
    for seed in (2, 3):
        engine.submit(RenderRequest(make_face(seed), resting=False))
    renderer.fulls.open.set()
    pump.until(lambda: "full 3" in listener.shown())
    # what was begun is shown, or a moving hand would see nothing
    assert listener.shown() == ["full 1", "full 3"]
    engine.close()


# -- side pictures --------------------------------------------------------------------------------


class Side:
    """Asks for side pictures and remembers what came."""

    def __init__(self, engine: EngineThread, make_face) -> None:
        self._engine = engine
        self._make_face = make_face
        self.came: list[str] = []
        self.failed: list[str] = []
        self.threads: set[threading.Thread] = set()

    def ask(self, seed: int, kind="preview", key: object = None, promised: bool = False) -> None:
        name = f"{kind} {seed}"
        self._engine.submit_side(
            SideRequest(
                key or name,
                self._make_face(seed),
                kind,
                lambda frame: self._done(name),
                lambda error: self.failed.append(f"{name}: {error}"),
                promised,
            )
        )

    def _done(self, name: str) -> None:
        self.came.append(name)
        self.threads.add(threading.current_thread())


@pytest.fixture
def side(engine, make_face) -> Side:
    return Side(engine, make_face)


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
    engine.cancel_side("preview 2")
    engine.cancel_side("never asked for")
    renderer.previews.open.set()
    pump.until(lambda: len(side.came) == 2)
    assert side.came == ["preview 1", "preview 3"]


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


# -- loading --------------------------------------------------------------------------------------


def test_a_network_that_fails_to_load_is_told_and_another_can_be_loaded(
    pump, world, listener, engine, submit
):
    world.load_errors.append(DeviceError("no such device"))
    engine.load(NETWORK, "cuda")
    pump.until(lambda: listener.load_errors)
    engine.load(NETWORK, "cpu")
    pump.until(lambda: len(listener.loaded) == 2)
    submit(1)
    pump.until(lambda: "full 1" in listener.shown())


def test_loading_again_closes_the_network_before(pump, world, renderer, listener, engine):
    engine.load(NETWORK, "cpu")
    pump.until(lambda: len(listener.loaded) == 2)
    assert renderer.closed


def test_a_network_that_cannot_be_closed_does_not_end_the_thread(
    pump, renderer, listener, engine, submit
):
    renderer.close_error = RuntimeError("driver")
    engine.load(NETWORK, "cpu")
    pump.until(lambda: listener.load_errors)
    renderer.close_error = None
    engine.load(NETWORK, "cpu")
    pump.until(lambda: len(listener.loaded) == 2)
    submit(1)
    pump.until(lambda: "full 1" in listener.shown())


def test_a_request_that_comes_while_loading_is_shown_afterwards(
    pump, world, renderer, listener, engine, submit
):
    world.loading.close()
    engine.load(NETWORK, "cpu")
    world.loading.wait_for("cpu")
    submit(1)
    submit(2)
    world.loading.open.set()
    pump.until(lambda: "full 2" in listener.shown())
    assert listener.shown() == ["preview 2", "full 2"]


def test_loading_forgets_what_was_asked_of_the_last_network(
    pump, world, renderer, listener, engine, side, submit
):
    """Also what was being rendered: its full frame would be made by the wrong network."""
    renderer.previews.close()
    submit(1)
    renderer.previews.wait_for("1")
    submit(2)
    side.ask(3)
    engine.load(NETWORK, "cpu")
    renderer.previews.open.set()
    pump.until(lambda: len(listener.loaded) == 2)
    submit(9)
    pump.until(lambda: "full 9" in listener.shown())
    assert renderer.did() == ["preview 1", "preview 9", "full 9"]


def test_loading_interrupts_a_full_frame_even_without_previews(
    pump, world, renderer, listener, make_info, make_face
):
    renderer.info = make_info(None)
    engine = EngineThread(pump, listener, world.load)
    engine.load(NETWORK, "cpu")
    pump.until(lambda: listener.loaded)
    renderer.fulls.close()
    engine.submit(RenderRequest(make_face(1), resting=True))
    renderer.fulls.wait_for("1")
    engine.load(NETWORK, "cpu")
    pump.until(lambda: len(listener.loaded) == 2)
    assert renderer.did() == []
    engine.close()


def test_a_notice_of_the_renderer_reaches_the_session_with_what_it_runs_on_now(
    pump, renderer, listener, engine, make_info
):
    renderer.info = make_info(device="cuda")
    renderer.notify(FacelabError("Going on with the CPU."))
    pump.until(lambda: listener.moves)
    assert len(listener.notices) == 1
    assert [info.device for info in listener.moves] == ["cuda"]


# -- what the user was promised -------------------------------------------------------------------


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


def test_what_was_promised_is_made_before_the_thread_ends(renderer, engine, side, submit):
    """And handed over without the session's thread, which waits for the end."""
    renderer.fulls.close()
    submit(1)
    renderer.fulls.wait_for("1")
    side.ask(2)
    side.ask(3, "full", promised=True)
    side.ask(4, "full", promised=True)
    closing = threading.Thread(target=engine.close, args=(20.0,))
    closing.start()
    renderer.fulls.wait_for("3")
    renderer.fulls.open.set()
    closing.join(20.0)
    assert side.came == ["full 3", "full 4"]
    assert threading.current_thread() not in side.threads


def test_a_promise_that_cannot_be_kept_is_told(pump, renderer, side, make_face):
    renderer.errors["full", make_face(3)] = RecipeError("no such direction")
    side.ask(3, "full", promised=True)
    pump.until(lambda: side.failed == ["full 3: no such direction"])


# -- the end --------------------------------------------------------------------------------------


def test_an_idle_thread_ends(engine, renderer):
    assert engine.close(timeout=2.0)
    assert renderer.closed


@pytest.mark.parametrize("side_picture", [False, True])
def test_a_full_frame_is_stopped_by_the_end(engine, renderer, submit, side, side_picture):
    renderer.fulls.close()
    if side_picture:
        side.ask(1, "full")
    else:
        submit(1)
    renderer.fulls.wait_for("1")
    assert engine.close(timeout=2.0)
    assert renderer.closed


def test_a_thread_that_waits_for_the_hand_to_rest_ends(monkeypatch, pump, listener, engine, submit):
    monkeypatch.setattr(engine_thread, "REST_SECONDS", 1e6)
    submit(1, resting=False)
    pump.until(lambda: listener.frames)
    assert engine.close(timeout=2.0)


def test_a_load_that_hangs_is_not_waited_for(pump, world, listener):
    world.loading.close()
    engine = EngineThread(pump, listener, world.load)
    engine.load(NETWORK, "cpu")
    world.loading.wait_for("cpu")
    assert not engine.close(timeout=0.01)
    world.loading.open.set()
    assert engine.close(timeout=20.0)


def test_requests_after_the_end_are_harmless(engine, submit, side):
    assert engine.close()
    submit(1)
    side.ask(2)
    engine.load(NETWORK, "cpu")
    assert engine.close()
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
