from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from facelab.session import Session
from facelab.ui.panels.directions import DirectionsPanel, hover_cards
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


def test_it_says_what_was_measured_and_nothing_else(panel: DirectionsPanel, start):
    start()
    panel.cards.show_for(panel.rows["smile"])
    facts = panel.cards.card.facts.text()
    assert "Changes little else: selectivity 9.1 (5.2 without locks)" in facts
    assert "Steady on 98 % of faces · the person stays: 0.12" in facts
    assert "Measured on 16 faces" in facts
    panel.cards.show_for(panel.rows["age"])
    assert panel.cards.card.facts.text() == "All layers"
    assert panel.cards.card.note.text() == "More age."


def test_about_shows_it_and_the_keyboard_sends_it_away(panel: DirectionsPanel, start, qtbot: QtBot):
    start()
    card = panel.cards.card
    entries = {action.text(): action for action in panel.make_menu("smile").actions()}
    entries["About"].trigger()
    qtbot.waitUntil(card.isVisible)
    track = panel.slider("smile").track
    assert track.hasFocus()
    QTest.keyClick(track, Qt.Key.Key_Escape)
    assert not card.isVisible()
    panel.show_about("smile")
    qtbot.waitUntil(card.isVisible)
    panel.search.setFocus()
    assert not card.isVisible()


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
