"""The hand on the faces: keys, mouse, wheel, dragging out and dropping on."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget

from tests.ui.gallery.hand import Button, Key, Mod, at, caught

# -- keys -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter])
def test_enter_opens(view, hall, key):
    opened = caught(view.opened)
    QTest.keyClick(view, key)
    assert opened == [(hall.numbers["bob"],)]


@pytest.mark.parametrize("rating", range(6))
def test_digits_rate(view, hall, five, rating):
    keys = (Key.Key_0, Key.Key_1, Key.Key_2, Key.Key_3, Key.Key_4, Key.Key_5)
    hall.choose("bob", "carl")
    QTest.keyClick(view, keys[rating])
    for name in ("bob", "carl"):
        hall.until(lambda name=name: five.library.get(hall.numbers[name]).rating == rating)
    assert five.library.get(hall.numbers["ann"]).rating == 3


def test_digits_of_the_keypad_rate_too(view):
    rated = caught(view.rated)
    QTest.keyClick(view, Key.Key_4, Mod.KeypadModifier)
    assert rated == [(4,)]


def test_delete_removes_and_the_next_face_is_current(view, hall, five):
    QTest.keyClick(view, Key.Key_Delete)
    hall.shows("ann", "carl", "nameless")
    assert hall.gallery.choice.current() == hall.numbers["carl"]
    hall.session.kept.restore()
    hall.shows("ann", "bob", "carl", "nameless")


def test_escape_and_control_t_are_told(view):
    escaped, edited = caught(view.escaped), caught(view.edit_requested)
    QTest.keyClick(view, Key.Key_Escape)
    QTest.keyClick(view, Key.Key_T, Mod.ControlModifier)
    assert (escaped, edited) == ([()], [()])


@pytest.mark.parametrize("key", [Key.Key_Home, Key.Key_Left])
def test_a_key_that_goes_no_further_leaves_one_face_selected(view, hall, key):
    hall.choose("ann", "bob", "carl")
    QTest.keyClick(view, key)
    assert hall.gallery.choice.targets() == (hall.numbers["ann"],)


def test_letters_and_space_are_left_to_the_window(view):
    for key in (Key.Key_Space, Key.Key_M, Key.Key_C, Key.Key_Backspace, Key.Key_Question):
        QTest.keyClick(view, key)
    QTest.keyClick(view, Key.Key_B, Mod.ShiftModifier)
    passed = [key for key in view.parentWidget().keys if key != Key.Key_Shift]
    assert passed == [
        Key.Key_Space, Key.Key_M, Key.Key_C, Key.Key_Backspace, Key.Key_Question, Key.Key_B
    ]  # fmt: skip
    assert view.currentIndex().row() == 1


def test_without_a_current_face_enter_opens_nothing(view, hall):
    opened = caught(view.opened)
    hall.gallery.choice.clear()
    QTest.keyClick(view, Key.Key_Return)
    assert opened == []


# -- renaming in place ---------------------------------------------------------------------------


def editor(view):
    lines = view.viewport().findChildren(QLineEdit)
    return lines[-1] if lines else None


def test_a_name_is_typed_in_its_place(view, hall, five):
    QTest.keyClick(view, Key.Key_F2)
    line = editor(view)
    assert line.text() == line.selectedText() == "Bob"
    assert line.accessibleName() == "Name of the face"
    assert view.viewport().rect().contains(line.geometry())
    QTest.keyClicks(line, "Robert")
    QTest.keyClick(line, Key.Key_Return)
    hall.until(lambda: five.library.get(hall.numbers["bob"]).name == "Robert")
    assert view.currentIndex().row() == 1


def test_escape_leaves_the_name(view, hall, five):
    view.rename()
    QTest.keyClicks(editor(view), "Robert")
    QTest.keyClick(editor(view), Key.Key_Escape)
    hall.gallery.actions.rate([hall.numbers["bob"]], 1)
    hall.until(lambda: five.library.get(hall.numbers["bob"]).rating == 1)
    assert five.library.get(hall.numbers["bob"]).name == "Bob"
    assert not hall.gallery.faces._held


def test_leaving_the_line_takes_the_name(view, hall, five):
    other = QLineEdit(view.parentWidget())
    other.show()
    view.rename()
    QTest.keyClicks(editor(view), "Robert")
    other.setFocus()
    hall.until(lambda: five.library.get(hall.numbers["bob"]).name == "Robert")


def test_a_name_is_taken_away(view, hall, five):
    view.rename()
    editor(view).clear()
    QTest.keyClick(editor(view), Key.Key_Return)
    hall.until(lambda: five.library.get(hall.numbers["bob"]).name == "")


def test_no_longer_name_than_the_library_keeps(view):
    view.rename()
    editor(view).setText("x" * 500)
    assert len(editor(view).text()) == 200


def test_the_list_does_not_move_under_a_name_that_is_typed(view, hall, five, record):
    view.rename()
    QTest.keyClicks(editor(view), "Rob")
    five.keep("eve", record(9, created=None))
    hall.until(lambda: len(hall.gallery.browsing.ids) == 5)
    assert editor(view).text() == "Rob"
    assert hall.names() == ["ann", "bob", "carl", "nameless"]
    QTest.keyClick(editor(view), Key.Key_Return)
    hall.shows("eve", "ann", "bob", "carl", "nameless")
    hall.until(lambda: five.library.get(hall.numbers["bob"]).name == "Rob")
    assert hall.gallery.choice.current() == hall.numbers["bob"]


def test_typing_a_name_rates_and_removes_nothing(view, hall, five):
    view.rename()
    QTest.keyClicks(editor(view), "5 0")
    QTest.keyClick(editor(view), Key.Key_Home)
    QTest.keyClick(editor(view), Key.Key_Delete)
    QTest.keyClick(editor(view), Key.Key_Return)
    hall.until(lambda: five.library.get(hall.numbers["bob"]).name == "0")
    kept = five.library.get(hall.numbers["bob"])
    assert (kept.rating, kept.deleted_at) == (5, None)


def test_without_a_face_nothing_is_renamed(view, hall):
    hall.gallery.choice.clear()
    view.rename()
    assert editor(view) is None


# -- mouse ----------------------------------------------------------------------------------------


def test_a_double_click_opens(view, hall):
    opened = caught(view.opened)
    QTest.mouseDClick(view.viewport(), Button.LeftButton, Mod(0), at(view, hall, "carl"))
    QTest.mouseDClick(view.viewport(), Button.LeftButton, Mod(0), QPoint(690, 410))
    assert opened == [(hall.numbers["carl"],)]


@pytest.fixture
def menus(monkeypatch):
    """Texts of the menus that open, and where; none is shown."""
    found: list[tuple[list[str], QPoint]] = []

    def popup(menu, at):
        found.append(([action.text() for action in menu.actions()], at))
        menu.deleteLater()

    monkeypatch.setattr(QMenu, "popup", popup)
    return found


def test_the_menu_is_that_of_the_chosen_faces(view, hall, menus):
    asked = caught(view.menu_requested)
    for place in (at(view, hall, "ann"), QPoint(690, 410)):
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, QPoint(7, 8))
        QApplication.sendEvent(view.viewport(), event)
    assert asked == [(QPoint(7, 8),)]
    ((texts, place),) = menus
    assert (texts[0], place) == ("Open\tEnter", QPoint(7, 8))


def test_a_right_click_on_another_face_chooses_it(view, hall):
    view.menu_requested.disconnect()
    QTest.mouseClick(view.viewport(), Button.RightButton, Mod(0), at(view, hall, "ann"))
    assert hall.gallery.choice.targets() == (hall.numbers["ann"],)


def test_the_menu_key_opens_the_menu_at_the_face(view, hall, menus):
    asked = caught(view.menu_requested)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    QApplication.sendEvent(view.viewport(), event)
    assert asked == [(view.viewport().mapToGlobal(at(view, hall, "bob")),)]
    assert len(menus) == 1


def test_without_a_face_there_is_no_menu(view, hall, menus):
    hall.gallery.choice.clear()
    view.menu_requested.emit(QPoint(7, 8))
    assert menus == []


def test_the_face_under_the_pointer_is_marked(view, hall):
    QTest.mouseMove(view.viewport(), at(view, hall, "carl"))
    hall.until(lambda: view._hovered == 2)
    hall.gallery.browsing.search("hero")
    hall.shows("ann", "bob")
    assert view._hovered == -1


def wheel(view, steps, modifiers=Mod.NoModifier):
    event = QWheelEvent(
        QPointF(50, 50), QPointF(50, 50), QPoint(), QPoint(0, 120 * steps), Button.NoButton,
        modifiers, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), event)


def test_control_and_the_wheel_change_the_size(view):
    side = view.side()
    wheel(view, 1, Mod.ControlModifier)
    assert view.side() == side + 16
    wheel(view, -1, Mod.ControlModifier)
    wheel(view, -1, Mod.ControlModifier)
    assert view.side() == side - 16


def test_the_wheel_scrolls_a_row_along(hall):
    row = hall.gallery.make_view("dock", "Kept faces", QWidget(hall.window))
    row.resize(200, 120)
    row.parentWidget().resize(200, 120)
    hall.window.show()
    assert row.horizontalScrollBar().maximum() > 0
    wheel(row, -1)
    assert row.horizontalScrollBar().value() == min(120, row.horizontalScrollBar().maximum())
    wheel(row, 1, Mod.ControlModifier)  # there is one size
    assert row.horizontalScrollBar().value() > 0
    wheel(row, 5)
    assert row.horizontalScrollBar().value() == 0
