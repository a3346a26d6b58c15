from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest

from facelab.ui.gallery.chips import NARROWEST, WIDEST, Chip, Chips


@pytest.fixture
def make_chips(qtbot, theme):
    def make(**options):
        made = Chips("Remove", **options)
        qtbot.addWidget(made)
        return made

    return make


@pytest.fixture
def chips(make_chips):
    made = make_chips()
    made.resize(300, 100)
    made.set_chips([("hero", ""), ("Night & day", "cast"), ("<b>bold</b>", "")])
    return made


def buttons(chips) -> list[Chip]:
    return [chip for chip in chips.findChildren(Chip) if not chip.isHidden()]


def places(chips) -> list[QRect]:
    chips.grab()
    return [chip.geometry() for chip in buttons(chips)]


def test_without_chips_it_takes_no_room(make_chips):
    made = make_chips()
    assert made.isHidden()
    made.set_chips([("a", "")])
    assert not made.isHidden()
    made.set_chips([])
    assert made.isHidden()


def test_it_says_what_it_shows(chips):
    assert chips.texts() == ["hero", "Night & day", "<b>bold</b>"]
    assert buttons(chips)[0].accessibleName() == "Remove: hero"
    assert "&lt;b&gt;" in buttons(chips)[2].toolTip()


def test_click_delete_and_backspace_remove(chips):
    said: list[int] = []
    chips.removed.connect(said.append)
    first, second, third = buttons(chips)
    QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    QTest.keyClick(second, Qt.Key.Key_Delete)
    QTest.keyClick(third, Qt.Key.Key_Backspace)
    QTest.keyClick(third, Qt.Key.Key_Space)
    assert said == [0, 1, 2, 2]


def test_the_same_chips_are_not_made_anew(chips):
    before = buttons(chips)
    chips.set_chips([("hero", ""), ("Night & day", "cast"), ("<b>bold</b>", "")])
    assert buttons(chips) == before


def test_the_focus_stays_where_a_chip_was_removed(chips, qtbot):
    chips.show()
    chips.activateWindow()
    buttons(chips)[2].setFocus()
    chips.set_chips([("hero", ""), ("Night & day", "cast")])
    qtbot.waitUntil(lambda: len(buttons(chips)) == 2 and buttons(chips)[1].hasFocus())


def test_lines_break_where_the_width_ends(make_chips):
    made = make_chips()
    made.set_chips([(f"tag number {number}", "") for number in range(12)])
    made.resize(300, made.heightForWidth(300))
    made.show()
    for chip in places(made):
        assert chip.right() < 300
        assert chip.bottom() < made.height()
    assert len({chip.y() for chip in places(made)}) > 2
    assert made.heightForWidth(3000) < made.heightForWidth(300)
    for one, other in zip(places(made), places(made)[1:], strict=False):
        assert not one.intersects(other)


def test_a_long_word_is_cut(make_chips):
    made = make_chips()
    made.set_chips([("W" * 500, "tag"), ("x", "")])
    made.resize(120, 100)
    made.show()
    long, short = places(made)
    assert long.width() <= min(WIDEST, 120)
    assert short.width() < long.width()


def test_in_one_line_many_share_the_room_and_make_no_window_wider(make_chips, qtbot):
    made = make_chips(one_line=True)
    made.set_chips([(f"a condition {number}", "") for number in range(9)])
    assert made.minimumSizeHint().width() == 0
    made.resize(250, 24)
    made.show()

    def seen():
        return [chip for chip in places(made) if chip.height() and made.rect().contains(chip)]

    inside = seen()
    assert 0 < len(inside) <= 250 // NARROWEST
    assert all(chip.width() >= NARROWEST for chip in inside)
    made.set_chips([("one", ""), ("two", "")])
    qtbot.waitUntil(lambda: len(seen()) == 2)
