"""Work in parts, of which a second processor does some."""

from __future__ import annotations

import threading

import pytest

from facelab.engine import two_hands


@pytest.mark.parametrize("processors", [1, 2])
def test_each_part_is_done_once(processors: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(two_hands, "processors", lambda: processors)
    done: list[int] = []
    two_hands.each(done.append, range(100))
    assert sorted(done) == list(range(100))


def test_a_second_thread_takes_parts_that_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(two_hands, "processors", lambda: 2)
    met = threading.Barrier(2, timeout=30)  # each part waits for the other
    two_hands.each(lambda _part: met.wait(), range(2))


def test_nobody_waits_for_a_thread_that_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(two_hands, "processors", lambda: 2)
    go_on, begun = threading.Event(), threading.Event()

    def hold(part: int) -> None:
        if part == 0:
            begun.set()
            assert go_on.wait(30)

    first = threading.Thread(target=two_hands.each, args=(hold, range(1)))
    first.start()  # by it or by the second thread: both may be held
    assert begun.wait(30)
    done: list[int] = []
    two_hands.each(done.append, range(10))
    assert sorted(done) == list(range(10))
    go_on.set()
    first.join()


@pytest.mark.parametrize("processors", [1, 2])
def test_an_error_is_raised_where_it_was_asked(
    processors: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(two_hands, "processors", lambda: processors)

    def fail(part: int) -> None:
        if part == 3:
            raise ValueError("three")

    with pytest.raises(ValueError, match="three"):
        two_hands.each(fail, range(8))
    done: list[int] = []
    two_hands.each(done.append, range(3))
    assert sorted(done) == [0, 1, 2], "it goes on"
