"""What is dropped on the window is copied, never moved.

A program that offers a move deletes what it has handed over once the move is accepted: a file
manager the user's pictures, another program its text.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDropEvent


def accept_copy(event: QDropEvent) -> None:
    """Accept a drag or a drop, whatever it proposes, as a copy."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()


def dragged_files(data: QMimeData) -> list[Path]:
    """The files and folders of this computer that are carried, by a drag or a clipboard."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
