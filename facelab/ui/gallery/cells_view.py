"""Kept faces in cells, in one row or in many: a hundred thousand scroll like ten.

Qt's list view lays out every item, half a second for 100,000; this one works out where the
few in sight are, and keeps of QListView what is about models, selection and screen readers.
"""

from __future__ import annotations

from collections.abc import Callable, Container

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from facelab.ui.gallery.cells import Cells
from facelab.ui.gallery.choice import Choice
from facelab.ui.gallery.faces_model import FacesModel

_Index = QModelIndex | QPersistentModelIndex


class CellsView(QListView):
    """Where the faces are; what a cell looks like says `CardsView`.

    Parameters
    ----------
    measure : callable
        The cells that there are now, for `maximumViewportSize`.
    """

    def __init__(
        self,
        model: FacesModel,
        choice: Choice,
        measure: Callable[[], Cells],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._measure = measure
        self._faces = model
        self._choice = choice
        self._cells = Cells(0, QSize(1, 1), QSize(1, 1), True)
        self._anchor: tuple[int, int] | None = None
        self.setModel(model)
        self.setSelectionModel(choice)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        # All of it is painted, so that scrolling moves what is there already.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        model.modelAboutToBeReset.connect(self._save_anchor)
        model.came.connect(self._on_came)

    def cells(self) -> Cells:
        """Where they are."""
        return self._cells

    def _arrange(self) -> None:
        self._cells = self._measure()
        self._set_bars()
        self.viewport().update()

    def _set_bars(self) -> None:
        cells, across, down = self._cells, self.horizontalScrollBar(), self.verticalScrollBar()
        policy, need = Qt.ScrollBarPolicy, cells.extent
        self.setHorizontalScrollBarPolicy(
            policy.ScrollBarAlwaysOff if cells.wrapping else policy.ScrollBarAsNeeded
        )
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if cells.wrapping else policy.ScrollBarAlwaysOff
        )
        bar, idle = (down, across) if cells.wrapping else (across, down)
        length = cells.room.height() if cells.wrapping else cells.room.width()
        step = cells.cell.height() if cells.wrapping else cells.cell.width()
        bar.setRange(0, max(0, need - length))
        bar.setPageStep(length)
        bar.setSingleStep(max(20, step // 3))
        idle.setRange(0, 0)

    # -- what stays in sight ---------------------------------------------------------------------

    def _scrolled(self) -> int:
        bar = self.verticalScrollBar() if self._cells.wrapping else self.horizontalScrollBar()
        return int(bar.value())

    def _scroll_to(self, value: int) -> None:
        bar = self.verticalScrollBar() if self._cells.wrapping else self.horizontalScrollBar()
        bar.setValue(value)

    def _first(self, place: int) -> int:
        rect = self._cells.rect(place)
        return rect.top() if self._cells.wrapping else rect.left()

    def _save_anchor(self) -> None:
        scrolled = self._scrolled()
        shown = self._cells.between(scrolled, scrolled)
        self._anchor = None
        if scrolled > 0 and len(shown) and shown.start < self._faces.rowCount():
            place = shown.start
            self._anchor = (self._faces.number(place), scrolled - self._first(place))

    def _go_to_anchor(self) -> None:
        if self._anchor is None:
            self._scroll_to(0)
            return
        row = self._faces.row_of(self._anchor[0])
        if row is not None:
            self._scroll_to(self._first(row) + self._anchor[1])

    # -- geometry, as Qt asks for it ---------------------------------------------------------------

    def doItemsLayout(self) -> None:
        """Nothing is laid out ahead."""
        self._arrange()

    def updateGeometries(self) -> None:
        """Set the scroll bars."""
        self._set_bars()

    def reset(self) -> None:
        """Another list: what is in sight stays so, if it is the same question."""
        super().reset()
        self._arrange()
        if not self._faces.same_question:
            self._anchor = None
        self._go_to_anchor()

    def horizontalOffset(self) -> int:
        """Pixels scrolled to the right."""
        return int(self.horizontalScrollBar().value())

    def verticalOffset(self) -> int:
        """Pixels scrolled down."""
        return int(self.verticalScrollBar().value())

    def visualRect(self, index: _Index) -> QRect:
        """The cell of a face in the viewport."""
        if not index.isValid() or index.row() >= self._cells.count:
            return QRect()
        offset = QPoint(self.horizontalOffset(), self.verticalOffset())
        return self._cells.rect(index.row()).translated(-offset)

    def indexAt(self, point: QPoint) -> QModelIndex:
        """The face under a point of the viewport."""
        offset = QPoint(self.horizontalOffset(), self.verticalOffset())
        place = self._cells.at(point + offset)
        return QModelIndex() if place is None else self._faces.index(place)

    def scrollTo(
        self,
        index: _Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a face in sight; not the current one because it has another row now."""
        if not index.isValid() or self._choice.changing:
            return
        rect, scrolled = self._cells.rect(index.row()), self._scrolled()
        wrapping, room = self._cells.wrapping, self._cells.room
        start = rect.top() if wrapping else rect.left()
        stop = start + (rect.height() if wrapping else rect.width())
        length = room.height() if wrapping else room.width()
        if hint == QAbstractItemView.ScrollHint.PositionAtCenter:
            self._scroll_to((start + stop - length) // 2)
        elif start < scrolled or hint == QAbstractItemView.ScrollHint.PositionAtTop:
            self._scroll_to(start)
        elif stop > scrolled + length:
            self._scroll_to(stop - length)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Where a key leads to."""
        count, cells = self._cells.count, self._cells
        if not count:
            return QModelIndex()
        now = self.currentIndex().row()
        if now < 0:
            return self._faces.index(0)
        move = QAbstractItemView.CursorAction
        line = cells.columns if cells.wrapping else cells.page
        page = cells.page * cells.columns if cells.wrapping else cells.page
        steps = {
            move.MoveLeft: -1,
            move.MovePrevious: -1,
            move.MoveRight: 1,
            move.MoveNext: 1,
            move.MoveUp: -line,
            move.MoveDown: line,
            move.MovePageUp: -page,
            move.MovePageDown: page,
            move.MoveHome: -count,
            move.MoveEnd: count,
        }
        there = now + steps.get(action, 0)
        if action in (move.MoveUp, move.MovePageUp) and cells.wrapping and there < 0:
            there = now % cells.columns
        return self._faces.index(max(0, min(count - 1, there)))

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Choose all from the face under one corner to that under the other."""
        ends = [self.indexAt(corner) for corner in (rect.topLeft(), rect.bottomRight())]
        rows = sorted(index.row() for index in ends if index.isValid())
        chosen = QItemSelection()
        if rows:
            chosen.select(self._faces.index(rows[0]), self._faces.index(rows[-1]))
        self.selectionModel().select(chosen, command)

    def selectAll(self) -> None:
        """Choose all faces; Qt would ask the model about each of them."""
        chosen, rows = QItemSelection(), self._faces.rowCount()
        if rows:
            chosen.select(self._faces.index(0), self._faces.index(rows - 1))
        flag = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(chosen, flag.ClearAndSelect)

    def visualRegionForSelection(self, _selection: QItemSelection) -> QRegion:
        """All that is in sight: working it out would cost more than painting it."""
        return QRegion(self.viewport().rect())

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move what is painted, and paint what comes in sight."""
        self.viewport().scroll(dx, dy)

    def places_in_sight(self) -> range:
        """Places of which something can be seen."""
        view, scrolled = self.viewport(), self._scrolled()
        length = view.height() if self._cells.wrapping else view.width()
        return self._cells.between(scrolled, scrolled + length)

    def _on_came(self, numbers: Container[int]) -> None:
        for place in self.places_in_sight():
            if place < self._faces.rowCount() and self._faces.number(place) in numbers:
                self.viewport().update(self.visualRect(self._faces.index(place)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the room anew; the first face in sight stays in sight."""
        self._save_anchor()
        QAbstractItemView.resizeEvent(self, event)
        self._arrange()
        self._go_to_anchor()
