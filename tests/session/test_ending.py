from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from facelab.session.ending import join_patiently


@pytest.fixture
def gate() -> threading.Event:
    return threading.Event()


@pytest.fixture
def thread(gate) -> Iterator[threading.Thread]:
    made = threading.Thread(target=gate.wait, args=(20.0,), daemon=True)
    made.start()
    yield made
    gate.set()
    made.join(20.0)


def test_a_thread_that_owes_nothing_is_left_behind(thread):
    assert not join_patiently(thread, 0.0, 60.0, tuple)


def test_a_thread_that_owes_something_is_waited_for(thread, gate):
    looks = iter([("face.png",), ("face.png",), ()])

    def owed() -> tuple[str, ...]:
        left = next(looks, ())
        if not left:
            gate.set()
        return left

    assert join_patiently(thread, 0.0, 60.0, owed)


class Ending(threading.Thread):
    """Does what it owes during the first wait, and ends during the second."""

    waits = 0

    def join(self, timeout: float | None = None) -> None:
        self.waits += 1

    def is_alive(self) -> bool:
        return self.waits < 2


def test_one_that_has_just_done_what_it_owed_has_the_time_to_end():
    thread = Ending()
    owed = ("face.png",)
    assert join_patiently(thread, 0.0, 60.0, lambda: () if thread.waits else owed)


def test_not_for_ever(thread):
    assert not join_patiently(thread, 0.0, 0.0, lambda: ("face.png",))


def test_one_that_has_ended(thread, gate):
    gate.set()
    assert join_patiently(thread, 20.0, 0.0, tuple)
