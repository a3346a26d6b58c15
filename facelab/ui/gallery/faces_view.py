"""The hand on a gallery: keys, menu, dragging faces out and dropping one on another."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QWidget

from facelab.session import Session
from facelab.ui.dropping import accept_copy
from facelab.ui.gallery.cards_view import CardsView, Mode
from facelab.ui.gallery.choice import Choice
from facelab.ui.gallery.faces_model import NUMBER, FacesModel
from facelab.ui.gallery.mime import dropped_faces, faces_mime, has_faces
from facelab.ui.gallery.name_editor import NameEditor
from facelab.ui.theme import colors, text_font
from facelab.ui.widgets.keys import is_plain, is_typed

RATINGS = tuple(Qt.Key(Qt.Key.Key_0 + rating) for rating in range(6))
MOVES = (Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Left, Qt.Key.Key_Right)
DRAG_SIDE = 64
# Beside the pointer: what lies under it is to be seen.
DRAG_OFFSET = 10
ZOOM_STEP = 16


class FacesView(CardsView):
    """Cards that are chosen, opened, rated, renamed, removed and dragged.

    Signals
    -------
    opened : int
        Double-click or Enter.
    rated : int
        A key from 0 to 5.
    remove_requested, edit_requested, escaped
        Delete, Ctrl+T, Escape.
    menu_requested : QPoint
        Right click or menu key, in global coordinates; the chosen faces are meant.
    blend_requested : int, tuple
        Faces were dropped on another.
    """

    opened = Signal(int)
    rated = Signal(int)
    remove_requested = Signal()
    edit_requested = Signal()
    escaped = Signal()
    menu_requested = Signal(QPoint)
    blend_requested = Signal(int, tuple)

    def __init__(
        self,
        session: Session,
        model: FacesModel,
        choice: Choice,
        mode: Mode,
        name: str,
        parent: QWidget,
    ) -> None:
        super().__init__(session, model, choice, mode, parent)
        self._dragged: frozenset[int] = frozenset()
        self.setAccessibleName(name)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        editor = NameEditor(self, lambda cell: self._painter.name_rect(cell))
        editor.begun.connect(lambda: model.set_held(True))
        self.setItemDelegate(editor)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """The name is typed: the list may change again."""
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        self._faces.set_held(False)

    def rename(self) -> None:
        """Type a name for the current face."""
        index = self.currentIndex()
        if index.isValid():
            self.scrollTo(index)
            self.edit(index)

    # -- keys and mouse --------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home, End and pages move; letters and Space are left to the window."""
        key = event.key()
        plain = is_plain(event)
        if self.state() == QAbstractItemView.State.EditingState:
            event.ignore()
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            number = self._choice.current()
            if number is not None:
                self.opened.emit(number)
        elif plain and key in RATINGS:
            self.rated.emit(RATINGS.index(Qt.Key(key)))
        elif plain and key == Qt.Key.Key_F2:
            self.rename()
        elif plain and key == Qt.Key.Key_Delete:
            self.remove_requested.emit()
        elif plain and key == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif key == Qt.Key.Key_T and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.edit_requested.emit()
        elif is_typed(event) or key == Qt.Key.Key_Backspace:
            event.ignore()
        else:
            before = self.currentIndex()
            super().keyPressEvent(event)
            if plain and key in MOVES and self.currentIndex() == before:
                # Qt leaves all selected where a key cannot go further.
                self._choice.choose(self._choice.current())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show which face is under the pointer."""
        super().mouseMoveEvent(event)
        self._set_hovered(self.indexAt(event.position().toPoint()).row())

    def leaveEvent(self, event: object) -> None:
        """Show none."""
        super().leaveEvent(event)  # type: ignore[arg-type]
        self._set_hovered(-1)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open a face."""
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self.opened.emit(index.data(NUMBER))
        else:
            super().mouseDoubleClickEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the chosen faces."""
        at = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            at = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        elif not self.indexAt(event.pos()).isValid():
            return
        self.menu_requested.emit(at)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl changes the size; one row scrolls along with the ordinary wheel."""
        delta = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if self.cells().wrapping and delta:
                self.set_side(self.side() + (ZOOM_STEP if delta > 0 else -ZOOM_STEP))
            event.accept()
        elif self.cells().wrapping or not delta:
            super().wheelEvent(event)
        else:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - delta)
            event.accept()

    # -- dragging ----------------------------------------------------------------------------------

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """Carry the chosen faces, the current one first."""
        ids = self._choice.targets()
        if not ids:
            return
        drag = QDrag(self)
        drag.setMimeData(faces_mime(ids))
        drag.setPixmap(self._drag_pixmap(ids))
        drag.setHotSpot(QPoint(-DRAG_OFFSET, -DRAG_OFFSET))
        self._dragged = frozenset(ids)
        drag.exec(Qt.DropAction.CopyAction)
        self._dragged = frozenset()
        self._set_hovered(-1)  # where the hand is now nobody has told

    def _drag_pixmap(self, ids: Sequence[int]) -> QPixmap:
        dpr = self.devicePixelRatioF()
        pixmap = QPixmap(QSize(round(DRAG_SIDE * dpr), round(DRAG_SIDE * dpr)))
        pixmap.setDevicePixelRatio(dpr)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        face = self._faces.pixmaps.get(ids[0], self._painter.side, dpr)
        whole = QRect(0, 0, DRAG_SIDE, DRAG_SIDE)
        if face is not None:
            painter.drawPixmap(whole, face)
        if len(ids) > 1:
            c = colors()
            painter.setFont(text_font(size="small", bold=True))
            text = f"{len(ids):,}"
            wide = max(20, painter.fontMetrics().horizontalAdvance(text) + 12)
            badge = QRect(DRAG_SIDE - wide - 2, 2, wide, 20)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(c.primary))
            painter.drawRoundedRect(badge, 10, 10)
            painter.setPen(QColor(c.on_accent))
            painter.drawText(badge, int(Qt.AlignmentFlag.AlignCenter), text)
        painter.end()
        return pixmap

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Only faces."""
        if has_faces(event.mimeData()):
            accept_copy(event)
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show on which face they would be dropped; on themselves is nowhere."""
        index = self.indexAt(event.position().toPoint())
        valid = has_faces(event.mimeData()) and index.isValid()
        if valid and self._dragged:
            valid = index.data(NUMBER) not in self._dragged
        self._set_target(index if valid else QModelIndex())
        if valid:
            accept_copy(event)
        else:
            event.ignore()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Nowhere."""
        self._set_target(QModelIndex())

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask for the blend."""
        self._set_target(QModelIndex())
        index = self.indexAt(event.position().toPoint())
        if not index.isValid():
            return
        target = index.data(NUMBER)
        others = tuple(n for n in dropped_faces(event.mimeData()) if n != target)
        if others:
            accept_copy(event)
            self.blend_requested.emit(target, others)

    def _set_target(self, index: QModelIndex) -> None:
        if index.row() != self._target:
            self._target = index.row()
            self.viewport().update()
