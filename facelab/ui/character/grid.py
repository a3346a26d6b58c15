"""The cells of a sheet in a grid, and the hand on them: keys, clicks, the menu."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from facelab.session import Session
from facelab.ui.character.cell import NAME, PAD, SheetCell
from facelab.ui.character.model import SheetModel

LEAST, MOST = 84, 240  # side of a picture; where they would be smaller, the grid scrolls
_Scroll = Qt.ScrollBarPolicy


def arranged(room: QSize, count: int, in_row: int) -> tuple[int, QSize]:
    """How many columns, and how large a cell is: as large as there is room for all of them.

    Parameters
    ----------
    room : QSize
    count : int
    in_row : int
        How many stand in a row of the sheet: it is broken into equal lines where that can be.
    """

    def wide(columns: int) -> int:
        return (room.width() - 1) // columns - 2 * PAD  # Qt's own row ends there

    def side(columns: int) -> int:
        lines = -(-count // columns)
        return min(wide(columns), room.height() // lines - 2 * PAD - NAME, MOST)

    fit = [k for k in range(1, count + 1) if wide(k) >= LEAST] or [1]
    equal = [k for k in fit if in_row % k == 0] if count > in_row else []
    if equal and 2 * equal[-1] > fit[-1]:  # else it would waste too much
        fit = equal
    best = max(fit, key=lambda k: (side(k), -k))
    if side(best) >= LEAST:
        return best, _cell(room, best, side(best))
    return fit[-1], _cell(room, fit[-1], max(LEAST, min(wide(fit[-1]), MOST)))


def _cell(room: QSize, columns: int, side: int) -> QSize:
    wide = max(side + 2 * PAD, min((room.width() - 1) // columns, side * 3 // 2))
    return QSize(wide, side + 2 * PAD + NAME)


class SheetGrid(QListView):
    """The cells of the session's sheet.

    Parameters
    ----------
    session : Session
    who : str
        Who looks, for `SheetCells.look`.
    parent : QWidget

    Signals
    -------
    opened : int
        A click or Enter, with the place of the cell.
    reset_wanted : int
        Delete: as the sheet makes it.
    escaped
        Escape.
    menu_requested : QPoint
        In global coordinates; the current cell is meant.
    """

    opened = Signal(int)
    reset_wanted = Signal(int)
    escaped = Signal()
    menu_requested = Signal(QPoint)

    def __init__(self, session: Session, who: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._who = session, who
        self.cells = SheetModel(session, self)
        self._cell = SheetCell(self)
        self.setModel(self.cells)
        self.setItemDelegate(self._cell)
        self.setAccessibleName("Cells of the sheet")
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSpacing(0)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(_Scroll.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setMinimumSize(LEAST + 2 * PAD + 2, LEAST + 2 * PAD + NAME)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.clicked.connect(lambda index: self.opened.emit(index.row()))
        self.cells.modelReset.connect(self._on_reset)

    # -- size ------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Share the room out: while it was hidden nobody needed it."""
        super().showEvent(event)
        self._share_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room out anew."""
        super().resizeEvent(event)
        self._share_out()

    def _share_out(self) -> None:
        sheet, count = self._session.character.sheet, self.cells.rowCount()
        if sheet is None or not count:
            return
        room = self.maximumViewportSize()
        columns, cell = arranged(room, count, len(sheet.columns.variants))
        scrolls = -(-count // columns) * cell.height() > room.height()
        if scrolls:
            room.setWidth(room.width() - self.verticalScrollBar().sizeHint().width())
            columns, cell = arranged(room, count, len(sheet.columns.variants))
        cell.setWidth((room.width() - 1) // columns)
        self.setVerticalScrollBarPolicy(
            _Scroll.ScrollBarAlwaysOn if scrolls else _Scroll.ScrollBarAlwaysOff
        )
        if cell != self.gridSize():
            self.cells.forget_pictures()
            self._cell.cell = cell
            self.setGridSize(cell)
            self.scheduleDelayedItemsLayout()

    @property
    def side(self) -> int:
        """Side of the pictures in pixels of the screen."""
        side = min(self._cell.cell.width() - 2 * PAD, self._cell.cell.height() - 2 * PAD - NAME)
        return round(max(1, side) * self.devicePixelRatioF())

    # -- keys ------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of a sheet; arrows and letters that are not ours are the list's and the window's."""
        key, plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        current = self.currentIndex().row()
        if key == Qt.Key.Key_Escape and plain:
            self.escaped.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            if current >= 0:
                self.opened.emit(current)
        elif key == Qt.Key.Key_Delete and plain:
            if current >= 0:
                self.reset_wanted.emit(current)
        elif event.text().strip() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # a key of the window: names are not looked for by typing
        else:
            super().keyPressEvent(event)

    # -- pointer ---------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up the cell under the pointer."""
        index = self.indexAt(event.position().toPoint())
        self._hover(index.row() if index.isValid() else -1)
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """No cell is under the pointer."""
        self._hover(-1)
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with a cell."""
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            index, at = self.indexAt(event.pos()), event.globalPos()
            if not index.isValid():
                return
            self.setCurrentIndex(index)
        else:
            at = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        if self.currentIndex().isValid():
            self.menu_requested.emit(at)

    def _hover(self, place: int) -> None:
        before, self._cell.hovered = self._cell.hovered, place
        if place != before:
            for each in (before, place):
                if 0 <= each < self.cells.rowCount():
                    self.update(self.cells.index(each))

    def _on_reset(self) -> None:
        self._hover(-1)
        self._share_out()
        if self.cells.rowCount():
            self.setCurrentIndex(self.cells.index(0))
