"""Lists that follow the library, and cards and pictures as they come by."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from facelab.errors import LibraryError
from facelab.library import Library, Query, Reading, Record
from facelab.progress import go_on
from facelab.session.kept import reader as library_reader
from facelab.session.kept import view as module
from facelab.session.kept.reader import LibraryReader
from facelab.session.kept.view import LibraryCards, LibraryView, read_strip


class Desk:
    """A library, written by the test, and what looks at it."""

    def __init__(self, folder: Path, pump, make_face) -> None:
        self.pump = pump
        self.library = Library(folder)
        self._make_face = make_face
        self.reader = LibraryReader(folder, pump, self._on_changed)
        self.cards = LibraryCards(self.reader, pump)
        self.ready: list[frozenset[int]] = []
        self.cards.ready.connect(self.ready.append)
        self.views: list[LibraryView] = []
        self.errors: list[Exception] = []
        self.changes = 0
        self.gate = threading.Event()

    def _on_changed(self) -> None:
        self.changes += 1
        self.cards.forget_changed()
        for view in self.views:
            view.refresh()

    def keep(self, seed: int, **said: Any) -> int:
        return self.library.keep(Record(self._make_face(seed), created=1e6 + seed, **said)).id

    def view(self) -> LibraryView:
        self.views.append(LibraryView(self.reader, self.errors.append))
        return self.views[-1]

    def hold(self) -> None:
        """Keep the reader's thread busy until `gate` is set."""
        begun = threading.Event()

        def wait(*_: object) -> None:
            begun.set()
            assert self.gate.wait(20)

        self.reader.ask("hold", wait, lambda _: None)
        assert begun.wait(20)

    def close(self) -> None:
        self.gate.set()
        assert self.reader.close(timeout=20)
        self.library.close()


@pytest.fixture
def desk(tmp_path, pump, make_face, monkeypatch) -> Iterator[Desk]:
    monkeypatch.setattr(library_reader, "POLL_SECONDS", 0.005)
    made = Desk(tmp_path / "kept", pump, make_face)
    pump.until(lambda: made.changes)
    yield made
    made.close()


def shown(view: LibraryView) -> list[int]:
    return [int(number) for number in view.ids]


# -- lists ----------------------------------------------------------------------------------------


def test_a_list_is_of_numbers(desk, pump):
    one, two = desk.keep(1), desk.keep(2)
    view = desk.view()
    assert (shown(view), view.loading) == ([], False)
    view.show(Query())
    assert view.loading
    pump.until(lambda: not view.loading)
    assert shown(view) == [two, one]
    assert view.ids.dtype == np.int64


def test_it_follows_the_library_and_tells_only_of_another_list(desk, pump):
    one = desk.keep(1)
    view = desk.view()
    told: list[object] = []
    view.changed.connect(lambda: told.append(shown(view)))
    view.show(Query())
    pump.until(lambda: told)
    two = desk.keep(2)
    pump.until(lambda: shown(view) == [two, one])
    before = desk.changes
    desk.library.rename(one, "Ann")
    pump.until(lambda: desk.changes > before)
    desk.reader.ask("last", lambda *_: None, lambda _: told.append("last"), in_order=False)
    pump.until(lambda: told[-1] == "last")
    assert told == [[one], [two, one], "last"]


def test_the_same_list_in_answer_to_another_question_is_told(desk, pump):
    one = desk.keep(1, name="Ann")
    view, told = desk.view(), []
    view.changed.connect(lambda: told.append(view.query.text))
    for text in ("a", "an", "ann"):
        view.show(Query(text=text))
        pump.until(lambda: not view.loading)
    assert told == ["a", "an", "ann"]
    assert shown(view) == [one]


def test_an_answer_to_the_question_before_is_not_taken_for_the_new_one(desk, pump):
    desk.keep(1, name="Ann")
    view, told = desk.view(), []
    view.changed.connect(lambda: told.append((view.query.text, shown(view))))
    view.show(Query(text="ann"))
    desk.hold()  # the answer is on its way
    view.show(Query(text="bob"))
    desk.gate.set()
    pump.until(lambda: not view.loading)
    assert told == [("bob", [])]


def test_looking_again_at_the_same_is_not_loading(desk, pump):
    view = desk.view()
    view.show(Query())
    pump.until(lambda: not view.loading)
    view.refresh()
    assert not view.loading
    view.show(Query(text="x"))
    assert view.loading


def test_a_question_that_fails_is_told_and_the_list_stays(desk, pump, monkeypatch):
    one = desk.keep(1)
    view, told = desk.view(), []
    view.show(Query())
    pump.until(lambda: shown(view) == [one])
    view.changed.connect(lambda: told.append(1))

    def fail(*_):
        raise LibraryError("no")

    monkeypatch.setattr("facelab.library.reading.search.find", fail)
    view.show(Query(text="x"))
    pump.until(lambda: desk.errors)
    assert (shown(view), view.loading, told) == ([one], False, [1])


def test_a_closed_list_follows_no_longer(desk, pump):
    view, told = desk.view(), []
    view.changed.connect(lambda: told.append(1))
    view.show(Query())
    desk.hold()
    view.close()
    desk.gate.set()
    other = desk.view()
    other.show(Query())
    pump.until(lambda: not other.loading)
    assert (view.is_open, told) == (False, [])


def test_of_another_library_nothing_is_known(desk, pump):
    desk.keep(1)
    view = desk.view()
    view.show(Query(text="x", cast=3, sort="similar", like=1))
    pump.until(lambda: not view.loading)
    told = []
    view.changed.connect(lambda: told.append(shown(view)))
    view.begin_anew()
    assert (told, view.loading) == ([[]], True)
    assert view.query == Query(text="x")


def test_the_strip_is_the_newest_and_what_there_is(desk, pump, monkeypatch):
    monkeypatch.setattr(module, "STRIP", 2)
    numbers = [desk.keep(seed, tags=("hero",)) for seed in (1, 2, 3)]
    answer: list[Any] = []
    desk.reader.ask("strip", read_strip, answer.append)
    pump.until(lambda: answer)
    ((faces, facets),) = answer
    assert [card.id for card in faces] == [numbers[2], numbers[1]]
    assert (facets.total, facets.tags) == (3, (("hero", 3),))


def test_what_is_written_in_between_is_in_all_of_the_strip_or_in_none(
    desk, pump, tmp_path, monkeypatch
):
    desk.keep(1, tags=("hero",))
    reading = Reading(tmp_path / "kept")
    cards = reading.cards

    def and_another(numbers):
        found = cards(numbers)
        desk.keep(len(found) + 1, tags=("hero",))
        return found

    monkeypatch.setattr(reading, "cards", and_another)
    for count in (1, 2):  # the second time the columns are known already, and old
        faces, facets = read_strip(reading, go_on)
        assert (len(faces), facets.total, facets.tags) == (count, count, (("hero", count),))
    assert reading.has_changed()
    reading.close()


# -- cards and pictures ---------------------------------------------------------------------------


def test_a_card_comes_soon_and_once_for_many(desk, pump):
    numbers = [desk.keep(seed) for seed in range(1, 6)]
    assert [desk.cards.get(number) for number in numbers] == [None] * 5
    assert desk.cards.thumbnail(numbers[0]) is None
    pump.until(lambda: desk.ready)
    assert desk.ready == [frozenset(numbers)]
    assert [desk.cards.get(number).seed for number in numbers] == [1, 2, 3, 4, 5]
    assert desk.cards.thumbnail(numbers[0]) == b""


def test_a_face_that_is_gone_has_no_card_and_is_not_asked_for_again(desk, pump):
    assert desk.cards.get(77) is None
    pump.until(lambda: desk.ready)
    assert desk.cards.get(77) is None
    desk.reader.ask("last", lambda *_: None, lambda _: desk.ready.append("last"))
    pump.until(lambda: desk.ready[-1] == "last")
    assert desk.ready == [{77}, "last"]


def test_a_card_that_has_changed_is_shown_as_it_was_until_the_new_one_is_there(desk, pump):
    one = desk.keep(1, name="Ann")
    desk.cards.get(one)
    pump.until(lambda: desk.cards.get(one))
    desk.library.rename(one, "Anna")
    seen = {desk.cards.get(one).name}

    def is_there() -> bool:
        seen.add(desk.cards.get(one).name)
        return "Anna" in seen

    pump.until(is_there)
    assert seen == {"Ann", "Anna"}


def test_a_picture_is_read_once_and_a_missing_one_again(desk, pump):
    one, two = desk.keep(1, thumbnail=b"\xff\xd8one"), desk.keep(2)
    for number in (one, two):
        desk.cards.thumbnail(number)
    pump.until(lambda: desk.cards.thumbnail(one) and desk.cards.thumbnail(two) == b"")
    desk.library.fill(two, None, b"\xff\xd8two")
    pump.until(lambda: desk.cards.thumbnail(two))
    assert desk.cards.thumbnail(two) == b"\xff\xd8two"
    assert desk.cards.thumbnail(one) == b"\xff\xd8one"


def test_pictures_and_cards_are_bounded_and_the_oldest_go(desk, pump, monkeypatch):
    monkeypatch.setattr(module, "CARDS", 3)
    monkeypatch.setattr(module, "PICTURES", 2)
    numbers = [desk.keep(seed, thumbnail=b"x") for seed in range(1, 7)]
    for number in numbers:
        desk.cards.get(number)
        desk.cards.thumbnail(number)
        pump.until(lambda number=number: desk.ready and number in desk.ready[-1])
    held = [number for number in numbers if number in desk.cards._cards]
    assert held == numbers[-3:]
    assert list(desk.cards._pictures) == numbers[-2:]
    desk.cards.forget_changed()
    desk.cards.get(numbers[0])
    pump.until(lambda: numbers[0] in desk.ready[-1])
    assert len(desk.cards._stale) <= 3


def test_what_was_scrolled_past_is_not_read(desk, pump, monkeypatch):
    monkeypatch.setattr(module, "AT_ONCE", 4)
    asked: list[object] = []
    cards = Reading.cards

    def note(reading: Reading, ids: list[int]) -> object:
        asked.extend(ids)
        return cards(reading, ids)

    monkeypatch.setattr(Reading, "cards", note)
    numbers = [desk.keep(seed) for seed in range(1, 41)]
    for number in numbers:
        desk.cards.get(number)
    pump.until(lambda: desk.cards.get(numbers[-1]))
    desk.reader.ask("last", lambda *_: None, lambda _: asked.append("last"))
    pump.until(lambda: "last" in asked)
    assert numbers[0] not in asked
    assert set(asked[:4]) == set(numbers[-4:])


def test_after_an_error_the_next_look_asks_again(desk, pump, monkeypatch):
    one = desk.keep(1)

    def fail(self, ids):
        raise LibraryError("no")

    with monkeypatch.context() as patch:
        patch.setattr(Reading, "cards", fail)
        desk.cards.get(one)
        pump.until(lambda: not desk.cards._asking)
    assert desk.ready == []
    desk.cards.get(one)
    pump.until(lambda: desk.cards.get(one))


def test_cards_of_another_library_are_others(desk, pump):
    one = desk.keep(1, thumbnail=b"x")
    desk.cards.get(one)
    desk.cards.thumbnail(one)
    desk.cards.forget_all()  # also what is on its way
    desk.reader.ask("last", lambda *_: None, lambda _: desk.ready.append("last"))
    pump.until(lambda: desk.ready)
    assert desk.ready == ["last"]
    desk.cards.get(one)
    pump.until(lambda: desk.cards.get(one))
    desk.cards.forget_all()
    assert desk.cards.get(one) is None
