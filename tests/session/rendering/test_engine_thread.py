from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from facelab.engine import Frame, ModelInfo
from facelab.errors import DeviceError, FacelabError, RecipeError
from facelab.recipe import Recipe, Seed
from facelab.session.rendering import engine_thread
from facelab.session.rendering.composing import Composing
from facelab.session.rendering.engine_thread import EngineThread
from facelab.session.rendering.side_picture import SidePicture

NETWORK = Path("network")
PATIENCE = 20.0


def wait_until(condition: Callable[[], object]) -> None:
    """For what the engine's thread does without telling anybody."""
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.002)


class Listener:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.loaded: list[ModelInfo] = []
        self.load_errors: list[Exception] = []
        self.refused = 0
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

    def on_load_refused(self, error: Exception) -> None:
        self.load_errors.append(error)
        self.refused += 1

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
        engine.show(make_face(seed), resting)

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
    engine.show(make_face(1), resting=False)
    renderer.fulls.wait_for("1")
    for seed in (2, 3):
        engine.show(make_face(seed), resting=False)
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

    def ask(
        self,
        seed: int,
        kind="preview",
        key: object = None,
        promised: bool = False,
        sha256: str = "a" * 64,
    ) -> None:
        name = f"{kind} {seed}"
        self._engine.submit(
            SidePicture(
                key or name,
                self._make_face(seed, sha256),
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


# -- loading --------------------------------------------------------------------------------------


OTHER = Path("other")


@pytest.fixture
def other(world, make_info, monkeypatch) -> Any:
    """A second network, in a file of its own."""
    made = type(world.renderer)(make_info(sha256="b" * 64))
    really = world.load

    def load(path, device, notify):
        first = really(path, device, notify)
        return made if path == OTHER else first

    monkeypatch.setattr(world, "load", load)
    return made


def test_another_network_leaves_the_one_before_loaded(other, engine, pump, renderer, listener):
    engine.load(OTHER, "cpu")
    pump.until(lambda: len(listener.loaded) == 2)
    assert not renderer.closed
    assert [info.sha256[0] for info in engine.loaded] == ["a", "b"]
    engine.load(NETWORK, "cpu")
    pump.until(lambda: len(listener.loaded) == 3)
    assert [info.sha256[0] for info in engine.loaded] == ["b", "a"]
    assert listener.loaded[-1] is renderer.info


def test_one_that_cannot_be_loaded_leaves_the_one_before_in_use(
    other, engine, pump, world, listener, submit
):
    world.load_errors.append(DeviceError("no such device"))
    engine.load(OTHER, "cuda")
    pump.until(lambda: listener.load_errors)
    assert listener.refused == 1
    submit(3)
    pump.until(lambda: "full 3" in listener.shown())


def test_one_that_is_not_wanted_any_more_is_not_put_to_use(
    other, engine, pump, world, listener, submit
):
    world.loading.close()
    engine.load(OTHER, "cuda")
    world.loading.wait_for("cuda")
    engine.stay()
    world.loading.open.set()
    submit(3)
    pump.until(lambda: "full 3" in listener.shown())
    wait_until(lambda: len(engine.loaded) == 2)
    assert len(listener.loaded) == 1  # nothing has happened to it
    engine.load(OTHER, "cuda")  # it came all the same, and is there at once
    pump.until(lambda: len(listener.loaded) == 2)
    assert world.loads == ["cpu", "cuda"]


def test_one_that_was_not_begun_is_forgotten(other, engine, pump, world, listener, submit):
    world.loading.close()
    engine.load(OTHER, "cuda")
    world.loading.wait_for("cuda")
    engine.load(OTHER, "mps")
    engine.stay()
    world.loading.open.set()
    wait_until(lambda: len(engine.loaded) == 2)
    submit(1)
    pump.until(lambda: "full 1" in listener.shown())
    assert world.loads == ["cpu", "cuda"]


def test_the_one_in_use_draws_while_another_is_loaded(
    other, engine, pump, world, listener, side, submit
):
    world.loading.close()
    assert engine.load(OTHER, "cuda")
    world.loading.wait_for("cuda")
    submit(1)
    side.ask(2)
    pump.until(lambda: "full 1" in listener.shown() and side.came == ["preview 2"])
    world.loading.open.set()
    pump.until(lambda: len(listener.loaded) == 2)
    assert listener.loaded[-1] is other.info
    assert other.did() == []


def test_what_is_asked_of_one_that_has_gone_unheard_is_not_asked_of_the_next(
    other, engine, pump, world, listener, side, submit
):
    """The session's thread knows of the other network a moment later than the engine's."""
    engine.load(OTHER, "cpu")
    wait_until(lambda: len(engine.loaded) == 2)
    submit(1)
    side.ask(2)
    pump.until(lambda: len(listener.loaded) == 2)
    engine.show(Recipe(other.info.ref, Seed(3)), resting=True)
    pump.until(lambda: "full 3" in listener.shown())
    assert (other.did(), side.came) == (["preview 3", "full 3"], [])
    assert listener.render_errors == []


def test_a_full_frame_that_a_load_interrupts_is_drawn_nevertheless(
    other, engine, pump, world, renderer, listener, submit
):
    world.loading.close()
    renderer.fulls.close()
    submit(1)
    renderer.fulls.wait_for("1")
    engine.load(OTHER, "cuda")
    world.loading.wait_for("cuda")
    renderer.fulls.open.set()
    pump.until(lambda: "full 1" in listener.shown())


def test_a_picture_of_a_network_that_is_loaded_is_drawn_by_it(
    other, engine, pump, listener, make_face
):
    engine.load(OTHER, "cpu")
    pump.until(lambda: len(listener.loaded) == 2)
    drawn: list[Frame] = []
    failed: list[Exception] = []
    for sha256 in ("a" * 64, "b" * 64, "c" * 64):
        face = make_face(5, sha256=sha256)
        engine.submit(SidePicture(sha256, face, "full", drawn.append, failed.append))
    pump.until(lambda: len(drawn) == 2 and failed)
    assert [frame.recipe.model.sha256[0] for frame in drawn] == ["a", "b"]
    assert "another network" in str(failed[0])  # neither has the third


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


def test_a_side_picture_that_a_load_interrupts_is_not_asked_of_the_next_network(
    pump, world, renderer, listener, engine, side
):
    renderer.fulls.close()
    side.ask(1, "full")
    renderer.fulls.wait_for("1")
    engine.load(NETWORK, "cpu")
    pump.until(lambda: len(listener.loaded) == 2)
    renderer.fulls.open.set()
    side.ask(2)
    pump.until(lambda: side.came)
    assert side.came == ["preview 2"]
    assert renderer.did() == ["preview 2"]


def test_what_the_network_before_said_is_not_heard_any_more(
    pump, renderer, listener, engine, submit, make_face
):
    """It was on its way when another load was asked for."""
    renderer.previews.close()
    submit(1)
    renderer.previews.wait_for("1")
    renderer.notify(FacelabError("Going on with the CPU."))
    renderer.errors["preview", make_face(1)] = RecipeError("no")
    engine.load(NETWORK, "cpu")
    renderer.previews.open.set()
    pump.until(lambda: len(listener.loaded) == 2)
    assert (listener.frames, listener.render_errors) == ([], [])
    assert (listener.notices, listener.moves) == ([], [])


def test_a_load_that_was_overtaken_is_not_heard_of(pump, world, listener, engine, submit):
    """Neither that it failed: a choice of the user's would be taken back."""
    world.load_errors.append(DeviceError("no such device"))
    world.loading.close()
    engine.load(NETWORK, "cuda")
    world.loading.wait_for("cuda")
    engine.load(NETWORK, "mps")
    engine.load(NETWORK, "cpu")
    world.loading.open.set()
    pump.until(lambda: len(listener.loaded) == 2)
    assert listener.load_errors == []
    assert world.loads == ["cpu", "cuda", "cpu"]


def test_loading_interrupts_a_full_frame_even_without_previews(
    pump, world, renderer, listener, make_info, make_face
):
    renderer.info = make_info(None)
    engine = EngineThread(pump, listener, world.load)
    engine.load(NETWORK, "cpu")
    pump.until(lambda: listener.loaded)
    renderer.fulls.close()
    engine.show(make_face(1), resting=True)
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


# -- comparing the back end with the exact one -----------------------------------------------------


@pytest.fixture
def check(monkeypatch, renderer) -> list[Callable[[], None]]:
    """What was handed over to be called if the back end differs."""
    begun: list[Callable[[], None]] = []

    def check_later(differs: Callable[[], None]) -> None:
        begun.append(differs)
        renderer.unchecked = False

    monkeypatch.setattr(engine_thread, "QUIET_SECONDS", 0.01)
    monkeypatch.setattr(renderer, "check_later", check_later, raising=False)
    renderer.unchecked = True
    return begun


def test_a_back_end_is_compared_once_a_face_was_shown_and_nobody_waits(
    pump, renderer, listener, engine, side, submit, check
):
    side.ask(1)
    pump.until(lambda: side.came)
    assert not check
    renderer.fulls.close()
    submit(1)
    renderer.fulls.wait_for("1")
    assert not check
    renderer.fulls.open.set()
    pump.until(lambda: "full 1" in listener.shown())
    wait_until(lambda: check)
    submit(2)
    pump.until(lambda: "full 2" in listener.shown())
    assert len(check) == 1


def test_a_back_end_that_differs_is_replaced(pump, world, listener, engine, submit, check):
    submit(1)
    pump.until(lambda: "full 1" in listener.shown())
    wait_until(lambda: check)
    check[0]()  # on another thread
    pump.until(lambda: len(listener.loaded) == 2)
    assert world.loads == ["cpu", "cpu"]


def test_a_bug_in_a_step_is_raised_where_the_session_is_and_the_thread_lives_on(
    pump, renderer, listener, engine, submit, check, monkeypatch
):
    """It must not end the thread without a word: the window would wait for ever."""

    def broken(_: object) -> None:
        renderer.unchecked = False
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(renderer, "check_later", broken)
    submit(1)
    with pytest.raises(ZeroDivisionError):
        pump.until(lambda: False)
    submit(2)
    pump.until(lambda: "full 2" in listener.shown())


def test_a_verdict_on_a_network_that_is_gone_changes_nothing(
    pump, world, listener, engine, submit, check
):
    submit(1)
    pump.until(lambda: "full 1" in listener.shown())
    wait_until(lambda: check)
    engine.load(NETWORK, "mps")
    check[0]()
    pump.until(lambda: len(listener.loaded) == 2)
    submit(2)
    pump.until(lambda: "full 2" in listener.shown())
    assert world.loads == ["cpu", "mps"]


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
