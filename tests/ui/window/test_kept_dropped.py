"""Kept faces and files dropped in the real window, and what a menu does instead."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from facelab.library import KeptFace
from facelab.recipe import Seed, StyleMix
from facelab.session import Message, Session
from facelab.ui.gallery import faces_mime
from facelab.ui.window.main_window import MainWindow
from tests.ui.window.hand import NONE

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

COARSE, MIDDLE, FINE = (0, 1, 2), (4, 5, 7, 8), (10, 11)


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
