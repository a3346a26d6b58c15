"""The faces of a page as a list of Qt's, for the view and for screen readers."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QPixmap

from facelab.session.exploring.browse import Browse, name_of
from facelab.ui.outside_text import tooltip_of
from facelab.ui.widgets.face_thumb import scaled_pixmap, thumb_image

_Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
KEPT = Qt.ItemDataRole.UserRole
FAILED = Qt.ItemDataRole.UserRole + 1


class FacesModel(QAbstractListModel):
    """The faces on show.

    Parameters
    ----------
    browse : Browse
    """

    def __init__(self, browse: Browse, parent: QObject) -> None:
        super().__init__(parent)
        self._browse = browse
        self._pixmaps: dict[tuple[int, int], QPixmap] = {}
        self._count = len(browse.faces)
        browse.changed.connect(self._on_changed)
        browse.grown.connect(self._on_grown)
        browse.pictured.connect(self._on_pictured)
        browse.kept_changed.connect(self._on_kept)

    def rowCount(self, parent: _Index = NOWHERE) -> int:
        """How many there are."""
        return 0 if parent.isValid() else self._count

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Name, what it is, whether it is kept."""
        place = index.row()
        if not 0 <= place < len(self._browse.faces):
            return None
        if role == KEPT:
            return self._browse.is_kept(place)
        if role == FAILED:
            return self._browse.failed(place)
        name = name_of(self._browse.faces[place])
        if role == Qt.ItemDataRole.DisplayRole:
            return name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{name}, kept" if self._browse.is_kept(place) else name
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip_of(self._tooltip(place, name))
        return None

    def pixmap(self, place: int, side: int, dpr: float) -> QPixmap | None:
        """The picture of a face; None if it is to come."""
        frame = self._browse.frame(place)
        if frame is None:
            return None
        key = (place, max(1, round(side * dpr)))
        if key not in self._pixmaps:
            self._pixmaps[key] = scaled_pixmap(thumb_image(frame.pixels), side, dpr)
        return self._pixmaps[key]

    @property
    def first(self) -> int:
        """Place of the face that the keys begin with."""
        return self._browse.at

    def forget_sizes(self) -> None:
        """They are shown at another size from now on."""
        self._pixmaps.clear()

    def _tooltip(self, place: int, name: str) -> str:
        if self._browse.failed(place):
            return f"{name} cannot be drawn"
        return f"{name} is in your library, exactly as it is" if self._browse.is_kept(place) else ""

    def _on_changed(self) -> None:
        self.beginResetModel()
        self._pixmaps.clear()
        self._count = len(self._browse.faces)
        self.endResetModel()

    def _on_grown(self, before: int) -> None:
        self.beginInsertRows(NOWHERE, before, len(self._browse.faces) - 1)
        self._count = len(self._browse.faces)
        self.endInsertRows()

    def _on_pictured(self, place: int) -> None:
        for key in [each for each in self._pixmaps if each[0] == place]:
            del self._pixmaps[key]
        self.dataChanged.emit(self.index(place), self.index(place))

    def _on_kept(self) -> None:
        if self._count:
            self.dataChanged.emit(self.index(0), self.index(self._count - 1))
