from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from facelab.engine.onnx.crew import Crew
from facelab.errors import Stopped


@pytest.fixture(params=[1, 2, 3])
def crew(request: pytest.FixtureRequest) -> Iterator[Crew]:
    crew = Crew(request.param)
    yield crew
    crew.close()


def test_every_piece_is_done_once(crew: Crew) -> None:
    done: list[tuple[int, int]] = []
    crew.share(range(50), lambda number, piece: done.append((number, piece)))
    assert sorted(piece for _, piece in done) == list(range(50))
    assert {number for number, _ in done} <= set(range(crew.count))


def test_all_of_them_work() -> None:
    crew = Crew(3)
    together = threading.Barrier(3, timeout=10)

    def work(number: int, piece: int) -> None:
        together.wait()

    crew.share(range(3), work)
    crew.close()


def test_it_ends_when_it_is_told_to(crew: Crew) -> None:
    done: list[int] = []
    asked = iter([False, False])
    with pytest.raises(Stopped):
        crew.share(
            range(10**9), lambda number, piece: done.append(piece), lambda: next(asked, True)
        )
    crew.share(range(3), lambda number, piece: done.append(-1))
    assert done.count(-1) == 3, "it can be used again"


@pytest.mark.parametrize("fails", [0, 1])
def test_what_a_piece_raises_is_raised_to_the_caller(fails: int) -> None:
    crew = Crew(2)
    begun = threading.Barrier(2, timeout=10)

    def work(number: int, piece: int) -> None:
        if piece < 2:
            begun.wait()
        if number == fails:
            raise RuntimeError("no room")

    with pytest.raises(RuntimeError, match="no room"):
        crew.share(range(10**9), work)
    crew.close()


def test_where_no_thread_can_be_started_the_caller_does_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    crew, done = Crew(3), []
    monkeypatch.setattr(threading.Thread, "start", refused)
    crew.share(range(5), lambda number, piece: done.append((number, piece)))
    assert done == [(0, piece) for piece in range(5)]
    monkeypatch.undo()
    crew.share(range(5), lambda number, piece: done.append((number, piece)))
    assert sorted(piece for _, piece in done[5:]) == [*range(5)]
    crew.close()


def test_it_can_be_closed_twice(crew: Crew) -> None:
    crew.share(range(3), lambda number, piece: None)
    crew.close()
    crew.close()
