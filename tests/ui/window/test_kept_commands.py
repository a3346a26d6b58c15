"""Kept faces in the real window: gallery, drops, undo, keys. The gallery's parts: gallery/."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from facelab.library import KeptFace, Reading
from facelab.progress import Progress, Steps
from facelab.recipe import Seed, StyleMix
from facelab.session import Message, Session
from facelab.ui.gallery import faces_mime
from facelab.ui.theme import Theme
from facelab.ui.window.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

COARSE, MIDDLE, FINE = (0, 1, 2), (4, 5, 7, 8), (10, 11)
NONE, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot: QtBot, session: Session, theme: Theme) -> MainWindow:
    made = MainWindow(session, theme)
    qtbot.addWidget(made)
    made.resize(1200, 760)
    made.show()
    qtbot.waitActive(made)
    return made


@pytest.fixture
def kept(window: MainWindow, session: Session, start, qtbot: QtBot) -> list[KeptFace]:
    """Faces of the seeds 1, 2 and 3, kept in this order; 42 is on show."""
    first = start(42)
    for seed in (1, 2, 3):
        session.kept.add(first.with_seed(seed), None, f"Face {seed}")
    qtbot.waitUntil(lambda: window.kept.gallery.faces.rowCount() == 3)
    with contextlib.closing(Reading(session.kept.folder)) as reading:
        faces = [reading.face(card.id) for card in session.kept.faces]
    return sorted(faces, key=lambda face: face.name)


def press(window: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(window.focusWidget() or window, key, modifiers)


def drop(widget: QWidget, data: QMimeData, at: QPoint | None = None) -> bool:
    """Drag something onto a widget and let it go, as Qt would; returns whether it is taken."""
    at = widget.rect().center() if at is None else at
    said = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, NONE)
    entering = QDragEnterEvent(at, *said)
    entering.ignore()
    QApplication.sendEvent(widget, entering)
    if not entering.isAccepted():
        return False
    moving = QDragMoveEvent(at, *said)
    QApplication.sendEvent(widget, moving)
    dropping = QDropEvent(QPointF(at), *said)
    QApplication.sendEvent(widget, dropping)
    return dropping.isAccepted()


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


# -- undo ----------------------------------------------------------------------------------------


def remove(window: MainWindow, session: Session, ids: list[int], qtbot: QtBot) -> None:
    left = session.kept.facets.total - len(ids)
    session.kept.remove(ids)
    qtbot.waitUntil(lambda: session.kept.facets.total == left)


def test_in_the_gallery_undo_puts_back_what_was_removed(
    window: MainWindow, kept: list[KeptFace], session: Session, qtbot: QtBot
):
    press(window, Qt.Key.Key_Space)
    assert window.commands["undo"].text() == "&Undo Next face"
    window.commands["gallery"].trigger()
    assert not window.commands["undo"].isEnabled()
    remove(window, session, [kept[0].id, kept[1].id], qtbot)
    assert window.commands["undo"].text() == "&Undo removing faces"
    press(window, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: session.kept.facets.total == 3)
    assert session.face.recipe.seed == 43
    assert not window.commands["redo"].isEnabled()
    assert not window.canvas._notice.isVisible(), "it offers what is done already"
    window.commands["gallery"].trigger()
    assert window.commands["undo"].text() == "&Undo Next face"


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


# -- drops ---------------------------------------------------------------------------------------


def test_a_kept_face_dropped_on_the_canvas_is_shown(
    window: MainWindow, kept: list[KeptFace], session: Session, qtbot: QtBot
):
    assert drop(window.canvas, faces_mime([kept[1].id, kept[0].id]))
    qtbot.waitUntil(lambda: session.face.recipe.seed == 2)
    assert session.face.undo_label == "Open Face 2"


def test_a_kept_face_dropped_on_a_row_of_style_mixing_is_its_source(
    window: MainWindow, kept: list[KeptFace], session: Session, qtbot: QtBot
):
    session.face.edit(session.face.recipe.with_mix(MIDDLE, Seed(77), 0.5), "x")
    assert drop(window.panels["mixing"].rows["middle"], faces_mime([kept[0].id]))
    qtbot.waitUntil(lambda: session.face.undo_label == "Middle styles")
    (mix,) = session.face.recipe.mixing
    assert (mix.source, mix.layers, mix.strength) == (Seed(1), MIDDLE, 0.5), "as strong as before"
    assert mix.label == "Face 1"


def test_a_kept_face_dropped_on_a_layer_is_the_source_of_that_layer(
    window: MainWindow, kept: list[KeptFace], session: Session, qtbot: QtBot
):
    matrix = window.panels["mixing"].layers.matrix
    matrix.resize(matrix.sizeHint())
    assert drop(matrix, faces_mime([kept[2].id]), matrix.cell_rect(1, 0).center())
    qtbot.waitUntil(lambda: bool(session.face.recipe.mixing))
    (mix,) = session.face.recipe.mixing
    assert (mix.source, mix.layers) == (Seed(3), (1,))


def test_a_kept_face_dropped_on_a_column_takes_its_place(
    window: MainWindow, kept: list[KeptFace], session: Session, qtbot: QtBot
):
    session.face.edit(session.face.recipe.with_mix(FINE, Seed(77)), "x")
    matrix = window.panels["mixing"].layers.matrix
    matrix.resize(matrix.sizeHint())
    assert drop(matrix, faces_mime([kept[1].id]), matrix.header_rect(1).center())
    qtbot.waitUntil(lambda: session.face.undo_label == "Style source")
    assert [(m.source, m.layers) for m in session.face.recipe.mixing] == [(Seed(2), FINE)]
    # Beside the columns it gets one of its own, and nothing of the face changes.
    before = session.face.recipe
    assert drop(matrix, faces_mime([kept[0].id]), matrix.header_rect(2).center())
    qtbot.waitUntil(lambda: len(matrix._sources) == 2)
    assert session.face.recipe == before


def test_a_kept_face_dropped_on_a_slot_is_held_there(
    window: MainWindow, kept: list[KeptFace], session: Session, qtbot: QtBot
):
    assert drop(window.slots_bar.buttons["B"], faces_mime([kept[0].id]))
    qtbot.waitUntil(lambda: session.slots.get("B") is not None)
    held = session.slots.get("B")
    assert held is not None
    assert held.seed == 1
    assert session.face.recipe.seed == 42


def test_a_face_of_another_network_is_no_source_and_the_user_is_told(
    window: MainWindow, kept: list[KeptFace], session: Session, qtbot: QtBot
):
    import msgspec

    foreign = msgspec.structs.replace(
        session.face.recipe,
        model=msgspec.structs.replace(session.face.recipe.model, sha256="a" * 64),
    )
    session.kept.add(foreign, None, "Foreign")
    qtbot.waitUntil(lambda: len(session.kept.faces) == 4)
    number = next(face.id for face in session.kept.faces if face.name == "Foreign")
    told: list[Message] = []
    session.message.connect(told.append)
    assert drop(window.panels["mixing"].rows["coarse"], faces_mime([number]))
    qtbot.waitUntil(lambda: bool(told))
    assert told[0].level == "error"
    assert session.face.recipe.mixing == ()
    window.commands["gallery"].trigger()
    window.kept.gallery.actions.open(number)
    qtbot.waitUntil(lambda: len(told) == 2)
    assert window.kept.page.is_open(), "there is nothing to step aside for"


def test_other_things_are_refused(window: MainWindow, kept: list[KeptFace], session: Session):
    text = QMimeData()
    text.setText("hello")
    for widget in (
        window.canvas,
        window.panels["mixing"].rows["fine"],
        window.panels["mixing"].layers.matrix,
        window.slots_bar.buttons["A"],
    ):
        assert not drop(widget, text)
    assert session.face.recipe.mixing == ()


def test_files_dropped_on_the_gallery_open_in_the_window(
    window: MainWindow, kept: list[KeptFace], session: Session, tmp_path: Path, qtbot: QtBot
):
    from facelab.export.recipe_file import write_recipe

    path = tmp_path / "face.json"
    write_recipe(path, session.face.recipe.with_seed(99))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    window.commands["gallery"].trigger()
    assert drop(window.kept.page.view.viewport(), data), "the window takes it"
    qtbot.waitUntil(lambda: session.face.recipe.seed == 99)
    assert not window.kept.page.is_open()


# -- files ---------------------------------------------------------------------------------------


def test_export_and_import_from_the_file_menu(
    window: MainWindow, kept: list[KeptFace], session: Session, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot,
):  # fmt: skip
    path = tmp_path / "all.facelab"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    with qtbot.waitCallback() as exported:
        session.kept.exported.connect(exported)
        window.commands["export_faces"].trigger()
    remove(window, session, [face.id for face in kept], qtbot)
    session.kept.purge()
    qtbot.waitUntil(lambda: session.kept.facets.binned == 0)
    assert not window.commands["export_faces"].isEnabled()
    with qtbot.waitCallback() as imported:
        session.kept.imported.connect(imported)
        window.commands["import_faces"].trigger()
    qtbot.waitUntil(lambda: window.kept.gallery.faces.rowCount() == 3)


def test_progress_is_in_the_status_bar_and_does_not_make_it_higher(
    window: MainWindow, kept: list[KeptFace], session: Session, qtbot: QtBot
):
    import threading

    go = threading.Event()
    height = window.statusBar().height()

    def work() -> Steps[None]:
        while not go.wait(0.001):
            yield Progress(1, 4)

    ended: list[object] = []
    session.jobs.run("Exporting", work(), ended.append, ended.append)
    jobs = window.status.jobs
    qtbot.waitUntil(lambda: jobs.isVisible() and jobs.label.text() == "Exporting: 25%")
    assert window.statusBar().height() == height
    jobs.stop.click()
    qtbot.waitUntil(lambda: bool(ended))
    qtbot.waitUntil(lambda: not jobs.isVisible())


def test_another_library_shows_other_faces(
    window: MainWindow, kept: list[KeptFace], session: Session, tmp_path: Path, qtbot: QtBot
):
    gallery = window.kept.gallery
    gallery.choice.choose(kept[0].id)
    gallery.browsing.search("Face 1")
    qtbot.waitUntil(lambda: gallery.faces.rowCount() == 1)
    session.kept.move_to(tmp_path / "elsewhere")
    qtbot.waitUntil(lambda: session.kept.folder == tmp_path / "elsewhere")
    qtbot.waitUntil(lambda: gallery.faces.rowCount() == 0)
    assert gallery.browsing.query.text == ""
    session.kept.add(session.face.recipe.with_seed(50), None, "There")
    qtbot.waitUntil(lambda: gallery.faces.rowCount() == 1)
    assert gallery.choice.targets() == (), "its number is that of another face"
    qtbot.waitUntil(lambda: gallery.faces.card(0) is not None)
    card = gallery.faces.card(0)
    assert card is not None
    assert card.name == "There"


# -- menu ----------------------------------------------------------------------------------------


def test_the_menu_reaches_what_dragging_does(
    window: MainWindow, kept: list[KeptFace], session: Session, qtbot: QtBot
):
    from facelab.ui.gallery.faces_menu import make_menu

    gallery = window.kept.gallery
    gallery.choice.choose(kept[1].id)
    qtbot.waitUntil(lambda: session.kept.cards.get(kept[1].id) is not None)
    menu = make_menu(
        session,
        gallery.browsing,
        gallery.actions,
        gallery.choice.targets(),
        lambda: None,
        lambda: None,
        window,
    )

    def trigger(*titles: str) -> None:
        now = menu
        for title in titles:
            action = next(a for a in now.actions() if a.text().split("\t")[0] == title)
            sub = action.menu()
            if isinstance(sub, QMenu):
                now = sub
        action.trigger()

    trigger("Store in A or B", "A")
    qtbot.waitUntil(lambda: session.slots.get("A") is not None)
    trigger("Take its styles", "Coarse")
    qtbot.waitUntil(lambda: bool(session.face.recipe.mixing))
    assert session.face.recipe.mixing == (StyleMix(Seed(2), COARSE, 1.0, 0.7, "Face 2"),)
    trigger("Open")
    qtbot.waitUntil(lambda: session.face.recipe == kept[1].recipe)


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
