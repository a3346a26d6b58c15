"""A line of text on which files may be dropped as on the rest of the window."""

from __future__ import annotations

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLineEdit

from facelab.ui.dropping import accept_copy, dragged_files


class TextField(QLineEdit):
    """A QLineEdit that leaves files to the window, and copies text that is dropped.

    Qt's own would take the address of a file as text, and a move as a move.
    """

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Text, but no files."""
        if dragged_files(event.mimeData()):
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Put the text in; within the field it is moved."""
        if dragged_files(event.mimeData()):
            event.ignore()
            return
        super().dropEvent(event)
        if event.isAccepted() and event.source() is not self:
            accept_copy(event)
