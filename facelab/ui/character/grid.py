"""The cells of a sheet, and the hand on them: one is opened, to be corrected."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from facelab.session import Session
from facelab.ui.character.cell import SHAPE, SheetCell
from facelab.ui.character.model import SheetModel
from facelab.ui.widgets.pictures import PicturesGrid, arranged


class SheetGrid(PicturesGrid):
    """The cells of the session's sheet. A click opens one.

    Parameters
    ----------
    session : Session
    parent : QWidget

    Signals
    -------
    reset_wanted : int
        Delete: as the sheet makes it.
    """

    reset_wanted = Signal(int)

    def __init__(self, session: Session, parent: QWidget) -> None:
        self._session = session
        self.cells = SheetModel(session, parent)
        super().__init__(self.cells, SheetCell(self.cells), "Cells of the sheet", parent)
        self.cells.setParent(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setMinimumSize(SHAPE.least + 2 * SHAPE.pad + 2, SHAPE.height(SHAPE.least))
        self.clicked.connect(lambda index: self.opened.emit(index.row()))

    def arranged(self, room: QSize) -> tuple[int, QSize]:
        """How many columns, and how large a cell is; rows of the sheet are broken evenly."""
        sheet = self._session.character.sheet
        in_row = 0 if sheet is None else len(sheet.columns.variants)
        return arranged(SHAPE, room, self.places(), in_row=in_row)

    def press(self, key: int, _repeated: bool) -> bool:
        """Do what a key is for."""
        if key != Qt.Key.Key_Delete:
            return False
        if self.currentIndex().isValid():
            self.reset_wanted.emit(self.currentIndex().row())
        return True
