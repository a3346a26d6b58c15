"""The line in which a face of the gallery is renamed, in its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from facelab.library.values import MAX_NAME
from facelab.ui.gallery.card_painter import PAD
from facelab.ui.widgets.text_field import TextField

_Index = QModelIndex | QPersistentModelIndex
WIDEST = 320


class NameEditor(QStyledItemDelegate):
    """Makes the line; painting is the view's.

    Parameters
    ----------
    view : QWidget
    name_rect : callable
        Where the name is in a cell.

    Signals
    -------
    begun: a name is being typed; Qt's `closeEditor` says when it is done.
    """

    begun = Signal()

    def __init__(self, view: QWidget, name_rect: Callable[[QRect], QRect]) -> None:
        super().__init__(view)
        self._name_rect = name_rect

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, _index: _Index
    ) -> QWidget:
        """A line as wide as the picture, or wider where there is room."""
        line = TextField(parent)
        line.setMaxLength(MAX_NAME)
        line.setAccessibleName("Name of the face")
        line.setPlaceholderText("Name")
        line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.begun.emit()
        return line

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        """Its name as it is; the place of a face without one is empty."""
        cast(QLineEdit, editor).setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
        cast(QLineEdit, editor).selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        """Hand the name on."""
        model.setData(index, cast(QLineEdit, editor).text(), Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: _Index
    ) -> None:
        """Lie where the name is."""
        cell: QRect = option.rect
        name = self._name_rect(cell)
        room = editor.parentWidget()
        assert room is not None, "an editor lies in its view"
        height = max(22, editor.sizeHint().height())
        width = min(max(cell.width() - PAD, 150), WIDEST, room.width())
        place = QRect(0, 0, width, height)
        place.moveCenter(name.center())
        place.moveTop(max(0, min(place.y(), room.height() - height)))
        place.moveLeft(max(0, min(place.x(), room.width() - width)))
        editor.setGeometry(place)
