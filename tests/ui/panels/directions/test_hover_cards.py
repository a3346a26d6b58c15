from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from facelab.session import Session
from facelab.ui.panels.directions import DirectionsPanel, hover_cards
from facelab.ui.panels.directions.about_direction import AboutDirection
from facelab.ui.panels.directions.hover_card import GAP, place_beside
from facelab.ui.theme import Theme
from tests.ui.panels.directions.named import NamedRenderer

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def renderer() -> NamedRenderer:
    return NamedRenderer()


@pytest.fixture(autouse=True)
def _soon(panel: DirectionsPanel) -> None:
    panel.cards._timer.setInterval(1)


def enter(panel: DirectionsPanel, name: str) -> None:
    label = panel.slider(name).label
    label.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    at = QPointF(5, 5)
    QApplication.sendEvent(label, QEnterEvent(at, at, QPointF(label.mapToGlobal(at))))


def leave(panel: DirectionsPanel, name: str) -> None:
    label = panel.slider(name).label
    label.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    QApplication.sendEvent(label, QEvent(QEvent.Type.Leave))


def test_it_comes_after_a_rest_on_the_name_and_goes_with_the_mouse(
    panel: DirectionsPanel, start, qtbot: QtBot
):
    start()
    assert hover_cards.HOVER_MS == 500
    panel.search.setFocus()
    card = panel.cards.card
    enter(panel, "smile")
    assert not card.isVisible()
    qtbot.waitUntil(card.isVisible)
    assert card.title.text() == "Smile"
    assert panel.search.hasFocus(), "it does not take the keyboard"
    leave(panel, "smile")
    assert not card.isVisible()
    enter(panel, "age")
    leave(panel, "age")
    qtbot.wait(20)
    assert not card.isVisible(), "the mouse only passed"


def test_it_shows_the_face_with_less_now_and_more(
    panel: DirectionsPanel, session: Session, start, rest, qtbot: QtBot
):
    start()
    session.face.edit(session.face.recipe.with_amount("smile", -0.5), "x")
    recipe = rest()
    panel.cards.show_for(panel.rows["smile"])
    card = panel.cards.card
    assert [thumb.caption() for thumb in card.thumbs] == ["−2", "now −0.50", "+2"]
    qtbot.waitUntil(lambda: all(thumb.has_image() for thumb in card.thumbs))
    for amount in (-2.0, 2.0):
        assert session.thumbnails.peek(recipe.with_amount("smile", amount)) is not None
    session.face.edit(recipe.with_amount("smile", 1.0), "y")
    assert card.thumbs[1].caption() == "now 1.00"
    assert session.face.undo_label == "y", "it writes nothing"


def captions_in_sight(panel: DirectionsPanel) -> list[bool]:
    return [thumb.height() >= thumb.sizeHint().height() for thumb in panel.cards.card.thumbs]


@pytest.mark.parametrize("words", [1, 7, 30])
def test_there_is_room_for_all_captions_under_a_note_of_any_length(
    panel: DirectionsPanel, start, theme: Theme, qtbot: QtBot, words: int
):
    start()
    row = panel.rows["smile"]
    row.show_direction(replace(row.direction, note="Wider lids " * words))
    panel.cards.show_for(row)
    card = panel.cards.card
    qtbot.waitUntil(card.isVisible)
    assert captions_in_sight(panel) == [True] * 3
    last = card.thumbs[-1].geometry()
    assert card.rect().contains(last)
    assert card.note.height() >= card.note.heightForWidth(card.note.width())


def test_figures_are_behind_about(panel: DirectionsPanel, session: Session, start, qtbot: QtBot):
    start()
    panel.cards.show_for(panel.rows["smile"])
    told = " ".join(label.text() for label in panel.cards.card.findChildren(QLabel))
    assert "selectivity" not in told
    assert panel.cards.card.note.text() == "More smile."
    entries = {action.text(): action for action in panel.make_menu("smile").actions()}
    entries["About"].trigger()
    assert not panel.cards.card.isVisible()
    (dialog,) = panel.findChildren(AboutDirection)
    facts = " ".join(label.text() for label in dialog.facts)
    assert "hardly any (selectivity 9.1; 5.2 without locks)" in facts
    assert "stays (0.12;" in facts
    assert "on 98% of faces" in facts
    assert "16 faces" in facts
    assert [thumb.caption() for thumb in dialog.thumbs] == ["−2", "now 0.00", "+2"]
    qtbot.waitUntil(lambda: all(thumb.has_image() for thumb in dialog.thumbs))
    dialog.reject()


def test_of_what_was_not_measured_about_says_the_layers(panel: DirectionsPanel, start):
    start()
    panel.show_about("age")
    (dialog,) = panel.findChildren(AboutDirection)
    assert dialog.facts[0].text() == "All layers"
    dialog.reject()


def test_a_key_or_a_press_anywhere_sends_it_away(panel: DirectionsPanel, start, qtbot: QtBot):
    start()
    card, track = panel.cards.card, panel.slider("smile").track
    panel.cards.show_for(panel.rows["smile"])
    QTest.keyClick(track, Qt.Key.Key_Escape)
    assert not card.isVisible()
    panel.cards.show_for(panel.rows["smile"])
    QTest.mousePress(panel.search, Qt.MouseButton.LeftButton)
    assert not card.isVisible()
    QTest.mouseRelease(panel.search, Qt.MouseButton.LeftButton)
    assert not panel.cards._watching, "it watches only while it is shown"


def test_it_is_never_over_a_menu(panel: DirectionsPanel, start, qtbot: QtBot):
    start()
    card = panel.cards.card
    panel.cards.show_for(panel.rows["smile"])
    menu = panel.make_menu("smile")
    menu.popup(panel.mapToGlobal(QPoint(10, 10)))
    assert not card.isVisible()
    panel.cards.show_for(panel.rows["smile"])
    assert not card.isVisible()
    menu.close()


ROOM = QRect(0, 0, 1440, 900)
SIZE = QSize(122, 440)
MIDDLE = QRect(590, 230, 210, 400)


@pytest.mark.parametrize(
    ("panel_at", "left"),
    [
        (QRect(1100, 80, 340, 500), 1100 - GAP - 122),  # docked: left of it
        (QRect(0, 80, 290, 500), 290 + GAP),  # at the left: right of it
        (QRect(810, 80, 300, 500), 1110 + GAP),  # floating beside the face's middle
        (QRect(300, 80, 270, 500), 300 - GAP - 122),
    ],
)
def test_it_lies_where_it_covers_no_eyes(panel_at: QRect, left: int):
    row = QRect(panel_at.left(), 300, panel_at.width(), 28)
    at = place_beside(SIZE, panel_at, row, ROOM, MIDDLE)
    assert at.x() == left
    assert not QRect(at, SIZE).intersects(MIDDLE)
    assert ROOM.contains(QRect(at, SIZE))


def test_in_a_narrow_window_it_lies_beyond_the_middle():
    room, panel = QRect(0, 0, 1024, 640), QRect(655, 90, 360, 500)
    middle = QRect(422, 180, 110, 200)
    at = place_beside(SIZE, panel, QRect(655, 280, 360, 28), room, middle)
    assert not QRect(at, SIZE).intersects(middle)
    assert room.contains(QRect(at, SIZE))


def test_it_ends_where_its_panel_ends():
    panel, low = QRect(1100, 80, 340, 700), QRect(1100, 740, 340, 28)
    at = place_beside(SIZE, panel, low, ROOM, MIDDLE)
    assert QRect(at, SIZE).bottom() <= panel.bottom()


def test_it_goes_with_its_row(panel: DirectionsPanel, start):
    start()
    panel.cards.show_for(panel.rows["smile"])
    panel.list.sections["Expression"].header.click()
    assert not panel.cards.card.isVisible()
    panel.cards.show_for(panel.rows["smile"])
    assert not panel.cards.card.isVisible(), "a row out of sight has none"


def test_a_name_has_no_tooltip_beside_its_card(panel: DirectionsPanel, start):
    start()
    label = panel.slider("smile").label
    assert panel.rows["smile"].eventFilter(label, QEvent(QEvent.Type.ToolTip))
    assert panel.slider("smile").track.toolTip()
