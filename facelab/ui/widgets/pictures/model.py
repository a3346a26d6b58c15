"""Pictures as a list of Qt's, for a grid and for screen readers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QPixmap

from facelab.ui.outside_text import tooltip_of
from facelab.ui.widgets.pictures.painting import scaled_pixmap, thumb_image

_Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class PicturesModel(QAbstractListModel):
    """What a grid shows. A subclass says how many there are and what there is to know of each,
    and tells by `show_*` what has changed.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows = 0
        # Of each place: the picture, the pixels it was made of, and its side on the screen.
        self._pixmaps: dict[int, tuple[QPixmap, NDArray[np.uint8], int]] = {}

    # -- what a subclass says --------------------------------------------------------------------

    def count(self) -> int:
        """How many there are."""
        raise NotImplementedError

    def name(self, place: int) -> str:
        """What stands below a picture."""
        raise NotImplementedError

    def spoken(self, place: int) -> str:
        """What a screen reader says."""
        return self.name(place)

    def tooltip(self, place: int) -> str:
        """What there is to know; empty is nothing."""
        raise NotImplementedError

    def pixels(self, place: int) -> NDArray[np.uint8] | None:
        """The picture, uint8 [H, W, 4] BGRX, the same array until it is another; None if it is
        to come.
        """
        raise NotImplementedError

    @property
    def first(self) -> int:
        """Place of the picture that the keys begin with."""
        return 0

    # -- what has changed ------------------------------------------------------------------------

    def show_anew(self) -> None:
        """Others are in it."""
        self.beginResetModel()
        self._pixmaps.clear()
        self._rows = self.count()
        self.endResetModel()

    def show_more(self) -> None:
        """More are in it, behind those that were."""
        self.beginInsertRows(NOWHERE, self._rows, self.count() - 1)
        self._rows = self.count()
        self.endInsertRows()

    def show_one(self, place: int) -> None:
        """One looks different, or there is something else to know of it."""
        self.dataChanged.emit(self.index(place), self.index(place))

    def show_all(self) -> None:
        """All look different."""
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(self._rows - 1))

    # -- what a grid asks ------------------------------------------------------------------------

    def rowCount(self, parent: _Index = NOWHERE) -> int:
        """How many there are."""
        return 0 if parent.isValid() else self._rows

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Name, and what there is to know."""
        place = index.row()
        if not 0 <= place < self.count():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.name(place)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(place)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip_of(self.tooltip(place))
        return None

    def pixmap(self, place: int, side: int, dpr: float) -> QPixmap | None:
        """A picture at a size; None if it is to come."""
        pixels = self.pixels(place)
        if pixels is None:
            return None
        device = max(1, round(side * dpr))
        made = self._pixmaps.get(place)
        if made is None or made[1] is not pixels or made[2] != device:
            made = scaled_pixmap(thumb_image(pixels), side, dpr), pixels, device
            self._pixmaps[place] = made
        return made[0]
