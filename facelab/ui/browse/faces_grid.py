"""The faces of a page, and the hand on them: what is done with those that are chosen."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from facelab.session.exploring.pages import FACES
from facelab.ui.browse.face_cell import SHAPE, FaceCell, heart_rect
from facelab.ui.browse.faces_model import FacesModel
from facelab.ui.widgets.pictures import PicturesGrid, arranged


class FacesGrid(PicturesGrid):
    """The faces of a page. A double-click opens one.

    Signals
    -------
    kept : list of int
        A heart.
    keys_wanted : list of int
        K: these are to be keys of the timeline.
    like : int
        L: others like this one.
    turned : int
        Space (1) or Backspace (-1).
    """

    kept = Signal(list)
    keys_wanted = Signal(list)
    like = Signal(int)
    turned = Signal(int)

    def __init__(self, faces: FacesModel, parent: QWidget) -> None:
        super().__init__(faces, FaceCell(faces), "Faces", parent)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setMinimumSize(160, 120)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))

    def chosen(self) -> list[int]:
        """Places of the selected faces, of the current one where none is."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        current = self.currentIndex().row()
        return rows or ([current] if current >= 0 else [])

    def places(self) -> int:
        """A whole page: what is found comes one by one, and those before stay where they are."""
        return FACES

    def arranged(self, room: QSize) -> tuple[int, QSize]:
        """How many columns, and how large a cell is."""
        return arranged(SHAPE, room, FACES, fills=True)

    def press(self, key: int, repeated: bool) -> bool:
        """Do what a key is for."""
        chosen, current = self.chosen(), self.currentIndex().row()
        if key == Qt.Key.Key_Space:
            self.turned.emit(1)
        elif key == Qt.Key.Key_Backspace:
            self.turned.emit(-1)
        elif key == Qt.Key.Key_K:
            if chosen and not repeated:
                self.keys_wanted.emit(chosen)
        elif key == Qt.Key.Key_L:
            if current >= 0:
                self.like.emit(current)
        else:
            return False
        return True

    # -- hearts ----------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A heart is to be pressed."""
        hand = self._on_heart(event.position().toPoint()) is not None
        shape = Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        super().mouseMoveEvent(event)

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

    def _on_heart(self, at: QPoint) -> int | None:
        index = self.indexAt(at)
        inside = index.isValid() and heart_rect(self.visualRect(index)).contains(at)
        return index.row() if inside else None
