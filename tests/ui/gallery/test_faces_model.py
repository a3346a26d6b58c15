from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget

from facelab.library import Query, Reading
from facelab.ui.gallery.faces_model import MOST_RANGES, NUMBER, describe

Role = Qt.ItemDataRole
FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


@pytest.fixture
def faces(hall):
    return hall.gallery.faces


def test_it_is_a_sound_model_whatever_happens_to_the_library(hall, faces, five, record):
    tester = QAbstractItemModelTester(faces, FATAL)
    hall.gallery.browsing.search("hero")
    hall.shows("ann", "bob")
    five.keep("eve", record(9, tags=("hero",), created=1.0))
    hall.shows("ann", "bob", "eve")
    five.library.remove([five.numbers["ann"]])
    hall.shows("bob", "eve")
    hall.gallery.browsing.search("nobody")
    hall.shows()
    hall.gallery.browsing.show_all()
    hall.shows("bob", "carl", "nameless", "eve")
    tester.deleteLater()


def test_roles(hall, faces, five):
    hall.read_cards()
    ann, nameless = (faces.index(hall.row(name)) for name in ("ann", "nameless"))
    assert ann.data(NUMBER) == five.numbers["ann"]
    assert (ann.data(), ann.data(Role.EditRole)) == ("Ann", "Ann")
    assert (nameless.data(), nameless.data(Role.EditRole)) == ("seed 4242", "")
    said = ann.data(Role.AccessibleTextRole)
    for words in ("Ann", "seed 1", "3 stars", "Tags: hero", "tall, quiet", "Kept 20"):
        assert words in said
    assert ann.data(Role.DecorationRole) is None
    assert faces.data(QModelIndex()) is None
    assert faces.rowCount(ann) == 0
    assert faces.flags(QModelIndex()) == Qt.ItemFlag.NoItemFlags


def test_a_card_that_is_still_to_come_is_empty(hall, faces, five):
    assert [faces.index(0).data(role) for role in (Role.DisplayRole, Role.ToolTipRole)] == ["", ""]
    assert faces.index(0).data(NUMBER) == five.numbers["ann"]
    came: list[set[int]] = []
    faces.came.connect(came.append)
    hall.until(lambda: any(five.numbers["ann"] in numbers for numbers in came))
    assert faces.index(0).data() == "Ann"


def test_a_name_that_looks_like_markup_is_shown_as_it_is(hall, faces, five):
    five.library.rename(five.numbers["ann"], "<b>Ann</b> & <img src=x>")
    hall.until(lambda: faces.card(0) is not None and "<b>" in faces.card(0).name)
    assert "&lt;b&gt;Ann&lt;/b&gt; &amp; &lt;img" in faces.index(0).data(Role.ToolTipRole)


def test_a_face_in_words(hall, faces, five, record):
    many = tuple(f"tag {number:02d}" for number in range(15))
    five.keep("eve", record(9, tags=many, rating=1, note="\n\n  first line \nsecond" + "x" * 200))
    five.library.remove([five.numbers["eve"]])
    hall.gallery.browsing.show_bin()
    hall.until(lambda: "eve" in hall.names())
    hall.read_cards()
    lines = describe(faces.card(hall.row("eve")))
    assert lines[:4] == [
        "seed 9",
        "1 star",
        f"Tags: {', '.join(many[:12])} and 3 more",
        "first line ",
    ]
    assert lines[-1].startswith("Moved to the bin 20")


def test_rows_of_faces(hall, faces, five):
    assert faces.row_of(five.numbers["bob"]) == 1
    assert faces.row_of(12345) is None
    ids = faces.ids
    picked = faces.selection_of(np.array([ids[0], ids[1], ids[3], 999]))
    assert [(span.top(), span.bottom()) for span in picked] == [(0, 1), (3, 3)]
    assert faces.selection_of(np.empty(0, np.int64)).count() == 0


def test_a_selection_in_thousands_of_pieces_is_dropped(hall, faces):
    faces._ids = np.arange(1, 10 * MOST_RANGES)
    assert faces.selection_of(faces._ids[: 2 * MOST_RANGES : 2]).count() == MOST_RANGES
    assert faces.selection_of(faces._ids[: 2 * MOST_RANGES + 2 : 2]).count() == 0


def test_the_list_stays_while_a_name_is_typed(hall, faces, five, record):
    faces.set_held(True)
    five.keep("eve", record(9, created=None))
    hall.until(lambda: len(hall.gallery.browsing.ids) == 5)
    assert hall.names() == ["ann", "bob", "carl", "nameless"]
    faces.set_held(False)
    assert hall.names() == ["eve", "ann", "bob", "carl", "nameless"]


def test_a_name_is_handed_to_the_library(hall, faces, five):
    hall.read_cards()
    assert faces.setData(faces.index(1), "  Robert ")
    hall.until(lambda: faces.index(1).data() == "Robert")
    assert five.library.get(five.numbers["bob"]).name == "Robert"
    assert not faces.setData(faces.index(1), "x", Role.DisplayRole)
    assert not faces.setData(QModelIndex(), "x")


def test_the_same_name_is_not_written_again(hall, faces, five):
    hall.read_cards()
    before = five.library.get(five.numbers["bob"]).changed
    faces.setData(faces.index(1), "Bob")
    faces.setData(faces.index(0), "Anna")
    hall.until(lambda: faces.index(0).data() == "Anna")
    assert five.library.get(five.numbers["bob"]).changed == before


def test_a_name_for_a_face_whose_card_is_not_here_is_not_lost(hall, faces, five):
    number = five.numbers["bob"]
    assert hall.session.kept.cards.get(number) is None
    faces.setData(faces.index(1), "")  # nothing was typed: its name is not known
    faces.setData(faces.index(2), "Charly")
    hall.until(lambda: five.library.get(five.numbers["carl"]).name == "Charly")
    assert five.library.get(number).name == "Bob"


def test_only_another_question_is_another_question(hall, faces, five, record):
    said = []
    faces.modelReset.connect(lambda: said.append(faces.same_question))
    hall.gallery.browsing.order("oldest")
    hall.shows("nameless", "carl", "bob", "ann")
    five.keep("eve", record(9, created=None))
    hall.shows("nameless", "carl", "bob", "ann", "eve")
    assert said == [False, True]


# -- thousands ------------------------------------------------------------------------------------


@pytest.fixture
def five_thousand(people, record):
    """5,000 faces without pictures."""
    from facelab.library import rows

    with people.library.database.writing("x") as db:
        for seed in range(5000):
            rows.insert(db, record(seed, thumbnail=b"", ws=None))
    return people


def test_of_5000_faces_those_in_sight_are_read(five_thousand, make_hall, monkeypatch):
    read: set[int] = set()

    def noted(method):
        def note(reading, ids):
            read.update(ids)
            return method(reading, ids)

        return note

    monkeypatch.setattr(Reading, "cards", noted(Reading.cards))
    monkeypatch.setattr(Reading, "thumbnails", noted(Reading.thumbnails))
    hall = make_hall()
    faces = hall.gallery.faces
    hall.until(lambda: faces.rowCount() == 5000)
    view = hall.gallery.make_view("grid", "Kept faces", QWidget(hall.window))
    hall.window.setCentralWidget(view.parentWidget())
    view.resize(600, 400)
    hall.window.show()

    def all_in_sight():
        return None not in [faces.card(place) for place in view.places_in_sight()]

    hall.until(all_in_sight)
    view.scrollTo(faces.index(2500))
    hall.until(all_in_sight)
    assert 2500 in view.places_in_sight()
    newest = {card.id for card in hall.session.kept.faces}
    assert len(read - newest) < 100
    hall.gallery.browsing.ask(Query(text="4999"))
    hall.until(lambda: faces.rowCount() == 1)
