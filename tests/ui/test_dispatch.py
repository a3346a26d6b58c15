from __future__ import annotations

import threading
from functools import partial

from pytestqt.qtbot import QtBot

from facelab.ui.dispatch import GuiDispatcher


def test_calls_from_other_threads_run_here_and_in_order(qtbot: QtBot):
    dispatch = GuiDispatcher()
    ran: list[tuple[int, threading.Thread]] = []

    def note(number: int) -> None:
        ran.append((number, threading.current_thread()))

    def work() -> None:
        for number in range(100):
            dispatch(partial(note, number))

    thread = threading.Thread(target=work)
    thread.start()
    qtbot.waitUntil(lambda: len(ran) == 100)
    thread.join()
    assert [number for number, _ in ran] == list(range(100))
    assert {where for _, where in ran} == {threading.main_thread()}


def test_a_call_runs_later_and_not_at_once(qtbot: QtBot):
    dispatch = GuiDispatcher()
    ran: list[str] = []
    dispatch(lambda: ran.append("later"))
    ran.append("now")
    qtbot.waitUntil(lambda: len(ran) == 2)
    assert ran == ["now", "later"]
