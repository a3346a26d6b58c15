"""A drop copies: whoever offers a move would delete what it has handed over."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from facelab.export.recipe_file import write_recipe
from facelab.session import Session
from facelab.ui.gallery.mime import faces_mime
from facelab.ui.theme import Theme
from facelab.ui.widgets.text_field import TextField
from facelab.ui.window.main_window import MainWindow

MOVE, COPY = Qt.DropAction.MoveAction, Qt.DropAction.CopyAction
HAND = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)


@pytest.fixture
def window(qtbot: QtBot, session: Session, theme: Theme, start) -> MainWindow:
    made = MainWindow(session, theme)
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    start()
    return made


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def offer(widget: QWidget, data: QMimeData, at: QPoint | None = None) -> list[QDropEvent]:
    """A move is offered, and carried out where it is taken; returns the events that were
    accepted.
    """
    at = widget.rect().center() if at is None else at
    both = MOVE | COPY
    taken: list[QDropEvent] = []
    for event in (
        QDragEnterEvent(at, both, data, *HAND),
        QDragMoveEvent(at, both, data, *HAND),
        QDropEvent(QPointF(at), both, data, *HAND),
    ):
        event.setDropAction(MOVE)
        event.ignore()
        QApplication.sendEvent(widget, event)
        if event.isAccepted():
            taken.append(event)
        elif event.type() == QEvent.Type.DragEnter:
            break
    return taken


def targets(window: MainWindow) -> list[QWidget]:
    return [each for each in window.findChildren(QWidget) if each.acceptDrops()] + [window]


@pytest.mark.parametrize("kind", ["files", "kept faces", "text"])
def test_nothing_in_the_window_takes_a_move(
    window: MainWindow, tmp_path: Path, kind: str, session: Session, qtbot: QtBot
):
    session.keep()
    qtbot.waitUntil(lambda: session.kept.facets.total == 1)
    path = tmp_path / "none.png"
    found = 0
    for widget in targets(window):
        data = {"files": files(path), "kept faces": faces_mime([1])}.get(kind) or QMimeData()
        if kind == "text":
            data.setText("hello")
        for event in offer(widget, data):
            found += 1
            if event.type() == QEvent.Type.Drop:
                assert event.dropAction() == COPY, widget
    assert found


def test_files_pass_by_the_fields_for_text(window: MainWindow, tmp_path: Path):
    lines, notes = window.findChildren(QLineEdit), window.findChildren(QPlainTextEdit)
    assert len(lines) > 5
    assert notes
    for line in lines:
        offer(line, files(tmp_path / "a.png"))  # what they refuse goes to the window
        assert "a.png" not in line.text(), line
    for note in notes:
        offer(note.viewport(), files(tmp_path / "a.png"))
        assert "a.png" not in note.toPlainText()


def test_text_still_goes_into_a_field(qtbot: QtBot):
    field = TextField()
    qtbot.addWidget(field)
    data = QMimeData()
    data.setText("hello")
    events = offer(field, data)
    assert field.text() == "hello"
    assert events[-1].dropAction() == COPY


@pytest.mark.parametrize("on", ["window", "canvas"])
def test_five_dropped_pictures_are_all_opened(
    window: MainWindow, session: Session, tmp_path: Path, qtbot: QtBot, on: str
):
    recipe = session.face.recipe
    paths = [tmp_path / f"{seed}.json" for seed in (1, 2, 3, 4, 5)]
    for seed, path in enumerate(paths, 1):
        write_recipe(path, recipe.with_seed(seed))
    widget = window if on == "window" else window.canvas
    events = offer(widget, files(*paths))
    assert all(event.dropAction() == COPY for event in events)
    qtbot.waitUntil(lambda: session.face.recipe.seed == 1)
    assert all(path.exists() for path in paths)
    notice = window.canvas._notice
    qtbot.waitUntil(lambda: not notice.isHidden())
    assert notice.what.text() == "Opened 5 faces. The first is shown"
    assert notice.button.text() == "Keep all 5"
    assert not notice._time.isActive()  # what can be pressed stays
    notice.button.click()
    qtbot.waitUntil(lambda: session.kept.facets.total == 5)
