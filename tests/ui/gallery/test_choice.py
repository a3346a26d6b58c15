from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QApplication, QWidget

from facelab.library import Query

Flag = QItemSelectionModel.SelectionFlag


@pytest.fixture
def choice(hall):
    return hall.gallery.choice


def chosen(hall):
    by_number = {number: name for name, number in hall.numbers.items()}
    return [by_number[number] for number in hall.gallery.choice.ids().tolist()]


def current(hall):
    by_number = {number: name for name, number in hall.numbers.items()}
    return by_number.get(hall.gallery.choice.current())


def test_nothing_is_chosen_at_first(choice):
    assert choice.ids().tolist() == []
    assert choice.ids().dtype == np.int64
    assert (choice.count(), choice.current(), choice.targets()) == (0, None, ())


def test_chosen_faces_are_told_in_the_order_of_the_list(hall, choice):
    hall.choose("nameless", "ann", "bob")
    assert chosen(hall) == ["ann", "bob", "nameless"]
    assert choice.count() == 3
    assert choice.targets()[0] == hall.numbers["nameless"]
    assert set(choice.targets()) == {hall.numbers[name] for name in ("ann", "bob", "nameless")}


def test_a_command_acts_on_the_current_face_if_none_is_chosen(hall, choice):
    choice.setCurrentIndex(hall.gallery.faces.index(2), Flag.NoUpdate)
    assert choice.targets() == (hall.numbers["carl"],)


def test_choosing_one(hall, choice):
    hall.choose("ann", "bob")
    choice.choose(hall.numbers["carl"])
    assert (chosen(hall), current(hall)) == (["carl"], "carl")
    choice.choose(None)
    assert chosen(hall) == []
    choice.choose(4711)
    assert chosen(hall) == []


def test_the_choice_outlives_changes_of_the_library(hall, five, record):
    hall.choose("carl", "ann")
    five.keep("eve", record(9, created=None))
    hall.shows("eve", "ann", "bob", "carl", "nameless")
    assert (chosen(hall), current(hall)) == (["ann", "carl"], "carl")
    five.library.remove([five.numbers["ann"]])
    hall.shows("eve", "bob", "carl", "nameless")
    assert (chosen(hall), current(hall)) == (["carl"], "carl")


def test_where_a_face_was_removed_the_next_is_current(hall, five):
    hall.choose("bob")
    five.library.remove([five.numbers["bob"]])
    hall.shows("ann", "carl", "nameless")
    assert (chosen(hall), current(hall)) == ([], "carl")
    five.library.remove([five.numbers["carl"], five.numbers["nameless"]])
    hall.shows("ann")
    assert current(hall) == "ann"
    five.library.remove([five.numbers["ann"]])
    hall.shows()
    assert current(hall) is None


def test_faces_that_are_still_to_come_are_chosen_when_they_are_there(hall, choice, five):
    dora, ann = five.numbers["dora"], five.numbers["ann"]
    choice.choose_all([dora, ann])
    assert choice.targets() == (ann,)
    five.library.restore([dora])
    hall.until(lambda: choice.targets() == (ann, dora))
    five.library.remove([dora])
    hall.until(lambda: choice.targets() == (ann,))
    choice.choose_all([dora])
    choice.choose(five.numbers["bob"])
    five.library.restore([dora])
    hall.until(lambda: "dora" in hall.names())
    QApplication.processEvents()
    assert choice.targets() == (five.numbers["bob"],), "another was chosen meanwhile"


def test_what_undo_has_changed_is_chosen(hall, choice):
    bob, carl = hall.numbers["bob"], hall.numbers["carl"]
    hall.session.kept.remove([bob, carl])
    hall.until(lambda: "bob" not in hall.names())
    hall.session.kept.undo()
    hall.until(lambda: set(choice.targets()) == {bob, carl})


def test_the_choice_outlives_another_question_as_far_as_it_fits(hall):
    hall.choose("bob", "carl")
    hall.gallery.browsing.search("hero")
    hall.shows("ann", "bob")
    assert (chosen(hall), current(hall)) == (["bob"], "bob")


def test_another_question_makes_no_strange_face_current(hall):
    """Enter after a search opens what was found first, not what is where another one was."""
    hall.choose("carl")
    hall.gallery.browsing.search("hero")
    hall.shows("ann", "bob")
    assert (chosen(hall), current(hall)) == ([], None)


def test_another_view_changes_nothing(hall, choice):
    hall.choose("carl", "ann")
    hall.gallery.browsing.order("name")
    hall.until(lambda: not hall.gallery.browsing.loading)
    hall.choose("bob", "nameless")
    keep = QWidget(hall.window)
    hall.gallery.make_view("grid", "Kept faces", keep)
    hall.gallery.make_view("dock", "Kept faces", keep)
    assert (chosen(hall), current(hall)) == (["bob", "nameless"], "bob")


def test_a_change_of_the_list_is_told_once_to_each_listener(hall, choice, five, record):
    keep = QWidget(hall.window)
    hall.gallery.make_view("grid", "Kept faces", keep)
    hall.gallery.make_view("dock", "Kept faces", keep)
    hall.choose("carl")
    told = []
    choice.currentChanged.connect(lambda *_: told.append(current(hall)))
    five.keep("eve", record(9, created=None))
    hall.shows("eve", "ann", "bob", "carl", "nameless")
    assert told == ["carl"]


def test_all_faces_are_one_piece(hall, choice):
    faces = hall.gallery.faces
    view = hall.gallery.make_view("grid", "Kept faces", QWidget(hall.window))
    view.selectAll()
    assert choice.count() == 4
    assert choice.selection().count() == 1
    hall.gallery.browsing.ask(Query(sort="oldest"))
    hall.shows("nameless", "carl", "bob", "ann")
    assert choice.count() == faces.rowCount()
