from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from facelab.export import thumbnail
from facelab.library import Library, Query, Record
from facelab.recipe import ModelRef, Recipe, Seed
from facelab.session import Session
from facelab.ui.dialogs.make_direction import MOST_SHOWN, SIDE, MakeDirection

FAKE = ModelRef("f" * 64, "fake")


@pytest.fixture
def library(user_folders) -> Iterator[Library]:
    made = Library(user_folders / "library")
    yield made
    made.close()


@pytest.fixture
def kept(session: Session, start, library: Library, qtbot: QtBot) -> list[int]:
    """Eight faces; the first is called Ann, the second Bob, who is of a cast and has a tag."""
    start()
    jpeg = thumbnail.encode(np.full((16, 16, 4), 99, np.uint8))
    ids = []
    for seed in range(1, 9):
        ws = np.full((12, 8), seed, np.float32)
        said: dict[int, dict[str, Any]] = {
            1: {"name": "Ann"},
            2: {"name": "Bob", "tags": ("hero",), "casts": ("Night",)},
        }
        record = Record(Recipe(FAKE, Seed(seed)), ws, jpeg, **said.get(seed, {}))
        ids.append(library.keep(record).id)
    session.kept.load()
    qtbot.waitUntil(lambda: session.kept.facets.total == 8)
    cards = session.kept.cards
    qtbot.waitUntil(lambda: None not in [cards.get(number) for number in ids])
    return ids


Ask = Callable[..., MakeDirection]


@pytest.fixture
def ask(session: Session, kept: list[int], qtbot: QtBot) -> Iterator[Ask]:
    made: list[MakeDirection] = []

    def open_dialog(*places: int) -> MakeDirection:
        dialog = MakeDirection(session, [kept[place] for place in places])
        dialog.show()
        made.append(dialog)
        return dialog

    yield open_dialog
    for dialog in made:
        if isValid(dialog):  # it deletes itself when it is closed
            dialog.reject()


def items(dialog: MakeDirection) -> list[str]:
    return [dialog.against.itemText(k) for k in range(dialog.against.count())]


def test_one_face_leads_away_from_the_average_by_itself(ask: Ask, kept: list[int]):
    dialog = ask(0)
    assert items(dialog) == [
        "The average face", "All other kept faces", "Cast: Night", "Tag: hero"
    ]  # fmt: skip
    assert dialog.name.text() == "Ann"
    assert dialog.choice() == ((kept[0],), None)
    assert not dialog.swap.isVisible()
    assert not dialog.others.isVisible()
    dialog.against.setCurrentIndex(1)
    assert dialog.choice()[1] == Query()
    dialog.against.setCurrentIndex(2)
    assert isinstance(dialog.choice()[1], Query)
    assert dialog.choice()[1].cast is not None  # type: ignore[union-attr]
    dialog.against.setCurrentIndex(3)
    assert dialog.choice()[1] == Query(tags=("hero",))
    assert "this tag" in dialog.about.text()


def test_two_faces_lead_from_one_to_the_other_and_are_swapped(ask: Ask, kept: list[int]):
    dialog = ask(0, 1)
    assert items(dialog)[0] == "The other face: Bob"
    assert dialog.name.text() == "Bob to Ann"
    assert dialog.choice() == ((kept[0],), (kept[1],))
    assert dialog.others.shown() == [kept[1]]
    dialog.swap.click()
    assert dialog.choice() == ((kept[1],), (kept[0],))
    assert items(dialog)[0] == "The other face: Ann"
    assert dialog.name.text() == "Ann to Bob"
    dialog.against.setCurrentIndex(1)
    assert dialog.choice() == ((kept[1], kept[0]), None)
    assert dialog.name.text() == "My direction"


def test_what_was_typed_stays(ask: Ask):
    dialog = ask(0, 1)
    dialog.name.setText("Heroic")
    dialog.swap.click()
    dialog.against.setCurrentIndex(1)
    assert dialog.name.text() == "Heroic"
    dialog.name.setText("  ")
    assert not dialog.make.isEnabled()


def test_of_many_faces_some_are_shown(ask: Ask, qtbot: QtBot):
    dialog = ask(*range(8))
    assert "All other kept faces" not in items(dialog)
    assert len(dialog.these.shown()) == MOST_SHOWN
    assert dialog.these._more.text() == "and 4 more"
    thumbs = dialog.these._thumbs.values()
    assert {thumb.width() for thumb in thumbs} == {SIDE}, "there is room for them"
    qtbot.waitUntil(lambda: all(thumb.has_image() for thumb in thumbs))


def test_the_direction_is_made(ask: Ask, session: Session, qtbot: QtBot):
    dialog = ask(0, 1)
    dialog.name.setText(" Up ")
    dialog.make.click()
    qtbot.waitUntil(lambda: [each.title for each in session.own.directions()] == ["Up"])
    (found,) = session.own.directions()
    assert (found.vectors < 0).all(), "from the second, w+ 2, to the first, w+ 1"


def test_leaving_it_makes_none(ask: Ask, session: Session, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(session.own, "from_faces", lambda *_: pytest.fail("it was made"))
    ask(0).reject()
