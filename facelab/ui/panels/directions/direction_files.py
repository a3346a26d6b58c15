"""Directions into files, and names for the user's own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QInputDialog, QWidget

from facelab.destinations import DIRECTION
from facelab.engine import Direction
from facelab.session import Session
from facelab.ui.dialogs.folders import folder_of, remember_folder
from facelab.ui.dialogs.save_path import ask_save_path

SAVED = "NumPy array for other programs (*.npy);;Direction with name and network (*.safetensors)"
EMPTY = "Drop a direction file here, or right-click kept faces and choose Make a direction."


class DirectionFiles:
    """Asks where and how it is called, and leaves the rest to the session.

    Parameters
    ----------
    parent : QWidget
        Of the dialogs.
    session : Session
    """

    def __init__(self, parent: QWidget, session: Session) -> None:
        self._parent = parent
        self._session = session

    def export(self, direction: Direction) -> None:
        """Save a direction where the user says."""
        suggested = Path(folder_of(self._session, "directions")) / f"{direction.id}{DIRECTION[0]}"
        path = ask_save_path(self._parent, f"Export {direction.title}", suggested, SAVED, DIRECTION)
        if path is None:
            return
        remember_folder(self._session, "directions", path)
        self._session.own.export(direction.id, path)

    def rename(self, direction: Direction) -> None:
        """Ask for another name."""
        title, accepted = QInputDialog.getText(
            self._parent, "Rename direction", "Name", text=direction.title
        )
        if accepted and title.strip() and title.strip() != direction.title:
            self._session.own.rename(direction.id, title.strip())

    def delete(self, direction: Direction) -> None:
        """Delete it; the message that follows offers it back."""
        self._session.own.delete(direction.id)
