"""The newest of several wishes, on a thread of its own."""

from __future__ import annotations

import threading

from facelab.session.newest import Newest
from tests.session.rendering.engine_world import PATIENCE


class Work:
    """Does lists of one number, each as soon as it may."""

    def __init__(self) -> None:
        self.begun = threading.Semaphore(0)
        self.go = threading.Semaphore(0)
        self.done: list[int] = []
        self.reached = threading.Semaphore(0)
        self.rested = threading.Semaphore(0)
        self.thread: Newest[list[int]] = Newest("facelab-test", self.do, self.rested.release)

    def do(self, wish: list[int]) -> None:
        self.begun.release()
        assert self.go.acquire(timeout=PATIENCE)
        if self.thread.wish is wish and not self.thread.closing:
            self.done.extend(wish)
            self.reached.release()

    def reach(self, count: int) -> None:
        """Wait until so many are done."""
        while len(self.done) < count:
            assert self.reached.acquire(timeout=PATIENCE)


def test_what_comes_meanwhile_waits_and_only_the_newest_of_it_is_done():
    work = Work()
    work.thread.put([1])
    assert work.begun.acquire(timeout=PATIENCE)
    for number in (2, 3, 4):
        work.thread.put([number])
    work.go.release(2)
    assert work.begun.acquire(timeout=PATIENCE)
    work.thread.put(None)
    assert work.rested.acquire(timeout=PATIENCE)
    assert work.thread.close(PATIENCE)
    assert work.done in ([4], []), "the first was over; the newest may have been taken back"
    assert not work.begun.acquire(blocking=False), "2 and 3 were never begun"


def test_the_same_object_is_done_once_and_an_equal_one_again():
    work = Work()
    wish = [7]
    for each in (wish, wish, [7]):
        work.thread.put(each)
        if each is not wish or not work.done:
            work.go.release()
            assert work.begun.acquire(timeout=PATIENCE)
        work.reach(1)
    work.reach(2)
    assert work.thread.close(PATIENCE)
    assert work.done == [7, 7]


def test_closing_gives_up_what_was_begun_and_no_thread_is_made_for_nothing():
    idle: Newest[int] = Newest("facelab-test", lambda _: None)
    idle.put(None)
    assert idle.close(0)
    work = Work()
    work.thread.put([1])
    assert work.begun.acquire(timeout=PATIENCE)
    assert not work.thread.close(0), "it still works on it"
    work.go.release()
    assert work.thread.close(PATIENCE)
    assert work.done == []
