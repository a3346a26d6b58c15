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


def test_not_for_ever(thread):
    assert not join_patiently(thread, 0.0, 0.0, lambda: ("face.png",))


def test_one_that_has_ended(thread, gate):
    gate.set()
    assert join_patiently(thread, 20.0, 0.0, tuple)
