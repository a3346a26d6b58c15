"""The hand on the faces: keys, mouse, wheel, dragging out and dropping on."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent, QDrag, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget

from facelab.recipe import Blend
from facelab.ui.gallery import FACES, dropped_faces, faces_mime

Key, Mod, Button = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton


class Passed(QWidget):
    """Where keys end up that the faces leave to the window."""

    def __init__(self, parent):
        super().__init__(parent)
        self.keys: list[int] = []

    def keyPressEvent(self, event):
        self.keys.append(event.key())


@pytest.fixture
def view(hall):
    """A grid of Ann, Bob, Carl and the nameless one; Bob is the current one."""
    inside = Passed(hall.window)
    hall.window.setCentralWidget(inside)
    made = hall.gallery.make_view("grid", "Kept faces", inside)
    made.resize(700, 420)
    hall.window.show()
    hall.read_cards()
    made.setFocus()
    hall.choose("bob")
    return made


def at(view, hall, name):
    return view.visualRect(hall.gallery.faces.index(hall.row(name))).center()


def caught(signal):
    found: list[tuple[object, ...]] = []
    signal.connect(lambda *values: found.append(values))
    return found


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


# -- dragging out ---------------------------------------------------------------------------------


@pytest.fixture
def carried(monkeypatch):
    """What is carried by a drag that ends at once."""
    found = []
    monkeypatch.setattr(QDrag, "exec", lambda self, *_: found.append(self))
    return found


def test_the_chosen_faces_are_carried_the_current_first(view, hall, carried):
    ids = hall.choose("carl", "ann", "bob")
    view.startDrag(Qt.DropAction.CopyAction)
    (drag,) = carried
    assert drag.mimeData().formats() == [FACES]
    assert dropped_faces(drag.mimeData())[0] == ids[0]
    assert set(dropped_faces(drag.mimeData())) == set(ids)
    assert not drag.pixmap().isNull()


def test_a_drag_of_nothing_is_none(view, hall, carried):
    hall.gallery.choice.clear()
    view.startDrag(Qt.DropAction.CopyAction)
    assert carried == []


def test_a_press_that_moves_begins_a_drag(view, hall, carried):
    start = at(view, hall, "ann")
    QTest.mousePress(view.viewport(), Button.LeftButton, Mod(0), start)
    for step in (5, 15, 30):
        QTest.mouseMove(view.viewport(), start + QPoint(step, 0))
    QTest.mouseRelease(view.viewport(), Button.LeftButton, Mod(0), start)
    if not carried:
        pytest.skip("the offscreen platform sent no move with a button held")
    assert dropped_faces(carried[0].mimeData()) == (hall.numbers["ann"],)


# -- dropping on a face ---------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["dock", "grid"])
def test_a_face_dropped_on_another_is_blended_with_it(hall, drop, mode):
    view = hall.gallery.make_view(mode, "Kept faces", hall.window)
    hall.window.setCentralWidget(view)
    hall.window.show()
    hall.read_cards()
    asked, offered = caught(view.blend_requested), caught(hall.gallery.actions.blended)
    before = hall.session.face.recipe
    made = drop(view, faces_mime([hall.numbers["ann"]]), at(view, hall, "bob"))
    assert made.dropped
    assert asked == [(hall.numbers["bob"], (hall.numbers["ann"],))]
    assert view._target == -1
    if mode == "dock":
        hall.until(lambda: hall.session.face.undo_label == "Blend Bob and Ann")
        assert offered == []
    else:
        hall.until(lambda: offered)
        ((recipe, label),) = offered
        assert label == "Blend Bob and Ann"
        assert isinstance(recipe.source, Blend)
        assert hall.session.face.recipe == before, "what is not in sight is not replaced"


def test_where_it_would_be_dropped_is_shown(view, hall, drop):
    data = faces_mime([hall.numbers["ann"]])
    view.blend_requested.disconnect()
    seen = []
    monkey = view._set_target

    def note(index):
        monkey(index)
        seen.append(view._target)

    view._set_target = note
    drop(view, data, at(view, hall, "bob"))
    assert seen == [1, -1]


def test_beside_the_faces_nothing_can_be_dropped(view, hall, drop):
    made = drop(view, faces_mime([1]), QPoint(690, 410))
    assert (made.entered, made.moved, made.dropped) == (True, False, False)


def test_a_face_dropped_on_itself_is_no_question(view, hall, drop):
    asked = caught(view.blend_requested)
    number = hall.numbers["bob"]
    drop(view, faces_mime([number]), at(view, hall, "bob"))
    assert asked == []
    drop(view, faces_mime([number, hall.numbers["ann"]]), at(view, hall, "bob"))
    assert asked == [(number, (hall.numbers["ann"],))]


def test_faces_that_are_dragged_take_no_faces(view, hall, drop):
    view._dragged = frozenset({hall.numbers["ann"], hall.numbers["bob"]})
    data = faces_mime([hall.numbers["ann"], hall.numbers["bob"]])
    assert not drop(view, data, at(view, hall, "bob")).moved
    assert drop(view, data, at(view, hall, "carl")).dropped


def hostile(raw: bytes) -> QMimeData:
    data = QMimeData()
    data.setData(FACES, raw)
    return data


def files() -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/tmp/x.png")])
    return data


@pytest.mark.parametrize("raw", [b"", b"nonsense", b"[-1]", b'["a"]', b"[" * 5000])
def test_hostile_data_change_nothing(view, hall, drop, raw):
    asked = caught(view.blend_requested)
    assert not drop(view, hostile(raw), at(view, hall, "bob")).dropped
    assert asked == []


def test_other_things_are_refused(view, hall, drop):
    assert not drop(view, files(), at(view, hall, "bob")).entered


def test_a_face_that_is_gone_is_told(view, hall, drop):
    assert drop(view, faces_mime([4711]), at(view, hall, "bob")).dropped
    hall.until(lambda: any("no kept face 4711" in what for what in hall.whats()))
