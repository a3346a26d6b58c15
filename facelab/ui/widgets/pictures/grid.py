"""Pictures in a grid that fills its room, and the hand on them: keys, pointer, the menu."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from facelab.ui.widgets.keys import is_plain, is_typed
from facelab.ui.widgets.pictures.cell import PictureCell
from facelab.ui.widgets.pictures.model import PicturesModel


class PicturesGrid(QListView):
    """Pictures as large as there is room for all of them; a subclass says how it is shared out.

    Parameters
    ----------
    pictures : PicturesModel
    cell : PictureCell
        Is the grid's own from now on.
    name : str
        For screen readers.
    parent : QWidget

    Signals
    -------
    opened : int
        Enter, with the place of the picture; a subclass says by what click.
    escaped
        Escape.
    menu_requested : QPoint
        Right click on a picture or the menu key, in global coordinates.
    """

    opened = Signal(int)
    escaped = Signal()
    menu_requested = Signal(QPoint)

    def __init__(
        self, pictures: PicturesModel, cell: PictureCell, name: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._pictures, self._cell = pictures, cell
        cell.setParent(self)
        self.setModel(pictures)
        self.setItemDelegate(cell)
        self.setAccessibleName(name)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSpacing(0)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        pictures.modelReset.connect(self._on_reset)

    # -- what a subclass says --------------------------------------------------------------------

    def places(self) -> int:
        """For how many pictures there is to be room."""
        return self._pictures.rowCount()

    def arranged(self, room: QSize) -> tuple[int, QSize]:
        """How many columns, and how large a cell is."""
        raise NotImplementedError

    def press(self, key: int, repeated: bool) -> bool:
        """Do what a key is for, without modifiers. Returns whether it is for something."""
        return False

    # -- size ------------------------------------------------------------------------------------

    @property
    def side(self) -> int:
        """Side of the pictures in pixels of the screen."""
        return round(self._cell.shape.side(self._cell.size) * self.devicePixelRatioF())

    def showEvent(self, event: QShowEvent) -> None:
        """Share the room out: while it was hidden nobody needed it."""
        super().showEvent(event)
        self._share_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room out anew."""
        super().resizeEvent(event)
        self._share_out()

    def _share_out(self) -> None:
        if not self.places():
            return
        room = self.contentsRect().size()  # whether there is a bar now or not
        columns, cell = self.arranged(room)
        scrolls = -(-self.places() // columns) * cell.height() > room.height()
        if scrolls:
            room.setWidth(room.width() - self.verticalScrollBar().sizeHint().width())
            columns, cell = self.arranged(room)
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOn if scrolls else policy.ScrollBarAlwaysOff
        )
        if cell != self.gridSize():
            self._cell.size = cell
            self.setGridSize(cell)
            self.scheduleDelayedItemsLayout()

    # -- keys ------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape, Enter and the keys of a subclass; arrows are the list's, letters the window's."""
        key, place = event.key(), self.currentIndex().row()
        if is_plain(event) and key == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif is_plain(event) and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if place >= 0:
                self.opened.emit(place)
        elif is_plain(event) and self.press(key, event.isAutoRepeat()):
            pass
        elif is_typed(event) and key != Qt.Key.Key_Space:  # which chooses, in a list
            event.ignore()
        else:
            super().keyPressEvent(event)

    # -- pointer ---------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up the picture under the pointer."""
        self._hover(self.indexAt(event.position().toPoint()).row())
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """No picture is under the pointer."""
        self._hover(-1)
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll where there is something to scroll."""
        if self.verticalScrollBar().maximum():
            super().wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the picture under the pointer, or those chosen with it."""
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            index, at = self.indexAt(event.pos()), event.globalPos()
            if index.isValid() and not self.selectionModel().isSelected(index):
                self.setCurrentIndex(index)
        else:
            index = self.currentIndex()
            at = self.viewport().mapToGlobal(self.visualRect(index).center())
        if index.isValid():
            self.menu_requested.emit(at)

    def _hover(self, place: int) -> None:
        before, self._cell.hovered = self._cell.hovered, place
        if place != before:
            for each in (before, place):
                if 0 <= each < self._pictures.rowCount():
                    self.update(self._pictures.index(each))

    def _on_reset(self) -> None:
        self._hover(-1)
        self._share_out()
        if self._pictures.rowCount():
            self.selectionModel().setCurrentIndex(
                self._pictures.index(self._pictures.first),
                self.selectionModel().SelectionFlag.NoUpdate,
            )
