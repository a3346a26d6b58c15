"""Faces in sight follow the library, though their list stays the same."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from facelab.ui.gallery import GalleryStrip


def test_what_changes_of_a_face_in_sight_is_asked_for_by_the_view(qtbot: QtBot, hall, five):
    strip = GalleryStrip(hall.gallery)
    qtbot.addWidget(strip)
    strip.resize(900, 200)
    strip.show()
    cards = hall.session.kept.cards
    number = hall.numbers["ann"]
    hall.until(lambda: cards.get(number) is not None)
    five.library.update([number], rating=5)
    # Nobody but the view asks, `get` would: what comes is what it has painted anew.
    hall.until(lambda: cards._cards[number].rating == 5)
