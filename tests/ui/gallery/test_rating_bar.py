from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtTest import QTest

from facelab.ui.gallery.glyphs import star_at
from facelab.ui.gallery.rating_bar import STAR, RatingBar


@pytest.fixture
def bar(qtbot, theme):
    made = RatingBar()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def said(bar):
    found: list[int] = []
    bar.rated.connect(found.append)
    return found


def click(bar, star):
    at = QPoint(round(3 + (star - 0.5) * STAR), bar.height() // 2)
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=at)


def test_stars_left_of_a_point():
    box = QRectF(10, 0, 100, 20)
    assert [star_at(box, 20, x) for x in (0, 10, 11, 30, 31, 90.5, 110, 500)] == [
        0, 0, 1, 1, 2, 5, 5, 5
    ]  # fmt: skip


def test_a_click_gives_as_many_stars(bar, said):
    for star in (1, 2, 3, 4, 5):
        click(bar, star)
    assert said == [1, 2, 3, 4, 5]
    assert bar.rating() == 0  # what is shown comes from the library


def test_a_click_on_the_last_star_takes_all_away(bar, said):
    bar.set_rating(3)
    click(bar, 3)
    click(bar, 2)
    assert said == [0, 2]


def test_before_the_first_star_is_the_first(bar, said):
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(1, 5))
    QTest.mouseClick(bar, Qt.MouseButton.RightButton, pos=QPoint(50, 5))
    assert said == [1]


def test_keys(bar, said):
    bar.set_rating(3)
    for key in (Qt.Key.Key_0, Qt.Key.Key_5, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Up):
        QTest.keyClick(bar, key)
    assert said == [0, 5, 4, 2, 4]
    bar.set_rating(5)
    QTest.keyClick(bar, Qt.Key.Key_Right)
    bar.set_rating(None)
    QTest.keyClick(bar, Qt.Key.Key_Left)
    QTest.keyClick(bar, Qt.Key.Key_Right)
    assert said[5:] == [5, 0, 1]


def test_other_keys_are_left_to_the_window(bar, said):
    QTest.keyClick(bar, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(bar, Qt.Key.Key_M)
    assert said == []


def test_showing_tells_screen_readers_and_nobody_else(bar, said):
    bar.set_rating(4)
    assert bar.accessibleName() == "Rating: 4 of 5 stars"
    bar.set_rating(None)
    assert bar.accessibleName() == "Rating: mixed"
    assert bar.rating() is None
    assert said == []


def test_stars_are_lit_and_follow_the_pointer(bar, said):
    def gold():
        image = bar.grab().toImage()
        at = (image.pixelColor(round(3 + (n + 0.5) * STAR), bar.height() // 2) for n in range(5))
        return [color.red() - color.blue() > 60 for color in at]

    bar.clearFocus()
    bar.set_rating(2)
    assert gold() == [True, True, False, False, False]
    QTest.mouseMove(bar, QPoint(round(3 + 3.5 * STAR), bar.height() // 2))
    assert gold() == [True, True, True, True, False]
