from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from facelab.ui.gallery.chips import Chip
from facelab.ui.gallery.tags_field import MOST_SHOWN, TagsField

# Of the list that opens below the line.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def field(qtbot, theme):
    made = TagsField()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.line.setFocus()
    return made


@pytest.fixture
def added(field):
    found: list[str] = []
    field.added.connect(found.extend)
    return found


@pytest.fixture
def removed(field):
    found: list[str] = []
    field.removed.connect(found.append)
    return found


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Comma])
def test_enter_and_comma_end_a_tag(field, key, added):
    QTest.keyClicks(field.line, " night shift ")
    QTest.keyClick(field.line, key)
    assert added == ["night shift"]
    assert field.line.text() == ""


def test_nothing_is_no_tag(field, added):
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    QTest.keyClicks(field.line, "  ")
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    QTest.keyClicks(field.line, ",,")
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    assert added == []


def test_pasted_tags_are_parted_at_their_commas(field, added):
    field.line.setText("hero, night shift,,villain")
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    assert added == ["hero", "night shift", "villain"]


def test_what_is_pasted_is_added_at_once_and_not_typed_again_by_undo(field):
    told: list[list[str]] = []
    field.added.connect(told.append)
    field.line.insert("hero, villain")
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    assert told == [["hero", "villain"]]
    assert not field.line.isUndoAvailable()


def test_escape_clears_what_is_typed(field, added):
    QTest.keyClicks(field.line, "her")
    QTest.keyClick(field.line, Qt.Key.Key_Escape)
    assert (field.line.text(), added) == ("", [])


def test_backspace_in_an_empty_line_takes_the_last_away(field, removed):
    field.set_tags(["a", "b"])
    QTest.keyClicks(field.line, "x")
    QTest.keyClick(field.line, Qt.Key.Key_Backspace)
    assert removed == []
    QTest.keyClick(field.line, Qt.Key.Key_Backspace)
    assert removed == ["b"]
    field.set_tags([])
    QTest.keyClick(field.line, Qt.Key.Key_Backspace)
    assert removed == ["b"]


def test_a_chip_takes_its_tag_away(field, added, removed):
    field.set_tags(["a", "b"])
    assert field.chips.texts() == ["a", "b"]
    next(chip for chip in field.findChildren(Chip) if chip.text() == "a").click()
    assert removed == ["a"]
    assert added == []


def test_hundreds_of_tags_are_not_all_shown(field):
    field.set_tags([f"tag {number}" for number in range(200)])
    assert len(field.chips.texts()) == MOST_SHOWN


def test_known_tags_are_offered_while_typing(field, qtbot, added):
    field.set_known(["Hero", "Villain", "Herald"])
    QTest.keyClicks(field.line, "her")
    popup = field.line.completer().popup()
    qtbot.waitUntil(popup.isVisible)
    assert popup.model().rowCount() == 2
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: added == ["Hero"])
    assert not popup.isVisible()
    assert field.line.text() == ""


def test_a_new_tag_that_begins_like_a_known_one(field, qtbot, added):
    field.set_known(["Hero"])
    QTest.keyClicks(field.line, "her")
    popup = field.line.completer().popup()
    qtbot.waitUntil(popup.isVisible)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert added == ["her"]
    assert not popup.isVisible()


def test_a_click_on_an_offered_tag_adds_it(field, qtbot, added):
    field.set_known(["Hero", "Herald"])
    QTest.keyClicks(field.line, "her")
    popup = field.line.completer().popup()
    qtbot.waitUntil(popup.isVisible)
    at = popup.visualRect(popup.model().index(1, 0)).center()
    QTest.mouseClick(popup.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: added == ["Herald"])
    assert field.line.text() == ""


def test_no_longer_tag_than_the_library_keeps(field, added):
    QTest.keyClicks(field.line, "x" * 100)
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    assert added == ["x" * 60]
