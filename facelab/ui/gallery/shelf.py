"""The side list of the gallery: what to look at, and where faces are dropped to sort them."""

from __future__ import annotations

import html

from PySide6.QtCore import (
    QEvent,
    QPoint,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import (
    QListView,
    QMenu,
    QToolTip,
    QWidget,
)

from facelab.ui.dropping import accept_copy
from facelab.ui.gallery.actions import GalleryActions
from facelab.ui.gallery.browsing import Browsing
from facelab.ui.gallery.mime import dropped_faces, has_faces
from facelab.ui.gallery.shelf_model import Row, ShelfModel
from facelab.ui.gallery.shelf_painter import RowPainter
from facelab.ui.widgets.keys import is_plain

TAKES_FACES = ("all", "bin", "cast", "new_cast", "rating", "tag")


class Shelf(QListView):
    """Press a row to look at that only; drop faces on it to put them there.

    Attributes
    ----------
    hovered, target : int
        Rows under the pointer and under what is dragged; -1 for none.
    """

    def __init__(
        self, browsing: Browsing, shelf_model: ShelfModel, actions: GalleryActions, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._browsing = browsing
        self._rows = shelf_model
        self._actions = actions
        self.hovered = self.target = -1
        self.setModel(shelf_model)
        self.setItemDelegate(RowPainter(self, shelf_model, self))
        self.setAccessibleName("Filters")
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setMinimumWidth(120)

    def sizeHint(self) -> QSize:
        """Room for the usual names."""
        return QSize(210, 400)

    def press(self, row: Row) -> None:
        """Do what a click on a row does."""
        browsing = self._browsing
        match row.kind:
            case "title":
                self._rows.toggle_section(row.text)
            case "more":
                self._rows.show_more()
            case "all":
                browsing.show_all()
            case "bin":
                browsing.show_all() if row.on else browsing.show_bin()
            case "new_cast":
                self._actions.new_cast()
            case "cast":
                browsing.toggle_cast(int(row.key))
            case "rating":
                browsing.toggle_rating(int(row.key))
            case "date":
                browsing.toggle_date(str(row.key))
            case "model":
                browsing.toggle_model(str(row.key))
            case "tag":
                browsing.toggle_tag(str(row.key))

    # -- the hand --------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Press a row."""
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self.press(self._rows.row(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space press; F2 renames a cast, Delete removes it."""
        place = self.currentIndex().row()
        row = self._rows.row(place) if 0 <= place < self._rows.rowCount() else None
        key = event.key()
        if not is_plain(event) or row is None:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.press(row)
            self.setCurrentIndex(self._rows.index(min(place, self._rows.rowCount() - 1)))
        elif row.kind == "title" and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            if self._rows.is_closed(row.text) == (key == Qt.Key.Key_Right):
                self._rows.toggle_section(row.text)
                self.setCurrentIndex(self._rows.index(place))
        elif row.kind == "cast" and key == Qt.Key.Key_F2:
            self._actions.rename_cast(int(row.key))
        elif row.kind == "cast" and key == Qt.Key.Key_Delete:
            self._actions.remove_cast(int(row.key))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of a cast, or of the bin."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if not index.isValid():
            return
        menu = self.make_menu(self._rows.row(index.row()))
        if menu is not None:
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            at = self.visualRect(index).center() if by_key else event.pos()
            menu.popup(self.viewport().mapToGlobal(at))

    def make_menu(self, row: Row) -> QMenu | None:
        """What can be done with a row; None if nothing."""
        menu = QMenu(self)
        if row.kind == "cast":
            cast = int(row.key)
            menu.addAction("Rename…", lambda: self._actions.rename_cast(cast))
            pictures = menu.addAction(
                "Export pictures…", lambda: self._actions.export_pictures_of_cast(cast)
            )
            pictures.setEnabled(bool(row.count))
            menu.addAction("Export as .facelab file…", lambda: self._actions.export_cast(cast))
            menu.addSeparator()
            menu.addAction("Remove cast…", lambda: self._actions.remove_cast(cast))
            return menu
        if row.kind == "bin":
            empty = menu.addAction("Empty bin…", self._actions.empty_bin)
            empty.setEnabled(bool(row.count))
            return menu
        menu.deleteLater()
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show which row is under the pointer, and all of a name that is cut off."""
        self._set_hovered(self.indexAt(event.position().toPoint()).row())

    def leaveEvent(self, event: QEvent) -> None:
        """Show none."""
        super().leaveEvent(event)
        self._set_hovered(-1)

    def viewportEvent(self, event: QEvent) -> bool:
        """Tooltips: names in full, and what dropping does."""
        if event.type() == QEvent.Type.ToolTip and self.hovered >= 0:
            row = self._rows.row(min(self.hovered, self._rows.rowCount() - 1))
            at: QPoint = event.globalPos()  # type: ignore[attr-defined]  # it is a QHelpEvent
            QToolTip.showText(at, f"<qt>{html.escape(_tip(row))}</qt>", self)
            return True
        return super().viewportEvent(event)

    def _set_hovered(self, place: int) -> None:
        if place != self.hovered:
            self.hovered = place
            self.viewport().update()

    # -- faces that are dropped --------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Only faces."""
        if has_faces(event.mimeData()):
            accept_copy(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where they would go."""
        place = self.indexAt(event.position().toPoint()).row()
        takes = place >= 0 and self._takes(self._rows.row(place))
        self.target = place if takes else -1
        self.viewport().update()
        if takes:
            accept_copy(event)
        else:
            event.ignore()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Nowhere."""
        self.target = -1
        self.viewport().update()

    def dropEvent(self, event: QDropEvent) -> None:
        """Put them there."""
        self.target = -1
        self.viewport().update()
        index = self.indexAt(event.position().toPoint())
        ids = dropped_faces(event.mimeData())
        if index.isValid() and ids and self._takes(self._rows.row(index.row())):
            accept_copy(event)
            self.take(self._rows.row(index.row()), ids)

    def _takes(self, row: Row) -> bool:
        binned = self._browsing.query.binned
        return row.kind == "all" if binned else row.kind in TAKES_FACES and row.kind != "all"

    def take(self, row: Row, ids: tuple[int, ...]) -> None:
        """Put faces where a row says: in a cast, in the bin, under a tag, at a rating."""
        match row.kind:
            case "all":
                self._actions.restore(ids)
            case "bin":
                self._actions.remove(ids)
            case "cast":
                self._actions.put_in_cast(int(row.key), ids)
            case "new_cast":
                self._actions.new_cast(ids)
            case "rating":
                self._actions.rate(ids, int(row.key))
            case "tag":
                self._actions.tag(ids, add=[str(row.key)])


def _tip(row: Row) -> str:
    match row.kind:
        case "cast":
            return f"Cast {row.text}. Drop faces here to add them."
        case "new_cast":
            return "A cast collects faces for a project. Drop faces here to start one."
        case "rating":
            return f"{row.key} stars and up. Drop faces here to rate them."
        case "tag":
            return f"Tag {row.text}. Drop faces here to tag them."
        case "bin":
            return "Removed faces. Drop faces here to remove them."
        case "title":
            return "Expand or collapse"
        case _:
            return row.text
