"""Whether the pointer is still on the row that it came to.

A row that is scrolled away or moved under a resting pointer, or that lies under a menu, is not
always told that the pointer has left.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from facelab.ui.panels.directions.row import DirectionRow

LOOK_MS = 150


class HoverWatch(QObject):
    """Watches one row at a time, and only while the pointer is thought to be on it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._row: DirectionRow | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)

    def begin(self, row: DirectionRow) -> None:
        """The pointer has come to a row: it is on no other."""
        if self._row is not row:
            self._end()
        self._row = row
        self._timer.start()

    def _look(self) -> None:
        row = self._row
        if row is not None and isValid(row):
            under = QApplication.widgetAt(QCursor.pos())
            if under is not None and (under is row or row.isAncestorOf(under)):
                return
        self._end()

    def _end(self) -> None:
        self._timer.stop()
        row, self._row = self._row, None
        if row is not None and isValid(row):
            row.show_hovered(False)
