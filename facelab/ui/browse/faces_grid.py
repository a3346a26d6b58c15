"""Faces in a grid that fills its room, and the hand on them: keys, clicks, the menu."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from facelab.session.exploring.pages import FACES
from facelab.ui.browse.face_cell import NAME, PAD, FaceCell, heart_rect
from facelab.ui.browse.faces_model import FacesModel

LEAST = 72  # side of a picture; where they would be smaller, the page scrolls


def cells(room: QSize, count: int) -> tuple[int, QSize]:
    """How many columns, and how large a cell is, so that pictures are as large as can be."""

    def of(columns: int) -> tuple[int, int, QSize]:
        rows = -(-count // columns)
        cell = QSize(
            (room.width() - 1) // columns, room.height() // rows
        )  # Qt's own row ends there
        return min(cell.width() - 2 * PAD, cell.height() - 2 * PAD - NAME), -columns, cell

    side, columns, cell = max((of(columns) for columns in range(1, count + 1)), key=lambda x: x[:2])
    if side < LEAST:
        wide = LEAST + 2 * PAD
        columns = -max(1, (room.width() - 1) // wide)
        cell = QSize((room.width() - 1) // -columns, wide + NAME)
    return -columns, cell


class FacesGrid(QListView):
    """The faces of a page.

    Signals
    -------
    opened : int
        Double-click or Enter, with the place of the face.
    kept : list of int
        A heart.
    keys_wanted : list of int
        K: these are to be keys of the timeline.
    like : int
        L: others like this one.
    turned : int
        Space (1) or Backspace (-1).
    escaped
        Escape.
    menu_requested : QPoint
        In global coordinates; the chosen faces are meant.
    """

    opened = Signal(int)
    kept = Signal(list)
    keys_wanted = Signal(list)
    like = Signal(int)
    turned = Signal(int)
    escaped = Signal()
    menu_requested = Signal(QPoint)

    def __init__(self, faces: FacesModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._faces = faces
        self._cell = FaceCell(self)
        self.setModel(faces)
        self.setItemDelegate(self._cell)
        self.setAccessibleName("Faces")
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSpacing(0)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setMinimumSize(160, 120)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        faces.modelReset.connect(self._on_reset)

    def chosen(self) -> list[int]:
        """Places of the selected faces, of the current one where none is."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        current = self.currentIndex().row()
        return rows or ([current] if current >= 0 else [])

    # -- size ------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room out anew."""
        super().resizeEvent(event)
        self._share_out()

    def _share_out(self) -> None:
        room = self.maximumViewportSize()
        columns, cell = cells(room, FACES)
        scrolls = -(-FACES // columns) * cell.height() > room.height()
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOn if scrolls else policy.ScrollBarAlwaysOff
        )
        if cell != self.gridSize():
            self._faces.forget_sizes()
            self._cell.cell = cell
            self.setGridSize(cell)
            self.scheduleDelayedItemsLayout()

    # -- keys ------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of a page; arrows and letters that are not ours are the list's and the window's."""
        key, plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        chosen = self.chosen()
        if key == Qt.Key.Key_Escape and plain:
            self.escaped.emit()
        elif key == Qt.Key.Key_Space and plain:
            self.turned.emit(1)
        elif key == Qt.Key.Key_Backspace and plain:
            self.turned.emit(-1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            if self.currentIndex().isValid():
                self.opened.emit(self.currentIndex().row())
        elif key == Qt.Key.Key_K and plain:
            if chosen and not event.isAutoRepeat():
                self.keys_wanted.emit(chosen)
        elif key == Qt.Key.Key_L and plain:
            if self.currentIndex().isValid():
                self.like.emit(self.currentIndex().row())
        elif event.text().strip() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # a key of the window: names are not looked for by typing
        else:
            super().keyPressEvent(event)

    # -- pointer ---------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up the face under the pointer; its heart is to be pressed."""
        index = self.indexAt(event.position().toPoint())
        self._hover(index.row() if index.isValid() else -1)
        hand = self._on_heart(event.position().toPoint()) is not None
        shape = Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """No face is under the pointer."""
        self._hover(-1)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on a heart keeps; what is selected stays so."""
        place = self._on_heart(event.position().toPoint())
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self.kept.emit([place])
        else:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two presses on a heart open nothing."""
        if self._on_heart(event.position().toPoint()) is None:
            super().mouseDoubleClickEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll where there is something to scroll."""
        if self.verticalScrollBar().maximum():
            super().wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the chosen faces."""
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            index, at = self.indexAt(event.pos()), event.globalPos()
            if index.isValid() and not self.selectionModel().isSelected(index):
                self.setCurrentIndex(index)
        else:
            middle = self.visualRect(self.currentIndex()).center()
            at = self.viewport().mapToGlobal(middle)
        if self.chosen():
            self.menu_requested.emit(at)

    def _on_heart(self, at: QPoint) -> int | None:
        index = self.indexAt(at)
        inside = index.isValid() and heart_rect(self.visualRect(index)).contains(at)
        return index.row() if inside else None

    def _hover(self, place: int) -> None:
        before, self._cell.hovered = self._cell.hovered, place
        if place != before:
            for each in (before, place):
                if each >= 0:
                    self.update(self._faces.index(each))

    def _on_reset(self) -> None:
        self._hover(-1)
        self._share_out()
        if self._faces.rowCount():
            self.selectionModel().setCurrentIndex(
                self._faces.index(self._faces.first), self.selectionModel().SelectionFlag.NoUpdate
            )
