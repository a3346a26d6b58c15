"""Kept faces in the real window: gallery, drops, undo, keys. The gallery's parts: gallery/."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from facelab.library import KeptFace
from facelab.session import Message, Session
from facelab.ui.window.main_window import MainWindow
from tests.ui.window.hand import CONTROL, NONE, press, remove

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
SHIFT = Qt.KeyboardModifier.ShiftModifier


# -- gallery -------------------------------------------------------------------------------------


def test_a_key_opens_the_gallery_and_the_same_or_escape_closes_it(
    window: MainWindow, kept: list[KeptFace]
):
    page = window.kept.page
    window.canvas.setFocus()
    for opens, closes in (
        ((Qt.Key.Key_G, NONE), (Qt.Key.Key_G, NONE)),
        ((Qt.Key.Key_L, CONTROL), (Qt.Key.Key_L, CONTROL)),
        ((Qt.Key.Key_L, CONTROL), (Qt.Key.Key_Escape, NONE)),
    ):
        press(window, *opens)
        assert page.is_open()
        assert window.commands["gallery"].isChecked()
        press(window, *closes)
        assert not page.is_open()
        assert not window.commands["gallery"].isChecked()
        assert window.focusWidget() is window.canvas


def test_what_the_gallery_covers_is_not_changed_by_keys(
    window: MainWindow, kept: list[KeptFace], session: Session
):
    press(window, Qt.Key.Key_G)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Backspace, Qt.Key.Key_R, Qt.Key.Key_A):
        press(window, key)
    press(window, Qt.Key.Key_R, CONTROL)
    assert session.face.recipe.seed == 42
    assert window.kept.page.is_open()
    assert not window.commands["next_face"].isEnabled()
    press(window, Qt.Key.Key_Escape)
    press(window, Qt.Key.Key_Space)
    assert session.face.recipe.seed == 43


def test_enter_shows_the_face_and_the_keys_are_the_canvas_again(
    window: MainWindow, kept: list[KeptFace], session: Session, qtbot: QtBot
):
    press(window, Qt.Key.Key_G)
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.face.recipe.seed == 3)
    assert not window.kept.page.is_open()
    assert window.focusWidget() is window.canvas


def test_what_changes_the_face_uncovers_it(
    window: MainWindow, kept: list[KeptFace], session: Session
):
    press(window, Qt.Key.Key_G)
    session.slots.store("B", session.face.recipe.with_seed(9))
    QTest.mouseClick(window.slots_bar.buttons["B"], Qt.MouseButton.LeftButton)
    assert session.face.recipe.seed == 9
    assert not window.kept.page.is_open()


def test_the_network_that_is_there_at_last_leaves_the_gallery_open(
    window: MainWindow, session: Session, start
):
    press(window, Qt.Key.Key_G)
    start(42)
    assert window.kept.page.is_open()


def test_zoom_keys_are_for_the_pictures_that_are_seen(window: MainWindow, kept: list[KeptFace]):
    view, canvas = window.kept.page.view, window.canvas
    side, zoom = view.side(), canvas.zoom()
    window.commands["gallery"].trigger()
    window.commands["zoom_in"].trigger()
    assert view.side() > side
    assert canvas.zoom() == zoom
    window.commands["zoom_out"].trigger()
    assert view.side() == side
    window.commands["gallery"].trigger()
    window.commands["zoom_in"].trigger()
    assert canvas.zoom() > zoom
    assert view.side() == side


def test_find_goes_to_the_search_field_in_sight(window: MainWindow, kept: list[KeptFace]):
    press(window, Qt.Key.Key_F, CONTROL)
    assert window.focusWidget() is window.kept.strip.search
    window.arrangement.docks["kept"].close()
    press(window, Qt.Key.Key_F, CONTROL)
    assert window.kept.page.is_open()
    assert window.focusWidget() is window.kept.page.top.search


def test_strip_and_gallery_ask_the_same(window: MainWindow, kept: list[KeptFace], qtbot: QtBot):
    QTest.keyClicks(window.kept.strip.search, "Face 2")
    qtbot.waitUntil(lambda: window.kept.gallery.faces.rowCount() == 1)
    press(window, Qt.Key.Key_L, CONTROL)
    assert window.kept.page.top.search.text() == "Face 2"
    press(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.kept.gallery.faces.rowCount() == 3)
    assert window.kept.page.is_open(), "first the search, then the gallery"
    press(window, Qt.Key.Key_Escape)
    assert not window.kept.page.is_open()


def test_every_control_of_the_gallery_has_a_name_and_a_tooltip(
    window: MainWindow, kept: list[KeptFace]
):
    from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QComboBox, QLineEdit

    press(window, Qt.Key.Key_G)
    kinds = (QAbstractButton, QAbstractSlider, QComboBox, QLineEdit)
    controls = [
        widget
        for widget in window.kept.page.findChildren(QWidget)
        if isinstance(widget, kinds) and widget.isVisible() and not widget.inherits("QScrollBar")
    ]
    assert len(controls) > 8
    nameless = [w for w in controls if not (w.accessibleName() or getattr(w, "text", str)())]
    assert nameless == []
    focusable = [w for w in controls if w.focusPolicy() != Qt.FocusPolicy.NoFocus]
    assert [w.accessibleName() for w in focusable if not w.toolTip()] == []


def test_in_the_gallery_undo_puts_back_what_was_removed(
    window: MainWindow, kept: list[KeptFace], session: Session, qtbot: QtBot
):
    press(window, Qt.Key.Key_Space)
    assert window.commands["undo"].text() == "&Undo Next face"
    window.commands["gallery"].trigger()
    assert not window.commands["undo"].isEnabled()
    remove(window, session, [kept[0].id, kept[1].id], qtbot)
    assert window.commands["undo"].text() == "&Undo removing 2 faces"
    press(window, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: session.kept.facets.total == 3)
    assert session.face.recipe.seed == 43
    assert window.commands["redo"].text() == "&Redo removing 2 faces"
    assert not window.canvas._notice.isVisible(), "it offers what is done already"
    window.commands["gallery"].trigger()
    assert window.commands["undo"].text() == "&Undo Next face"


def test_in_the_gallery_undo_and_redo_are_those_of_kept_faces(
    window: MainWindow, kept: list[KeptFace], session: Session, qtbot: QtBot
):
    def ratings() -> list[int]:
        return [card.rating for card in session.kept.faces]

    view = window.kept.page.view
    press(window, Qt.Key.Key_G)
    view.selectAll()
    press(window, Qt.Key.Key_4)
    assert window.commands["undo"].text() == "&Undo rating 3 faces"
    press(window, Qt.Key.Key_Z, CONTROL)  # before anyone knows that it is written
    assert not window.commands["undo"].isEnabled()
    assert window.commands["redo"].text() == "&Redo rating 3 faces"
    press(window, Qt.Key.Key_Z, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: ratings() == [4, 4, 4])
    press(window, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: ratings() == [0, 0, 0])
    press(window, Qt.Key.Key_Escape)
    assert not window.commands["redo"].isEnabled(), "the face has nothing to do again"


def test_a_note_is_one_step_of_undo_however_often_it_was_saved(
    window: MainWindow, kept: list[KeptFace], session: Session, qtbot: QtBot
):
    details, note = window.kept.page.details, window.kept.page.details.note
    press(window, Qt.Key.Key_G)
    qtbot.waitUntil(lambda: bool(details._ids))
    qtbot.waitUntil(note.isVisible)
    number = details._ids[0]
    note.setFocus()
    for letters in ("ab", "cd"):
        QTest.keyClicks(note, letters)
        details.settle()
    assert window.commands["undo"].text() == "&Undo editing the note of a face"
    QTest.keyClicks(note, "ef")  # still to be saved
    window.commands["undo"].trigger()
    assert not window.commands["undo"].isEnabled()
    qtbot.waitUntil(lambda: note.toPlainText() == "")
    qtbot.waitUntil(lambda: [c.note for c in session.kept.faces if c.id == number] == [""])
    assert note.hasFocus()
    press(window, Qt.Key.Key_Z, CONTROL | SHIFT)  # nothing was typed there since
    qtbot.waitUntil(lambda: note.toPlainText() == "abcdef")


def test_the_message_over_the_canvas_puts_back_what_was_removed(
    window: MainWindow, kept: list[KeptFace], session: Session, qtbot: QtBot
):
    remove(window, session, [kept[0].id], qtbot)
    notice = window.canvas._notice
    assert notice.button.text() == "Undo"
    assert notice.has_button()
    notice.button.click()
    qtbot.waitUntil(lambda: session.kept.facets.total == 3)
    assert not notice.isVisible()
    session.tell(Message("warning", "Something else"))
    assert not notice.has_button()


def test_a_label_with_an_ampersand_is_shown_as_it_is(
    window: MainWindow, kept: list[KeptFace], session: Session
):
    session.face.edit(session.face.recipe.with_seed(7), "Open Tom & Sons")
    assert window.commands["undo"].text() == "&Undo Open Tom && Sons"


# -- the heart -----------------------------------------------------------------------------------


def heart(window: MainWindow) -> str:
    return window.commands["keep"].iconText()


def test_keeping_fills_the_heart_and_lights_up_the_strip(
    window: MainWindow, session: Session, start, qtbot: QtBot
):
    start(42)
    strip = window.kept.strip.view
    assert heart(window) == "Keep"
    press(window, Qt.Key.Key_D, CONTROL)
    qtbot.waitUntil(lambda: heart(window) == "Kept")
    qtbot.waitUntil(strip._pulse.running)
    assert strip._pulse.geometry() == strip.visualRect(window.kept.gallery.faces.index(0))
    assert not window.canvas._notice.isVisible(), "no bar lies over the face for that"
    assert "is kept" in window.commands["keep"].toolTip()


def test_the_heart_says_whether_this_very_face_is_kept(
    window: MainWindow, kept: list[KeptFace], session: Session, qtbot: QtBot
):
    assert heart(window) == "Keep"
    session.face.set_seed(2)
    qtbot.waitUntil(lambda: heart(window) == "Kept")
    session.face.edit(session.face.recipe.with_amount("pca-1", 1.0), "x")
    assert heart(window) == "Keep"
    session.face.undo()
    qtbot.waitUntil(lambda: heart(window) == "Kept")
    session.kept.remove([kept[1].id])
    qtbot.waitUntil(lambda: heart(window) == "Keep")


def test_the_heart_says_what_the_command_does_on_a_page_that_keeps_its_selected_faces(
    window: MainWindow, kept: list[KeptFace], session: Session, qtbot: QtBot
):
    keep = window.commands["keep"]
    said = keep.text(), keep.toolTip()
    session.face.set_seed(2)
    qtbot.waitUntil(lambda: heart(window) == "Kept")
    window.commands["explore_workspace"].trigger()
    assert heart(window) == "Keep"
    assert "selected faces" in keep.toolTip()
    assert "selected faces" in keep.text()
    window.commands["edit_workspace"].trigger()
    assert heart(window) == "Kept"
    session.face.set_seed(42)
    qtbot.waitUntil(lambda: heart(window) == "Keep")
    assert (keep.text(), keep.toolTip()) == said


def test_keeping_a_kept_face_shows_where_it_is(
    window: MainWindow, kept: list[KeptFace], session: Session, qtbot: QtBot
):
    session.face.set_seed(1)
    press(window, Qt.Key.Key_D, CONTROL)
    notice = window.canvas._notice
    qtbot.waitUntil(lambda: notice.what.text() == "This face is already kept")
    strip = window.kept.strip.view
    qtbot.waitUntil(strip._pulse.running)
    row = window.kept.gallery.faces.row_of(kept[0].id)
    assert row is not None
    assert strip._pulse.geometry() == strip.visualRect(window.kept.gallery.faces.index(row))


# -- blends --------------------------------------------------------------------------------------


def test_a_blend_made_in_the_gallery_is_shown_there_and_replaces_nothing(
    window: MainWindow, kept: list[KeptFace], session: Session, qtbot: QtBot
):
    before = session.face.recipe
    window.commands["gallery"].trigger()
    page = window.kept.page
    page.view.blend_requested.emit(kept[0].id, (kept[1].id,))
    notice = window.canvas._notice
    qtbot.waitUntil(notice.isVisible)
    assert notice.what.text() == "Blend Face 1 and Face 2"
    qtbot.waitUntil(notice.picture.has_image)
    assert page.isVisible()
    assert session.face.recipe == before
    assert notice.button.text() == "Show it"
    notice.button.click()
    assert session.face.undo_label == "Blend Face 1 and Face 2"
    assert not page.isVisible()
    assert not notice.isVisible()
    session.face.next_face()
    assert session.face.recipe.truncation == before.truncation


def test_escape_closes_the_offer_before_the_gallery(
    window: MainWindow, kept: list[KeptFace], session: Session, qtbot: QtBot
):
    before = session.face.recipe
    window.commands["gallery"].trigger()
    page = window.kept.page
    page.view.blend_requested.emit(kept[0].id, (kept[1].id,))
    qtbot.waitUntil(window.canvas._notice.isVisible)
    press(window, Qt.Key.Key_Escape)
    assert not window.canvas._notice.isVisible()
    assert page.is_open()
    press(window, Qt.Key.Key_Escape)
    assert not page.is_open()
    assert session.face.recipe == before


def test_previous_face_goes_back_through_faces_of_every_kind(
    window: MainWindow, kept: list[KeptFace], session: Session, qtbot: QtBot
):
    press(window, Qt.Key.Key_Space)
    window.kept.gallery.actions.open(kept[0].id)
    qtbot.waitUntil(lambda: session.face.recipe.seed == 1)
    window.canvas.setFocus()
    seen: list[int | None] = []
    for _ in range(3):
        press(window, Qt.Key.Key_Backspace)
        seen.append(session.face.recipe.seed)
    assert seen == [43, 42, 41]
