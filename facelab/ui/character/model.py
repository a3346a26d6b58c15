"""The cells of a sheet as a list of Qt's, for the view and for screen readers."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QPixmap

from facelab.engine import Frame
from facelab.session import Session
from facelab.ui.outside_text import tooltip_of
from facelab.ui.widgets.face_thumb import scaled_pixmap, thumb_image

_Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
KEPT_PIXMAPS = 300


class SheetModel(QAbstractListModel):
    """The cells on show.

    Parameters
    ----------
    session : Session
    parent : QObject
    """

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self.shown = session.sheet_cells
        self._character = session.character
        self._names: tuple[str, ...] = ()
        self._pixmaps: dict[tuple[Frame, int], QPixmap] = {}
        self.shown.changed.connect(self._on_changed)
        self.shown.pictured.connect(self._on_pictured)
        self.shown.measured.connect(self._on_measured)
        self._on_changed()

    def rowCount(self, parent: _Index = NOWHERE) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self._names)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Name, and what there is to know."""
        place = index.row()
        if not 0 <= place < len(self.shown.cells):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.shown.cells[place].title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(self._told(place))
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip_of("\n".join(self._told(place)))
        return None

    def is_opened(self, place: int) -> bool:
        """Whether this cell is being corrected."""
        return self.shown.cells[place].name == self._character.opened

    def pixmap(self, place: int, side: int, dpr: float) -> QPixmap | None:
        """The picture of a cell; None if it is to come."""
        frame = self.shown.frame(place)
        if frame is None:
            return None
        key = (frame, max(1, round(side * dpr)))
        if key not in self._pixmaps:
            while len(self._pixmaps) >= KEPT_PIXMAPS + len(self._names):
                self._pixmaps.pop(next(iter(self._pixmaps)))
            self._pixmaps[key] = scaled_pixmap(thumb_image(frame.pixels), side, dpr)
        return self._pixmaps[key]

    def forget_pictures(self) -> None:
        """They are shown at another size from now on, or are others."""
        self._pixmaps.clear()

    def _told(self, place: int) -> list[str]:
        cell, far = self.shown.cells[place], self.shown.drift(place)
        told = [cell.title]
        if self.is_opened(place):
            told.append("being corrected: its face is on show")
        if cell.corrected:
            told.append("corrected by hand")
        if far is not None:
            whose = "perhaps another person" if self.shown.is_beyond(place) else "the same person"
            told.append(f"drift {far:.2f}: {whose}")
        told.append(f"in files: {cell.name}")
        return told

    def _on_changed(self) -> None:
        names = tuple(cell.name for cell in self.shown.cells)
        if names == self._names:
            self._on_measured()
            return
        self.beginResetModel()
        self._names = names
        self._pixmaps.clear()
        self.endResetModel()

    def _on_pictured(self, place: int) -> None:
        self.dataChanged.emit(self.index(place), self.index(place))

    def _on_measured(self) -> None:
        if self._names:
            self.dataChanged.emit(self.index(0), self.index(len(self._names) - 1))
