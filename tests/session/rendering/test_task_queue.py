from __future__ import annotations

import pytest

from facelab.recipe import Recipe
from facelab.session.rendering.composing import Composing
from facelab.session.rendering.side_picture import SidePicture
from facelab.session.rendering.task_queue import Taken, TaskQueue
from facelab.session.rendering.tasks import Rank, Task


def ignore(_: object) -> None:
    pass


@pytest.fixture
def ask(make_face):
    def ask(key: str, promised: bool = False, sha256: str = "a" * 64) -> SidePicture:
        face: Recipe = make_face(1, sha256)
        return SidePicture(key, face, "preview", ignore, ignore, promised)

    return ask


@pytest.fixture
def dropped() -> list[Task]:
    return []


@pytest.fixture
def queue(dropped) -> TaskQueue:
    return TaskQueue(dropped.append)


def taken(found: Taken | None) -> Task:
    assert found is not None
    return found.task


def test_the_oldest_is_made_first_and_before_it_what_was_promised(queue, ask):
    asked = [ask("a"), ask("b"), ask("c", promised=True)]
    for each in asked:
        queue.put(each)
    assert [taken(queue.take()) for _ in asked] == [asked[2], asked[0], asked[1]]
    assert queue.take() is None


def test_a_newer_one_takes_the_place_of_one_that_waits(queue, ask, dropped):
    queue.put(older := ask("a"))
    queue.put(newer := ask("a"))
    assert taken(queue.take()) is newer
    assert queue.take() is None
    assert dropped == [older]


def test_what_was_interrupted_is_made_next(queue, ask):
    first, second = ask("a"), ask("b")
    queue.put(first)
    queue.put(second)
    job = queue.take()
    assert job is not None
    queue.put_back(job, first=True)
    assert taken(queue.take()) is first


def test_what_was_cancelled_meanwhile_is_not_put_back(queue, ask):
    queue.put(ask("a"))
    job = queue.take()
    assert job is not None
    queue.cancel("a")
    assert job.cancelled
    queue.put_back(job, first=True)
    assert queue.take() is None


def test_a_newer_one_is_not_pushed_out_by_what_is_put_back(queue, ask):
    queue.put(ask("a"))
    job = queue.take()
    assert job is not None
    queue.put(newer := ask("a"))
    queue.put_back(job, first=True)
    assert taken(queue.take()) is newer
    assert queue.take() is None


def test_those_of_many_steps_take_turns(queue, ask):
    first, second = ask("a"), ask("b")
    queue.put(first)
    queue.put(second)
    for expected in (first, second, first, second):
        found = queue.take()
        assert taken(found) is expected
        queue.put_back(found, first=False)


def test_what_was_promised_is_said_once_while_it_is_on_its_way(queue, ask):
    queue.put(ask("a"))
    queue.put(SidePicture("b", ask("b").recipe, "full", ignore, ignore, True, "face.png"))
    assert queue.promises() == ("face.png",)
    first = queue.take()
    queue.put_back(first, first=False)  # what its step said was not heard yet
    assert queue.promises() == ("face.png",)
    queue.end(first)
    queue.cancel("b")
    assert queue.promises() == ()
    assert queue.first_rank() is Rank.AWAITED


def test_what_is_cancelled_is_not_dropped_as_well(queue, ask, dropped):
    queue.put(ask("a"))
    queue.cancel("a")
    queue.forget()
    assert dropped == []


def test_another_network_leaves_what_is_owed(queue, ask, make_face, dropped):
    theirs = Composing("c", (make_face(1, "b" * 64),), ignore, ignore)
    queue.put(gone := ask("a"))
    queue.put(ours := ask("b", promised=True))
    queue.put(theirs)
    queue.forget()
    assert dropped == [gone]
    assert taken(queue.take_owed("a" * 64)) is ours
    assert queue.take_owed("a" * 64) is None
    assert taken(queue.take()) is theirs
