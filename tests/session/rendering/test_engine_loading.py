"""Networks come and go while the engine draws."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from facelab.engine import Frame
from facelab.errors import DeviceError, FacelabError, RecipeError
from facelab.recipe import Recipe, Seed
from facelab.session.rendering.engine_thread import EngineThread
from facelab.session.rendering.side_picture import SidePicture
from tests.session.rendering.engine_world import NETWORK, wait_until

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


def test_what_waits_for_one_that_is_loaded_anew_is_not_for_another(
    other, engine, pump, world, listener, side, submit
):
    world.loading.close()
    engine.load(NETWORK, "cuda")  # the one in use goes before
    world.loading.wait_for("cuda")
    submit(1)
    side.ask(2)
    engine.load(OTHER, "cpu")
    world.loading.open.set()
    pump.until(lambda: len(listener.loaded) == 2)
    engine.show(Recipe(other.info.ref, Seed(3)), resting=True)
    pump.until(lambda: "full 3" in listener.shown())
    assert (other.did(), side.came) == (["preview 3", "full 3"], [])


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
