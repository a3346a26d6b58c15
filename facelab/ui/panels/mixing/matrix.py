"""A matrix of style layers and sources: a row a layer, a column a face."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QMenu, QWidget

from facelab.ui.dropping import accept_copy
from facelab.ui.gallery.mime import dropped_faces, has_faces
from facelab.ui.hand_hold import HandHold
from facelab.ui.panels.mixing.matrix_view import MatrixView


class LayerMatrix(MatrixView):
    """Shows which layer takes its style from which face; click or drag to change it.

    The first column is the face itself, the last adds a source. Arrow keys move, Space or
    Enter gives the layer to the column; Delete removes the column's source. A kept face that
    is dropped becomes a source: of the layer under it, in the place of the face under it, or
    in a column of its own.

    Signals
    -------
    layer_assigned : int, int
        Layer, and column of its source; -1 is the face itself.
    painting_finished
        After a click or drag over cells.
    painting_taken_back
        Escape, in a drag: its layers have what they had before.
    current_layer_changed
    source_requested : int
        The user wants another face for a column, or a new column (one past the last).
    source_removed : int
    faces_dropped : int, int, tuple of int
        Column or -1, layer or -1, and the kept faces; the first is meant.
    """

    layer_assigned = Signal(int, int)
    painting_finished = Signal()
    painting_taken_back = Signal()
    current_layer_changed = Signal()
    source_requested = Signal(int)
    source_removed = Signal(int)
    faces_dropped = Signal(int, int, tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._painting = 0  # column
        self._hold = HandHold(self, self.painting_finished.emit, self.painting_taken_back.emit)
        self.setAcceptDrops(True)

    def let_go(self) -> None:
        """End a drag: the columns are about to be others."""
        self._hold.let_go()

    # -- the user's hand -----------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Press a cell or a header."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        at = event.position().toPoint()
        row, column = self._row_at(at), self._column_at(at)
        if row is None:
            if column is not None and column > 0:
                self.source_requested.emit(column - 1)
            return
        if column is None or column > len(self._sources):
            self._go(row, self._place[1])
            return
        self._painting = column
        self._hold.take(event)
        self._go(row, column)
        self._assign(row, column)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag over rows: all of them go to the column where it began."""
        if not self._hold:
            return
        row = self._row_at(event.position().toPoint())
        if row is not None and row != self._place[0]:
            step = 1 if row > self._place[0] else -1
            for passed in range(self._place[0] + step, row + step, step):
                self._assign(passed, self._painting)
            self._go(row, self._painting)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The drag ends."""
        self._hold.release(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Menu of a column: another face, remove it."""
        column = self._place[1]
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            found = self._column_at(event.pos())
            if found is None:
                return
            column = found
        if not 1 <= column <= len(self._sources):
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Choose another face…", lambda: self.source_requested.emit(column - 1))
        menu.addAction("Remove this source", lambda: self.source_removed.emit(column - 1))
        menu.popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, Space or Enter assigns or adds, Delete removes a source."""
        row, column = self._place
        last_row, last_column = len(self._layers) - 1, len(self._sources) + 1
        match Qt.Key(event.key()):
            case Qt.Key.Key_Up:
                self._go(max(0, row - 1), column)
            case Qt.Key.Key_Down:
                self._go(min(last_row, row + 1), column)
            case Qt.Key.Key_Left:
                self._go(row, max(0, column - 1))
            case Qt.Key.Key_Right:
                self._go(row, min(last_column, column + 1))
            case Qt.Key.Key_Home:
                self._go(0, column)
            case Qt.Key.Key_End:
                self._go(last_row, column)
            case Qt.Key.Key_Space | Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if column > len(self._sources):
                    self.source_requested.emit(column - 1)
                elif self._layers:
                    self._assign(row, column)
                    self.painting_finished.emit()
            case Qt.Key.Key_Delete if 1 <= column <= len(self._sources):
                self.source_removed.emit(column - 1)
            case _:
                event.ignore()

    def _go(self, row: int, column: int) -> None:
        moved = row != self._place[0]
        self._place = (max(0, row), column)
        self._describe()
        if moved:
            self.current_layer_changed.emit()

    def _assign(self, row: int, column: int) -> None:
        layer = self._layers[row][0]
        now = self._cells.get(layer)
        if (now is None and column == 0) or (now is not None and now[0] == column - 1):
            return
        self.layer_assigned.emit(layer, column - 1)

    # -- a kept face that is dropped -----------------------------------------------------------

    def _drop_place(self, at: QPoint) -> tuple[int, int]:
        """Column and layer that a drop there would change; -1 for none."""
        row, column = self._row_at(at), self._column_at(at)
        if row is not None:
            return -1, self._layers[row][0]
        if column is not None and 1 <= column <= len(self._sources):
            return column - 1, -1
        return -1, -1

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Only kept faces."""
        if has_faces(event.mimeData()) and self._layers:
            accept_copy(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Mark what would change."""
        at = event.position().toPoint()
        row = self._row_at(at)
        column = self._drop_place(at)[0]
        new = len(self._sources) if column < 0 else column
        self._target = self.header_rect(new + 1) if row is None else self.row_rect(row)
        accept_copy(event)
        self.update()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Nothing."""
        self._target = None
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell what was dropped where."""
        self._target = None
        self.update()
        ids = dropped_faces(event.mimeData())
        if ids:
            accept_copy(event)
            self.faces_dropped.emit(*self._drop_place(event.position().toPoint()), ids)
