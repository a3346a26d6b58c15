"""Which faces are chosen, by their numbers, so that it outlives a change of the list."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QObject,
    QTimer,
)

from facelab.ui.gallery.faces_model import NUMBER, FacesModel

Flag = QItemSelectionModel.SelectionFlag


class Choice(QItemSelectionModel):
    """The chosen faces and the current one; strip and page share it."""

    def __init__(self, model: FacesModel, parent: QObject) -> None:
        super().__init__(model, parent)
        self._faces = model
        self._saved: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._saved_current: int | None = None
        self._saved_row = -1
        self._changing = False
        self._awaited: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        # Once the views have laid out the list: the first of them is brought in sight.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._take_awaited)
        self.selectionChanged.connect(self._on_chosen)
        model.modelAboutToBeReset.connect(self._save)
        model.modelReset.connect(self._restore)

    @property
    def changing(self) -> bool:
        """Whether the list changes now: what is chosen follows it, by no one's hand."""
        return self._changing

    def reset(self) -> None:
        """Forget what was chosen in a list that is gone; it comes back from its numbers.

        A view that is reset, or made, asks for this too: that is not a change of the list.
        """
        if self._changing:
            super().reset()

    def ids(self) -> NDArray[np.int64]:
        """Numbers of the chosen faces in the order of the list, int64 [chosen]."""
        spans = sorted((part.top(), part.bottom() + 1) for part in self._parts())
        if not spans:
            return np.empty(0, dtype=np.int64)
        return np.concatenate([self._faces.ids[start:stop] for start, stop in spans])

    def count(self) -> int:
        """How many are chosen."""
        return sum(part.height() for part in self._parts())

    def _parts(self) -> list[QItemSelectionRange]:
        chosen = self.selection()
        return [chosen.at(place) for place in range(chosen.count())]

    def current(self) -> int | None:
        """The face that the keys go from."""
        index = self.currentIndex()
        return index.data(NUMBER) if index.isValid() else None

    def targets(self) -> tuple[int, ...]:
        """What a command acts on: the chosen faces, else the current one; that one first."""
        ids, current = self.ids().tolist(), self.current()
        if not ids:
            return () if current is None else (current,)
        if current in ids[:10_000]:
            ids.remove(current)
            ids.insert(0, current)
        return tuple(ids)

    def choose(self, number: int | None) -> None:
        """Choose one face, or none."""
        row = None if number is None else self._faces.row_of(number)
        if row is None:
            self.clearSelection()
        else:
            self.setCurrentIndex(self._faces.index(row), Flag.ClearAndSelect)

    def choose_all(self, numbers: Collection[int]) -> None:
        """Choose these faces; those that are still to come into the list as soon as they are
        there, unless others are chosen or asked for by then.
        """
        self._awaited = np.fromiter(numbers, np.int64, len(numbers))
        self._take_awaited()

    def _take_awaited(self) -> None:
        awaited = self._awaited
        selection = self._faces.selection_of(awaited)
        if not selection.isEmpty():
            self.setCurrentIndex(self._faces.index(selection.at(0).top()), Flag.NoUpdate)
            self.select(selection, Flag.ClearAndSelect)
            there = int(np.isin(awaited, self._faces.ids).sum())
            self._awaited = awaited if there < len(awaited) else awaited[:0]

    def _on_chosen(self) -> None:
        if not self._changing:
            self._awaited = self._awaited[:0]

    def forget(self) -> None:
        """Choose nothing, and do not remember what was chosen."""
        self.clear()
        self._saved = self._saved[:0]
        self._saved_current = None

    def _restore(self) -> None:
        # What was chosen is so again, as far as it is there.
        rows = self._faces.rowCount()
        row = None
        if self._saved_current is not None:
            row = self._faces.row_of(self._saved_current)
            if row is None and rows and self._faces.same_question:
                # Where a face was removed the next one takes its place.
                row = min(self._saved_row, rows - 1)
        index = QModelIndex() if row is None else self._faces.index(row)
        self.setCurrentIndex(index, Flag.NoUpdate)
        self.select(self._faces.selection_of(self._saved), Flag.ClearAndSelect)
        self._changing = False
        if len(self._awaited):
            if self._faces.same_question:
                self._soon.start()
            else:
                self._awaited = self._awaited[:0]

    def _save(self) -> None:
        self._changing = True
        self._saved = self.ids()
        self._saved_current = self.current()
        self._saved_row = self.currentIndex().row()
