from __future__ import annotations

import pytest

from facelab.recipe import Recipe
from facelab.session.rendering.requests import ComposeRequest, SideRequest
from facelab.session.rendering.side_queue import AnyRequest, SideJob, SideQueue


def ignore(_: object) -> None:
    pass


@pytest.fixture
def ask(make_face):
    def ask(key: str, promised: bool = False, sha256: str = "a" * 64) -> SideRequest:
        face: Recipe = make_face(1, sha256)
        return SideRequest(key, face, "preview", ignore, ignore, promised)

    return ask


@pytest.fixture
def queue() -> SideQueue:
    return SideQueue()


def taken(job: SideJob | None) -> AnyRequest:
    assert job is not None
    return job.request


def test_the_oldest_is_made_first_and_before_it_what_was_promised(queue, ask):
    asked = [ask("a"), ask("b"), ask("c", promised=True)]
    for each in asked:
        queue.put(each)
    assert [taken(queue.take()) for _ in asked] == [asked[2], asked[0], asked[1]]
    assert queue.take() is None


def test_a_newer_one_takes_the_place_of_one_that_waits(queue, ask):
    queue.put(ask("a"))
    queue.put(newer := ask("a"))
    assert taken(queue.take()) is newer
    assert queue.take() is None


def test_what_was_interrupted_is_made_next(queue, ask):
    first, second = ask("a"), ask("b")
    queue.put(first)
    queue.put(second)
    job = queue.take()
    assert job is not None
    queue.put_back(job)
    assert taken(queue.take()) is first


def test_what_was_cancelled_meanwhile_is_not_put_back(queue, ask):
    queue.put(ask("a"))
    job = queue.take()
    assert job is not None
    queue.cancel("a")
    assert job.cancelled
    queue.put_back(job)
    assert queue.take() is None


def test_a_newer_one_is_not_pushed_out_by_what_is_put_back(queue, ask):
    queue.put(ask("a"))
    job = queue.take()
    assert job is not None
    queue.put(newer := ask("a"))
    queue.put_back(job)
    assert taken(queue.take()) is newer
    assert queue.take() is None


def test_another_network_leaves_what_is_owed(queue, ask, make_face):
    theirs = ComposeRequest("c", (make_face(1, "b" * 64),), ignore, ignore)
    queue.put(ask("a"))
    queue.put(ours := ask("b", promised=True))
    queue.put(theirs)
    queue.forget()
    assert taken(queue.take_owed("a" * 64)) is ours
    assert queue.take_owed("a" * 64) is None
    assert taken(queue.take()) is theirs
