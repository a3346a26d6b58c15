"""Verifying pictures, asked for in the menu or offered for one that holds no face."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from facelab.session import Session
from facelab.ui.dialogs.verify import VerifyDialog


class VerifyCommands:
    """Shows the dialog that verifies pictures over a window.

    Parameters
    ----------
    window : QWidget
    session : Session
    """

    def __init__(self, window: QWidget, session: Session) -> None:
        self._window = window
        self._session = session
        self.dialog: VerifyDialog | None = None
        session.saying.verify_wanted.connect(self.show)

    def show(self, path: Path | None = None) -> None:
        """Show the dialog, with a picture if there is one."""
        if self.dialog is None:
            self.dialog = VerifyDialog(self._session, self._window)
        self.dialog.open_again()
        if path is not None:
            self.dialog.look_at(path)
