"""The cells of a sheet as a list of Qt's, for the view and for screen readers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from facelab.session import Session
from facelab.ui.widgets.pictures import PicturesModel


class SheetModel(PicturesModel):
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
        self.shown.changed.connect(self._on_changed)
        self.shown.pictured.connect(self.show_one)
        self.shown.measured.connect(self.show_all)
        self._on_changed()

    def count(self) -> int:
        """How many there are."""
        return len(self.shown.cells)

    def name(self, place: int) -> str:
        """What a cell is called."""
        return self.shown.cells[place].title

    def spoken(self, place: int) -> str:
        """All there is to know."""
        return ", ".join(self._told(place))

    def tooltip(self, place: int) -> str:
        """All there is to know."""
        return "\n".join(self._told(place))

    def pixels(self, place: int) -> NDArray[np.uint8] | None:
        """The picture of a cell; None if it is to come."""
        frame = self.shown.frame(place)
        return None if frame is None else frame.pixels

    def is_opened(self, place: int) -> bool:
        """Whether this cell is being corrected."""
        return self.shown.cells[place].name == self._character.opened

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
            self.show_all()
        else:
            self._names = names
            self.show_anew()
