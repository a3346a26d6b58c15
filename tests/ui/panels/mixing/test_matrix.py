from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from facelab.ui.gallery.mime import faces_mime
from facelab.ui.panels.mixing.matrix import LayerMatrix
from facelab.ui.panels.mixing.matrix_look import ROW, MatrixSource

LEFT = Qt.MouseButton.LeftButton
LAYERS = [(0, 4, "coarse"), (1, 8, "coarse"), (2, 8, "coarse"), (4, 16, "middle")]


@pytest.fixture
def matrix(qtbot: QtBot) -> LayerMatrix:
    made = LayerMatrix()
    qtbot.addWidget(made)
    made.set_layers(LAYERS)
    face = np.full((32, 32, 4), 200, np.uint8)
    made.set_sources(None, [MatrixSource("Ada", face), MatrixSource("Bob", None)])
    made.resize(made.sizeHint())
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def told(matrix: LayerMatrix) -> list[object]:
    log: list[object] = []
    matrix.layer_assigned.connect(lambda layer, column: log.append((layer, column)))
    matrix.painting_finished.connect(lambda: log.append("done"))
    matrix.source_requested.connect(lambda column: log.append(f"source {column}"))
    matrix.source_removed.connect(lambda column: log.append(f"remove {column}"))
    return log


def test_showing_emits_nothing(matrix: LayerMatrix, told: list[object]):
    matrix.set_cells({0: (1, 0.5)})
    matrix.set_layers(LAYERS)
    assert told == []


def test_a_fast_drag_skips_no_row(matrix: LayerMatrix, told: list[object]):
    QTest.mousePress(matrix, LEFT, pos=matrix.cell_rect(0, 2).center())
    QTest.mouseMove(matrix, matrix.cell_rect(3, 2).center())
    QTest.mouseRelease(matrix, LEFT, pos=matrix.cell_rect(3, 2).center())
    assert told == [(0, 1), (1, 1), (2, 1), (4, 1), "done"]


def test_a_drag_ends_where_the_matrix_is_hidden(matrix: LayerMatrix, told: list[object]):
    QTest.mousePress(matrix, LEFT, pos=matrix.cell_rect(0, 2).center())
    matrix.hide()
    assert told == [(0, 1), "done"]
    QTest.mouseRelease(matrix, LEFT, pos=matrix.cell_rect(0, 2).center())
    assert told == [(0, 1), "done"]


def test_a_drag_ends_where_a_menu_opens(matrix: LayerMatrix, told: list[object]):
    QTest.mousePress(matrix, LEFT, pos=matrix.cell_rect(0, 2).center())
    lost = QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.PopupFocusReason)
    QApplication.sendEvent(matrix, lost)
    assert told == [(0, 1), "done"]


def test_what_a_layer_takes_already_is_not_assigned(matrix: LayerMatrix, told: list[object]):
    matrix.set_cells({0: (1, 0.5)})
    QTest.mouseClick(matrix, LEFT, pos=matrix.cell_rect(0, 2).center())
    QTest.mouseClick(matrix, LEFT, pos=matrix.cell_rect(1, 0).center())
    assert told == ["done", "done"]


def test_headers_ask_for_faces(matrix: LayerMatrix, told: list[object]):
    for column in (1, 2, 3):
        QTest.mouseClick(matrix, LEFT, pos=matrix.header_rect(column).center())
    QTest.mouseClick(matrix, LEFT, pos=matrix.header_rect(0).center())
    assert told == ["source 0", "source 1", "source 2"]


def test_the_keyboard_does_it_all(matrix: LayerMatrix, told: list[object]):
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Space):
        QTest.keyClick(matrix, key)
    QTest.keyClick(matrix, Qt.Key.Key_Delete)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(matrix, key)
    assert told == [(1, 0), "done", "remove 0", "source 2"]
    assert matrix.current_layer() == 1


def test_it_says_where_it_is(matrix: LayerMatrix):
    matrix.set_cells({0: (1, 0.5)})
    assert matrix.accessibleDescription() == (
        "Layer 1, 4 px, coarse (pose, head shape, hairstyle), takes 50% of Bob"
    )
    QTest.keyClick(matrix, Qt.Key.Key_Down)
    assert matrix.accessibleDescription().startswith("Layer 2, 8 px")
    assert matrix.accessibleDescription().endswith("takes its own style")


def test_rows_lie_under_a_heading_that_says_what_they_do(matrix: LayerMatrix, told: list[object]):
    assert [text for _, text in matrix._headings] == [
        "Coarse: pose, shape",
        "Middle: features",
    ]
    between = matrix.cell_rect(3, 1).top() - matrix.cell_rect(2, 1).bottom() - 1
    assert between == ROW, "room for the heading of the middle layers"
    QTest.mouseClick(matrix, LEFT, pos=matrix.cell_rect(3, 1).center() - QPoint(0, ROW))
    assert told == [], "a heading is no layer, and no face either"
    assert matrix.sizeHint().height() > matrix.cell_rect(3, 1).bottom()


def test_a_layer_is_told_by_what_it_does_and_the_number_that_others_use(matrix: LayerMatrix):
    name = matrix.row_rect(3).topLeft() + QPoint(10, 4)
    assert matrix._tip(name).startswith("Layer 4, 16 px, middle (features, eyes, mouth)")
    assert "command line" in matrix._tip(name)
    assert matrix._tip(matrix.cell_rect(3, 1).center()).endswith("from: Ada")


def test_discs_show_the_shares(matrix: LayerMatrix):
    matrix.set_cells({0: (1, 0.25), 1: (0, 1.0)})
    assert matrix._shares(0, 3) == [0.75, 0.0, 0.25]
    assert matrix._shares(1, 3) == [0.0, 1.0, 0.0]
    assert matrix._shares(2, 3) == [1.0, 0.0, 0.0]
    image = matrix.grab().toImage()
    full = image.pixelColor(matrix.cell_rect(1, 1).center())
    none = image.pixelColor(matrix.cell_rect(1, 2).center())
    assert full != none


def test_a_kept_face_is_dropped_on_a_layer_a_column_or_beside_them(matrix: LayerMatrix):
    dropped: list[tuple[int, int, tuple[int, ...]]] = []
    matrix.faces_dropped.connect(lambda *what: dropped.append(what))
    said = (Qt.DropAction.CopyAction, faces_mime([7, 8]), LEFT, Qt.KeyboardModifier.NoModifier)
    for at in (
        matrix.cell_rect(3, 1).center(),
        matrix.header_rect(2).center(),
        matrix.header_rect(3).center(),
        matrix.header_rect(0).center(),
    ):
        plain = matrix.grab().toImage()
        matrix.dragMoveEvent(QDragMoveEvent(at, *said))
        assert matrix.grab().toImage() != plain, "what would change is marked"
        matrix.dropEvent(QDropEvent(at.toPointF(), *said))
        assert matrix.grab().toImage() == plain
    assert dropped == [(-1, 4, (7, 8)), (1, -1, (7, 8)), (-1, -1, (7, 8)), (-1, -1, (7, 8))]
