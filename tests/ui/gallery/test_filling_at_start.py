"""Faces that were imported without a picture, in sight before the network is there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from facelab.library import Record
from facelab.recipe import Recipe
from facelab.session import Session
from facelab.ui.gallery import Gallery


def test_cards_that_come_before_the_network_are_given_their_pictures_then(
    qtbot: QtBot,
    session: Session,
    start: Callable[..., Recipe],
    window: QMainWindow,
    theme: object,
    people,
    rich: Recipe,
):
    people.keep("bare", Record(rich, name="Bare"))
    number = people.numbers["bare"]
    gallery = Gallery(session, session.pictures, window)
    cards = session.kept.cards
    session.kept.load()
    qtbot.waitUntil(lambda: cards.get(number) is not None)
    assert session.model is None
    assert not cards.get(number).has_thumbnail  # type: ignore[union-attr]
    start()
    qtbot.waitUntil(lambda: cards.get(number).has_thumbnail)  # type: ignore[union-attr]
    assert gallery.faces is not None
