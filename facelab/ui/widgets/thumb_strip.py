"""A strip of many small faces: only those in sight are painted, or even asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from facelab.ui.outside_text import tooltip_of
from facelab.ui.theme import TOKENS, colors, text_font, with_alpha
from facelab.ui.widgets.elided_label import elided_name
from facelab.ui.widgets.keys import is_typed
from facelab.ui.widgets.pictures.painting import (
    paint_face,
    paint_ring,
    scaled_pixmap,
    thumb_image,
)

_Index = QModelIndex | QPersistentModelIndex
_KEY = Qt.ItemDataRole.UserRole
_CAPTION = 18


@dataclass(frozen=True)
class ThumbItem:
    """A face of the strip: its key, its caption, and what the tooltip says."""

    key: str
    caption: str
    tooltip: str = ""


class ThumbModel(QAbstractListModel):
    """The faces of a strip and the pictures that have come so far."""

    image_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[ThumbItem] = []
        self._images: dict[str, QImage] = {}
        self._scaled: dict[str, QPixmap] = {}
        self._asked: set[str] = set()

    def set_items(self, items: Sequence[ThumbItem]) -> None:
        """Show these faces; pictures of those that stay are kept."""
        self.beginResetModel()
        self._items = list(items)
        keys = {item.key for item in items}
        self._images = {key: image for key, image in self._images.items() if key in keys}
        self._scaled = {key: pix for key, pix in self._scaled.items() if key in keys}
        self._asked &= keys
        self.endResetModel()

    def set_image(self, key: str, pixels: NDArray[np.uint8]) -> None:
        """Set the picture of a face, uint8 [H, W, 4] BGRX; unknown keys are ignored."""
        row = self.row_of(key)
        if row is None:
            return
        self._images[key] = thumb_image(pixels)
        self._scaled.pop(key, None)
        index = self.index(row)
        self.dataChanged.emit(index, index)

    def set_caption(self, key: str, caption: str) -> None:
        """Change the caption of a face."""
        row = self.row_of(key)
        if row is not None:
            self._items[row] = replace(self._items[row], caption=caption)
            index = self.index(row)
            self.dataChanged.emit(index, index)

    def row_of(self, key: str) -> int | None:
        """The place of a face."""
        return next((i for i, item in enumerate(self._items) if item.key == key), None)

    def pixmap(self, key: str, side: int, dpr: float) -> QPixmap | None:
        """The picture of a face at a size; if it has none it is asked for, once."""
        image = self._images.get(key)
        if image is None:
            if key not in self._asked:
                self._asked.add(key)
                self.image_wanted.emit(key)
            return None
        pixmap = self._scaled.get(key)
        if pixmap is None or pixmap.size() != QSize(round(side * dpr), round(side * dpr)):
            pixmap = self._scaled[key] = scaled_pixmap(image, side, dpr)
        return pixmap

    def rowCount(self, parent: _Index | None = None) -> int:
        """How many faces there are."""
        return 0 if parent is not None and parent.isValid() else len(self._items)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Caption, tooltip, accessible text and key of a face."""
        if not index.isValid():
            return None
        item = self._items[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return item.caption
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip_of(item.tooltip or item.caption)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return item.tooltip or item.caption
        return item.key if role == _KEY else None


class _ThumbDelegate(QStyledItemDelegate):
    def __init__(self, model: ThumbModel, side: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._side = side

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        gap = TOKENS.space_1
        return QSize(self._side + 2 * gap, self._side + _CAPTION + 2 * gap)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        c = colors()
        gap = TOKENS.space_1
        box = QRect(option.rect.x() + gap, option.rect.y() + gap, self._side, self._side)
        device = painter.device()
        pixmap = self._model.pixmap(index.data(_KEY), self._side, device.devicePixelRatioF())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_face(painter, box, pixmap, c)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
            paint_ring(painter, box, c.focus if focused else c.accent)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            paint_ring(painter, box, with_alpha(c.text, 0.5), 1.0)
        painter.setFont(text_font(size="small"))
        painter.setPen(QColor(c.text if selected else c.text_dim))
        line = QRect(box.x(), box.bottom() + 2, box.width(), _CAPTION - 2)
        text = elided_name(painter.fontMetrics(), str(index.data()), line.width())
        painter.drawText(line, int(Qt.AlignmentFlag.AlignCenter), text)
        painter.restore()


class ThumbStrip(QListView):
    """Faces in a row, or in rows (`wrapping`), chosen by mouse or arrow keys.

    Signals
    -------
    face_chosen : str
        Click or arrow key: the key of the face.
    face_opened : str
        Double-click or Enter.
    menu_requested : str, QPoint
        Right click or menu key, in global coordinates.
    image_wanted : str
        A face came in sight that has no picture yet; answer with `set_image`.
    """

    face_chosen = Signal(str)
    face_opened = Signal(str)
    menu_requested = Signal(str, QPoint)
    image_wanted = Signal(str)

    def __init__(
        self, name: str, side: int = 64, *, wrapping: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._faces = ThumbModel(self)
        # painting asks for pictures: the answer must not arrive while it paints
        self._faces.image_wanted.connect(self.image_wanted, Qt.ConnectionType.QueuedConnection)
        self.setModel(self._faces)
        self.setItemDelegate(_ThumbDelegate(self._faces, side, self))
        self.setAccessibleName(name)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(wrapping)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.activated.connect(lambda index: self.face_opened.emit(index.data(_KEY)))
        self.selectionModel().currentChanged.connect(self._on_current)
        self._displaying = False
        self._row_height = side + _CAPTION + 2 * TOKENS.space_1
        if not wrapping:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setFixedHeight(self._row_height + 12)

    def set_items(self, items: Sequence[ThumbItem]) -> None:
        """Show these faces; the chosen one stays chosen if it is among them."""
        chosen = self.chosen()
        self._displaying = True
        self._faces.set_items(items)
        self._displaying = False
        if chosen is not None:
            self.set_chosen(chosen)

    def set_image(self, key: str, pixels: NDArray[np.uint8]) -> None:
        """Set the picture of a face, uint8 [H, W, 4] BGRX."""
        self._faces.set_image(key, pixels)

    def set_caption(self, key: str, caption: str) -> None:
        """Change the caption of a face."""
        self._faces.set_caption(key, caption)

    def count(self) -> int:
        """How many faces there are."""
        return self._faces.rowCount()

    def chosen(self) -> str | None:
        """The key of the chosen face."""
        index = self.currentIndex()
        return index.data(_KEY) if index.isValid() else None

    def set_chosen(self, key: str | None) -> None:
        """Show which face is chosen and scroll to it; emits nothing."""
        row = None if key is None else self._faces.row_of(key)
        self._displaying = True
        self.setCurrentIndex(QModelIndex() if row is None else self._faces.index(row))
        self._displaying = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose, Enter opens; letters and Space are left to the window."""
        if is_typed(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the face under the mouse, or of the chosen one for the menu key."""
        index, at = self.indexAt(event.pos()), event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            at = self.viewport().mapToGlobal(self.visualRect(index).center())
        if index.isValid():
            self.menu_requested.emit(index.data(_KEY), at)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A strip of one row scrolls along with the ordinary wheel."""
        if self.isWrapping() or not event.angleDelta().y():
            super().wheelEvent(event)
            return
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - event.angleDelta().y())
        event.accept()

    def _on_current(self, current: QModelIndex) -> None:
        if not self._displaying and current.isValid():
            self.face_chosen.emit(current.data(_KEY))
