"""A back end is compared with the exact one, and replaced where it differs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from facelab.session.rendering import engine_thread
from tests.session.rendering.engine_world import NETWORK, wait_until


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
