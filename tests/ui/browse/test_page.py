"""Browse as it is used: keys and pointer on twenty faces."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from facelab.engine.directions.spread import Spread
from facelab.session import Message
from facelab.session.exploring.pages import FACES
from facelab.ui.browse.face_cell import SHAPE, heart_rect
from facelab.ui.browse.page import BrowsePage
from facelab.ui.widgets.pictures import arranged
from tests.ui.conftest import W_DIM


@pytest.fixture
def page(qtbot, session, renderer, start):
    start()
    spread = Spread(np.eye(W_DIM, dtype=np.float32))
    session._loaded.info = renderer.info = replace(renderer.info, spread=spread)
    made = BrowsePage(session)
    qtbot.addWidget(made)
    made.resize(900, 600)
    session.browse.show_seed(100)
    made.show()
    qtbot.waitExposed(made)
    qtbot.waitUntil(lambda: all(session.browse.frame(each) for each in range(FACES)))
    made.take_keys()
    return made


def press(page, key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(page.grid, key, modifiers)


def seeds(page) -> list[int | None]:
    return [each.seed for each in page.browse.faces]


@pytest.mark.parametrize(
    ("room", "columns"), [((1400, 740), 7), ((1010, 430), 7), ((400, 900), 3), ((300, 100), 3)]
)
def test_twenty_faces_fill_the_room(room, columns):
    found, cell = arranged(SHAPE, QSize(*room), FACES, fills=True)
    assert found == columns
    assert found * cell.width() <= room[0]
    rows = -(-FACES // found)
    assert rows * cell.height() <= room[1] or cell.width() >= SHAPE.least


def test_all_are_in_sight_in_as_many_columns_as_were_worked_out(page):
    columns, cell = page.grid.arranged(page.grid.maximumViewportSize())
    rects = [page.grid.visualRect(page.faces.index(each)) for each in range(FACES)]
    assert len({each.y() for each in rects[:columns]}) == 1
    assert rects[columns].y() == rects[0].y() + cell.height()
    assert all(page.grid.viewport().rect().contains(each) for each in rects)
    assert page.grid.grab().toImage().pixelColor(rects[5].center()).isValid()


def test_every_width_has_the_columns_that_were_worked_out(qtbot, page):
    last = page.faces.index(FACES - 1)
    for wide in (560, *range(740, 748)):
        page.resize(wide, 560)
        columns, cell = page.grid.arranged(page.grid.maximumViewportSize())
        below = (FACES - 1) // columns * cell.height()
        qtbot.waitUntil(lambda below=below: page.grid.visualRect(last).y() == below)
        assert page.grid.viewport().rect().contains(page.grid.visualRect(last))


def test_a_narrow_page_does_without_the_button_that_enter_is(page):
    assert page.top.open.isVisible()
    press(page, Qt.Key.Key_L)
    page.resize(600, 500)
    assert not page.top.open.isVisible()
    assert page.minimumSizeHint().width() <= 560
    assert page.top.like.geometry().right() <= page.top.width()
    page.resize(900, 500)
    assert page.top.open.isVisible()


@pytest.mark.parametrize("wide", [560, 680, 900])
def test_what_is_on_the_page_is_told_in_full(session, page, wide):
    page.resize(wide, 500)
    session.browse.show_seed(7398080)
    assert page.top.title.text() == "Seeds 7398080 to 7398099"
    QApplication.processEvents()
    assert not page.top.title.is_elided()
    assert page.top.like.isVisible() or wide < 600
    press(page, Qt.Key.Key_L)
    QApplication.processEvents()
    assert page.top.title.text() == "Like seed 7398080"
    assert not page.top.title.is_elided()


def test_keys_turn_pages_and_choose(page):
    assert page.top.title.text() == "Seeds 100 to 119"
    press(page, Qt.Key.Key_Space)
    assert seeds(page)[0] == 120
    press(page, Qt.Key.Key_Backspace)
    assert seeds(page)[0] == 100
    press(page, Qt.Key.Key_Right)
    press(page, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert page.grid.chosen() == [1, 2]
    assert page.top.keep.text() == "Keep 2"


def test_several_are_kept_and_marked(qtbot, session, page):
    press(page, Qt.Key.Key_Right)
    press(page, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    page.keep_chosen()  # Ctrl+D of the window
    qtbot.waitUntil(lambda: session.kept.facets.total == 2)
    qtbot.waitUntil(lambda: {card.seed for card in session.kept.faces} == {101, 102})

    def texts() -> list[str]:  # told of in another step than their number
        return [page.faces.index(k).data(Qt.ItemDataRole.AccessibleTextRole) for k in (1, 3)]

    qtbot.waitUntil(lambda: texts() == ["seed 101, kept", "seed 103"])


def test_several_become_keys_of_the_timeline(session, page):
    told: list[Message] = []
    session.message.connect(told.append)
    press(page, Qt.Key.Key_Right)
    press(page, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    press(page, Qt.Key.Key_K)
    assert [key.face.seed for key in session.animating.keys] == [101, 102]
    assert [each.what for each in told] == ["Added to the timeline: 2 keys"]
    assert session.kept.facets.total == 0


def test_a_click_on_a_heart_keeps_that_face_and_chooses_nothing(qtbot, session, page):
    cell = page.grid.visualRect(page.faces.index(4))
    at = heart_rect(cell).center()
    QTest.mouseClick(page.grid.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(page.grid.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: session.kept.facets.total == 1)
    assert session.kept.faces[0].seed == 104
    assert not page.grid.selectionModel().selectedIndexes()
    assert session.face.recipe.seed == 42


def test_enter_and_a_double_click_open_a_face(qtbot, session, page):
    with qtbot.waitSignal(page.opened):
        press(page, Qt.Key.Key_Return)
    assert session.face.recipe.seed == 100
    at = page.grid.visualRect(page.faces.index(6)).center()
    with qtbot.waitSignal(page.opened):
        QTest.mouseClick(page.grid.viewport(), Qt.MouseButton.LeftButton, pos=at)
        QTest.mouseDClick(page.grid.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert session.face.recipe.seed == 106


def test_more_like_one_and_back(page):
    press(page, Qt.Key.Key_Right)
    press(page, Qt.Key.Key_L)
    assert page.top.title.text() == "Like seed 101"
    assert page.top.amount.isVisible()
    assert not page.top.seed.isVisible()
    assert page.escape()
    assert page.top.title.text() == "Seeds 100 to 119"
    assert page.grid.currentIndex().row() == 1
    assert not page.escape()


def test_how_far_is_told_once_the_hand_rests(qtbot, page):
    press(page, Qt.Key.Key_L)
    page.top.amount._change(0.6)
    page.top.amount._change(0.9)
    qtbot.waitUntil(lambda: page.browse.amount == 0.9)
    assert page.browse.faces[1].directions[0].amount == 0.9


def test_a_seed_is_typed(page):
    QTest.keyClicks(page.top.seed, "nothing")
    QTest.keyClick(page.top.seed, Qt.Key.Key_Return)
    assert seeds(page)[0] == 100
    page.top.seed.clear()
    QTest.keyClicks(page.top.seed, "seed 7")
    QTest.keyClick(page.top.seed, Qt.Key.Key_Return)
    assert seeds(page)[0] == 7
    assert page.top.seed.text() == ""


def test_the_menu_of_several_and_of_one(page):
    press(page, Qt.Key.Key_Right)
    menu = page.make_menu()
    texts = {each.text(): each for each in menu.actions() if each.text()}
    texts["Copy seed"].trigger()
    assert QGuiApplication.clipboard().text() == "101"
    press(page, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    several = page.make_menu()
    enabled = {each.text(): each.isEnabled() for each in several.actions() if each.text()}
    assert enabled["Keep 2 faces\tCtrl+D"]
    assert not enabled["Open in Edit\tEnter"]
    for each in (menu, several):
        each.deleteLater()


def test_letters_of_the_window_are_not_typed_into_the_list(qtbot, page):
    press(page, Qt.Key.Key_Right)
    QTest.keyClicks(page.grid, "s")  # Qt would look for "seed"
    assert page.grid.currentIndex().row() == 1


def test_without_a_network_it_says_so(qtbot, session):
    made = BrowsePage(session)
    qtbot.addWidget(made)
    made.show()
    assert made.empty.isVisible()
    assert not made.top.next.isEnabled()
    assert made.top.title.text() == "Browse"


def test_hovering_shows_a_heart_to_press(page):
    at = page.grid.visualRect(page.faces.index(2)).center()
    QTest.mouseMove(page.grid.viewport(), at)
    QTest.mouseMove(page.grid.viewport(), at + QPoint(1, 0))
    assert page.grid.itemDelegate().hovered == 2
    QTest.mouseMove(
        page.grid.viewport(), heart_rect(page.grid.visualRect(page.faces.index(2))).center()
    )
    assert page.grid.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor
