"""The faces found, as a model: numbers only; cards and pictures come as they are looked at."""

from __future__ import annotations

import html
import time
from collections.abc import Container

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from facelab.library import Card
from facelab.session import Session
from facelab.ui.gallery.browsing import Browsing
from facelab.ui.gallery.pixmaps import FacePixmaps

_Index = QModelIndex | QPersistentModelIndex
NUMBER = Qt.ItemDataRole.UserRole
# A selection that has fallen into more pieces than these is dropped.
MOST_RANGES = 2000


class _Any(Container[int]):
    """Every face is in it."""

    def __contains__(self, number: object) -> bool:
        return True


class FacesModel(QAbstractListModel):
    """One row a face that was found; shared by all views of the gallery.

    Attributes
    ----------
    same_question : bool
        Whether the last change of the list came from the library, not from another question.

    Signals
    -------
    came : container of int
        Cards or pictures of these faces are there, or are others.
    """

    came = Signal(object)

    def __init__(self, session: Session, browsing: Browsing, parent: QObject | None = None):
        super().__init__(parent)
        self._session = session
        self._kept = session.kept
        self._browsing = browsing
        self._ids: NDArray[np.int64] = browsing.ids
        self._query = browsing.query
        self._held = False
        self.same_question = True
        self.pixmaps = FacePixmaps(session.kept.cards, self)
        self.pixmaps.made.connect(self.came)
        session.kept.cards.ready.connect(self._on_cards)
        session.kept.changed.connect(self._on_library_changed)
        browsing.list_changed.connect(self._follow)

    @property
    def ids(self) -> NDArray[np.int64]:
        """Number of each row's face, int64 [rows]."""
        return self._ids

    def number(self, row: int) -> int:
        """The face of a row."""
        return int(self._ids[row])

    def row_of(self, number: int) -> int | None:
        """The row of a face, None if it is not among them."""
        found = np.flatnonzero(self._ids == number)
        return int(found[0]) if len(found) else None

    def card(self, row: int) -> Card | None:
        """What there is to say of a row's face; None if it is still to come."""
        return self._kept.cards.get(self.number(row))

    def set_held(self, held: bool) -> None:
        """Stay as it is, while a name is typed."""
        self._held = held
        if not held and self._ids is not self._browsing.ids:
            self._follow()

    def selection_of(self, ids: NDArray[np.int64]) -> QItemSelection:
        """The rows of these faces, those that are there."""
        rows = np.flatnonzero(np.isin(self._ids, ids))
        selection = QItemSelection()
        if len(rows):
            ends = np.flatnonzero(np.diff(rows) > 1)
            starts = rows[np.concatenate(([0], ends + 1))]
            stops = rows[np.concatenate((ends, [len(rows) - 1]))]
            if len(starts) <= MOST_RANGES:
                for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
                    selection.select(self.index(start), self.index(stop))
        return selection

    def rowCount(self, parent: _Index | None = None) -> int:
        """How many were found."""
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Title, name to edit, tooltip, what a screen reader says, number."""
        if not index.isValid() or index.row() >= len(self._ids):
            return None
        if role == NUMBER:
            return self.number(index.row())
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.EditRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        card = self.card(index.row())
        if card is None:
            return ""
        if role == Qt.ItemDataRole.DisplayRole:
            return card.title
        if role == Qt.ItemDataRole.EditRole:
            return card.name
        told = describe(card, self._network_of(card))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(told)
        # A name may look like markup: Qt would take it for that.
        lines = "<br>".join(html.escape(line) for line in told)
        return f"<qt>{lines}</qt>"

    def _network_of(self, card: Card) -> str:
        """What there is to say of a network that is not the one in use."""
        model = self._session.model
        if model is None or model.sha256 == card.model:
            return ""
        return self._session.networks.told_of(card.model, card.model_name)

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Rename a face."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        name, card = str(value).strip(), self.card(index.row())
        # Nothing typed for a face whose name is not known yet is no name.
        if name != ("" if card is None else card.name):
            self._kept.rename(self.number(index.row()), name)
        return True

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Every face can be chosen, renamed, dragged, and take another."""
        flag = Qt.ItemFlag
        if not index.isValid():
            return flag.NoItemFlags
        return (
            flag.ItemIsEnabled
            | flag.ItemIsSelectable
            | flag.ItemIsEditable
            | flag.ItemIsDragEnabled
            | flag.ItemIsDropEnabled
            | flag.ItemNeverHasChildren
        )

    def _follow(self) -> None:
        if self._held or self._ids is self._browsing.ids:
            return
        self.beginResetModel()
        self.same_question = self._query == self._browsing.query
        self._query = self._browsing.query
        self._ids = self._browsing.ids
        self.endResetModel()

    def _on_cards(self, numbers: frozenset[int]) -> None:
        self.came.emit(numbers)

    def _on_library_changed(self) -> None:
        # The list may be the same; what is in sight is asked for anew as it is painted.
        self.came.emit(_Any())


def describe(card: Card, network: str = "") -> list[str]:
    """A face in lines: name, where it comes from, its network if one is said, rating, tags,
    when.
    """
    lines = [card.name] if card.name else []
    edits = f", {card.edits} edit{'s' if card.edits != 1 else ''}" if card.edits else ""
    lines.append(f"{card.source}{edits}")
    if network:
        lines.append(f"Network: {network}")
    if card.rating:
        lines.append(f"{card.rating} star{'s' if card.rating > 1 else ''}")
    if card.tags:
        shown = ", ".join(card.tags[:12])
        more = f" and {len(card.tags) - 12} more" if len(card.tags) > 12 else ""
        lines.append(f"Tags: {shown}{more}")
    if card.casts:
        lines.append(f"Cast{'s' if len(card.casts) > 1 else ''}: {', '.join(card.casts)}")
    if card.note:
        first = card.note.strip().splitlines()[0] if card.note.strip() else ""
        lines.append(first[:100] + ("…" if len(first) > 100 else ""))
    lines.append("Kept " + time.strftime("%Y-%m-%d %H:%M", time.localtime(card.created)))
    if card.deleted_at is not None:
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(card.deleted_at))
        lines.append(f"Moved to the bin {when}")
    return lines
