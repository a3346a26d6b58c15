"""The hand on a grid of pictures, and what is kept of them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from facelab.ui.widgets.pictures import (
    CellShape,
    PictureCell,
    PicturesGrid,
    PicturesModel,
    arranged,
)

SHAPE = CellShape(pad=4, least=84)


class Squares(PicturesModel):
    def __init__(self, count, parent) -> None:
        super().__init__(parent)
        self.squares = [np.full((8, 8, 4), 9 * k, np.uint8) for k in range(count)]
        self.show_anew()

    def count(self):
        return len(self.squares)

    def name(self, place):
        return f"square {place}"

    def tooltip(self, place):
        return ""

    def pixels(self, place):
        return self.squares[place]


class Grid(PicturesGrid):
    def arranged(self, room):
        return arranged(SHAPE, room, self.places())

    def press(self, key, repeated):
        return key == Qt.Key.Key_K


@pytest.fixture
def parent(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(400, 300)
    return made


@pytest.fixture
def made(qtbot, parent):
    pictures = Squares(24, parent)
    grid = Grid(pictures, PictureCell(pictures, SHAPE), "Squares", parent)
    grid.resize(400, 300)
    parent.show()
    qtbot.waitExposed(parent)
    grid.setFocus()
    return grid


def test_where_it_scrolls_the_bar_takes_its_room_once(made):
    bar = made.verticalScrollBar()
    assert bar.isVisible()
    before = made.gridSize()
    made.resize(400, 301)  # shared out anew, with the bar there already
    assert made.gridSize() == before
    columns, cell = made.arranged(made.viewport().size())
    tops = [made.visualRect(made.model().index(k)).y() for k in range(24)]
    assert (tops.count(tops[0]), before) == (columns, cell)


def test_letters_are_the_windows_and_other_keys_have_their_use(qtbot, made):
    pressed: list[int] = []
    outer = made.parentWidget()
    outer.keyPressEvent = lambda event: pressed.append(event.key())
    made.setCurrentIndex(made.model().index(3))
    for key in (Qt.Key.Key_S, Qt.Key.Key_K):
        QTest.keyClick(made, key)
    assert pressed == [Qt.Key.Key_S]
    assert made.currentIndex().row() == 3
    with qtbot.waitSignal(made.opened) as opened:
        QTest.keyClick(made, Qt.Key.Key_Return)
    assert opened.args == [3]
    with qtbot.waitSignal(made.escaped):
        QTest.keyClick(made, Qt.Key.Key_Escape)


def test_the_menu_is_about_the_picture_under_the_pointer(made):
    asked: list[QPoint] = []
    made.menu_requested.connect(asked.append)
    at = made.visualRect(made.model().index(2)).center()
    mouse = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(made.viewport(), QContextMenuEvent(mouse, at, made.mapToGlobal(at)))
    assert made.currentIndex().row() == 2
    assert asked == [made.mapToGlobal(at)]
    beside = QPoint(made.viewport().width() - 1, 5)
    QApplication.sendEvent(made.viewport(), QContextMenuEvent(mouse, beside, beside))
    assert len(asked) == 1


def test_a_picture_is_made_once_a_size_and_anew_when_it_is_another(made):
    model = made.model()
    first = model.pixmap(0, 40, 1.0)
    assert model.pixmap(0, 40, 1.0) is first
    assert model.pixmap(0, 50, 1.0).width() == 50
    model.squares[0] = np.full((8, 8, 4), 200, np.uint8)
    model.show_one(0)
    assert model.pixmap(0, 50, 1.0).toImage().pixelColor(5, 5).red() == 200
