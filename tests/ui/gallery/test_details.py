"""The fields beside the gallery: what they show of the chosen faces, and what they change."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from facelab.ui.gallery.details import Details


@pytest.fixture
def details(hall, window) -> Details:
    gallery = hall.gallery
    made = Details(
        hall.session, gallery.browsing, gallery.faces, gallery.choice, gallery.actions, window
    )
    window.setCentralWidget(made)
    window.show()
    hall.qtbot.waitActive(window)
    hall.read_cards()
    return made


def test_one_face_is_told_of(details, hall):
    hall.choose("ann")
    hall.until(lambda: details.name.text() == "Ann")
    assert details.stars.rating() == 3
    assert details.note.toPlainText() == "tall, quiet"
    assert not details.title.isVisible()
    assert [button.text() for button in details.buttons] == ["Open", "Compare"]


def test_the_casts_of_a_face_are_told(details, hall):
    hall.choose("bob")
    hall.until(lambda: details._facts["Casts"].text() == "Night")
    hall.session.kept.add_cast("Day", [hall.numbers["bob"]])
    hall.until(lambda: details._facts["Casts"].text() == "Day, Night")
    assert "Casts: Day, Night" in hall.gallery.faces.index(hall.row("bob")).data(
        Qt.ItemDataRole.ToolTipRole
    )
    hall.choose("ann")
    hall.until(lambda: details._facts["Casts"].text() == "none")


def test_a_long_name_shows_its_beginning(details, hall):
    hall.gallery.actions.update(hall.numbers["ann"], name="Ann " + "of a long line " * 12)
    hall.choose("ann")
    hall.until(lambda: details.name.text().startswith("Ann of"))
    assert details.name.cursorPosition() == 0


def test_of_several_it_shows_what_they_share(details, hall):
    hall.choose("ann", "bob")
    hall.until(lambda: details.title.text() == "2 faces selected")
    assert not details.name.isVisible()
    assert not details.note.isVisible()
    assert details.stars.rating() is None
    assert [button.text() for button in details.buttons] == ["Blend", "Compare"]


def test_a_face_of_another_network_can_be_opened_by_switching(details, hall):
    hall.choose("carl")
    hall.until(lambda: details.name.text() == "Carl")
    assert [each.text() for each in details.buttons if each.isEnabled()] == ["Open"]


def test_a_name_that_was_typed_is_kept(details, hall):
    hall.choose("ann")
    hall.until(lambda: details.name.text() == "Ann")
    details.name.selectAll()
    QTest.keyClicks(details.name, "Anna")
    QTest.keyClick(details.name, Qt.Key.Key_Return)
    hall.until(lambda: hall.session.kept.cards.get(hall.numbers["ann"]).name == "Anna")


def test_a_note_is_kept_of_the_face_that_it_was_typed_for(details, hall):
    hall.choose("ann")
    hall.until(lambda: details.note.toPlainText() == "tall, quiet")
    details.note.setFocus()
    details.note.selectAll()
    QTest.keyClicks(details.note, "loud")
    hall.choose("bob")  # at once: what was typed has not been written yet
    hall.until(lambda: details.name.text() == "Bob")
    assert details.note.toPlainText() == ""
    hall.until(lambda: hall.session.kept.cards.get(hall.numbers["ann"]).note == "loud")
    assert hall.session.kept.cards.get(hall.numbers["bob"]).note == ""
