"""Questions to the library: in which order they are answered, and which answers are heard."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from facelab.errors import LibraryError, Stopped
from facelab.library import Library, Reading, Record, timelines
from facelab.recipe.timeline import Key, Timeline
from facelab.session.kept import reader as library_reader
from facelab.session.kept.reader import LibraryReader


class Desk:
    """A reader, and a question that holds its thread as long as the test wants."""

    def __init__(self, folder: Path, pump) -> None:
        self.pump = pump
        self.changes = self.timelines = 0
        self.heard: list[object] = []
        self.reader = LibraryReader(folder, pump, self._on_changed, on_timelines=self._on_timelines)
        self.gate = threading.Event()

    def _on_changed(self) -> None:
        self.changes += 1

    def _on_timelines(self) -> None:
        self.timelines += 1

    def ask(self, key: object, answer: object = None, **options: Any) -> None:
        """A question whose answer is its key."""
        said = key if answer is None else answer
        self.reader.ask(key, lambda reading, stop: said, self.heard.append, **options)

    def hold(self) -> None:
        """Keep the thread busy until `let_go`; returns when it is."""
        begun = threading.Event()

        def wait(reading: Reading, stop: Callable[[], bool]) -> str:
            begun.set()
            assert self.gate.wait(20)
            return "held"

        self.reader.ask("hold", wait, lambda _: None)
        assert begun.wait(20)

    def let_go(self) -> None:
        self.gate.set()

    def until_heard(self, count: int) -> list[object]:
        self.pump.until(lambda: len(self.heard) >= count)
        return self.heard


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "kept"
    Library(made).close()
    return made


@pytest.fixture
def make_desk(pump) -> Iterator[Callable[[Path], Desk]]:
    made: list[Desk] = []

    def make(folder: Path) -> Desk:
        made.append(Desk(folder, pump))
        return made[-1]

    yield make
    for desk in made:
        desk.let_go()
        assert desk.reader.close(timeout=10)


@pytest.fixture
def desk(make_desk, folder) -> Desk:
    made: Desk = make_desk(folder)
    made.pump.until(lambda: made.changes)  # it looks at the file as soon as it starts
    return made


def test_the_newest_question_is_answered_first(desk):
    desk.hold()
    for key in ("a", "b", "c"):
        desk.ask(key)
    desk.let_go()
    assert desk.until_heard(3) == ["c", "b", "a"]


def test_commands_go_first_and_in_their_order(desk):
    desk.hold()
    desk.ask("look")
    desk.ask("first", in_order=True)
    desk.ask("second", in_order=True)
    desk.ask("look again")
    desk.let_go()
    assert desk.until_heard(4) == ["first", "second", "look again", "look"]


def test_answers_come_on_the_session_s_thread(desk):
    threads = []
    desk.reader.ask("a", lambda *_: threads.append(threading.get_ident()), desk.heard.append)
    desk.reader.ask(
        "b", lambda *_: 1 / 0, desk.heard.append, lambda _: threads.append(threading.get_ident())
    )
    desk.pump.until(lambda: len(threads) == 2)
    assert threads.count(threading.get_ident()) == 1


def test_a_question_that_waits_is_replaced_by_one_of_the_same_key(desk):
    desk.hold()
    desk.ask("key", "old")
    desk.ask("other")
    desk.ask("key", "new")
    desk.let_go()
    assert desk.until_heard(2) == ["new", "other"]


def test_a_question_that_runs_is_told_that_it_is_overtaken(desk):
    stopped = threading.Event()
    begun = threading.Event()

    def slow(reading, stop):
        begun.set()
        while not stop():
            stopped.wait(0.001)
        stopped.set()
        raise Stopped

    desk.reader.ask("key", slow, desk.heard.append)
    assert begun.wait(20)
    desk.ask("key", "new")
    assert desk.until_heard(1) == ["new"]
    assert stopped.is_set()


def test_an_answer_on_its_way_is_not_heard_once_a_newer_question_is_put(desk):
    """The thread has done its work and forgotten it; only the session has not heard it yet."""
    desk.ask("key", "old")
    desk.hold()  # the answer to "old" is on its way now
    desk.ask("key", "new")
    desk.let_go()
    assert desk.until_heard(1) == ["new"]
    desk.pump.drain()
    assert desk.heard == ["new"]


def test_nor_is_its_error(desk):
    desk.reader.ask("key", lambda *_: 1 / 0, desk.heard.append, desk.heard.append)
    desk.hold()
    desk.reader.forget("key")
    desk.ask("other")
    desk.let_go()
    assert desk.until_heard(1) == ["other"]
    desk.pump.drain()
    assert desk.heard == ["other"]


def test_a_forgotten_question_is_not_answered(desk):
    desk.hold()
    desk.ask("key")
    desk.ask("command", in_order=True)
    desk.ask("other")
    desk.reader.forget("key")
    desk.reader.forget("command")
    desk.let_go()
    assert desk.until_heard(1) == ["other"]
    desk.pump.drain()
    assert desk.heard == ["other"]


def test_one_may_ask_again_from_an_answer(desk):
    def again(_: object) -> None:
        desk.ask("key", "second")

    desk.reader.ask("key", lambda *_: "first", again)
    assert desk.until_heard(1) == ["second"]


def test_an_error_is_told_and_the_thread_lives_on(desk):
    def fail(*_):
        raise LibraryError("no")

    errors: list[Exception] = []
    desk.reader.ask("a", fail, desk.heard.append, errors.append)
    desk.pump.until(lambda: errors)
    assert str(errors[0]).startswith("no")
    desk.ask("b")
    assert desk.until_heard(1) == ["b"]


def test_a_library_that_comes_later_is_found(make_desk, tmp_path, monkeypatch):
    monkeypatch.setattr(library_reader, "POLL_SECONDS", 0.005)
    desk = make_desk(tmp_path / "later")
    errors: list[Exception] = []
    desk.reader.ask("a", lambda *_: "x", desk.heard.append, errors.append)
    desk.pump.until(lambda: errors)
    assert "no library" in str(errors[0])
    assert desk.changes == 0
    Library(tmp_path / "later").close()
    desk.pump.until(lambda: desk.changes)
    desk.ask("b")
    assert desk.until_heard(1) == ["b"]


def test_what_another_process_writes_is_noticed_within_a_poll(
    folder, make_desk, make_face, monkeypatch
):
    monkeypatch.setattr(library_reader, "POLL_SECONDS", 0.005)
    desk = make_desk(folder)
    desk.pump.until(lambda: desk.changes)
    before = desk.changes
    other = Library(folder)
    other.keep(Record(make_face(1)))
    desk.pump.until(lambda: desk.changes > before)
    other.close()


def test_what_was_written_is_noticed_at_once_when_told(desk, folder, make_face, monkeypatch):
    monkeypatch.setattr(library_reader, "POLL_SECONDS", 1000.0)
    desk.hold()
    before = desk.changes
    other = Library(folder)
    other.keep(Record(make_face(1)))
    desk.reader.look_now()
    desk.let_go()
    desk.pump.until(lambda: desk.changes > before)
    other.close()


def test_looking_when_nothing_was_written_is_no_change(desk):
    before = desk.changes
    desk.reader.look_now()
    desk.ask("a")
    assert desk.until_heard(1) == ["a"]
    desk.pump.drain()
    assert desk.changes == before


def test_closing_breaks_off_a_question(make_desk, folder):
    desk = make_desk(folder)
    begun = threading.Event()

    def begin() -> int:
        begun.set()
        return 1

    def endless(reading: Reading, stop: Callable[[], bool]) -> None:
        with reading._database.reading("x") as db:
            db.create_function("begun", 0, begin)
            db.execute(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + begun() FROM n)"
                " SELECT count(*) FROM n"
            ).fetchone()

    errors: list[Exception] = []
    desk.reader.ask("a", endless, desk.heard.append, errors.append)
    assert begun.wait(20)
    assert desk.reader.close(timeout=20)
    desk.pump.drain()
    assert (desk.heard, errors) == ([], [])


def test_another_library_answers_only_what_is_asked_of_it(desk, tmp_path, make_face):
    library = Library(tmp_path / "second")
    library.keep(Record(make_face(1)))
    library.close()
    desk.ask("on its way")
    desk.hold()
    desk.ask("waits")
    desk.ask("command", in_order=True)
    before = desk.changes
    desk.reader.move_to(tmp_path / "second")
    desk.reader.ask("ids", lambda reading, stop: reading.facets().total, desk.heard.append)
    desk.let_go()
    assert desk.until_heard(1) == [1]
    desk.pump.until(lambda: desk.changes > before)
    desk.pump.drain()
    assert desk.heard == [1]


def test_timelines_that_come_and_go_are_noticed_with_and_without_a_library(
    make_desk, folder, tmp_path, make_face, monkeypatch
):
    monkeypatch.setattr(library_reader, "POLL_SECONDS", 0.01)
    clip = Timeline((Key(make_face(1)),))
    for place in (folder, tmp_path / "no library"):
        desk = make_desk(place)
        desk.pump.until(lambda desk=desk: desk.timelines == 1)  # the first look
        kept = timelines.keep(place, "Walk", clip)
        desk.pump.until(lambda desk=desk: desk.timelines == 2)
        kept.unlink()
        desk.pump.until(lambda desk=desk: desk.timelines == 3)
    desk.reader.move_to(folder)
    desk.pump.until(lambda: desk.timelines == 4)
