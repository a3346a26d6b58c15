"""What is still being saved while the window is about to close."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QProgressBar, QWidget

from facelab.plain_text import plain
from facelab.session import Message
from facelab.ui.dialogs.leaving import LeavingDialog

WIDTH = 420
NAME_LENGTH = 60


class SavingDialog(LeavingDialog):
    """Says what is being saved, and lets the user stay or leave without it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Saving before quitting", "Quit without saving", WIDTH, parent)
        self.why.hide()
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Saving")
        self._lay_out(self.title, self.why, self.bar)

    def show_saving(self, names: Sequence[str], is_held: bool = False) -> None:
        """Say what is still to be saved, and whether another program holds the library."""
        first = plain(names[0], NAME_LENGTH) if names else ""
        what = first if len(names) < 2 else f"{first} and {len(names) - 1} more"
        self.title.setText(f"Saving {what} before quitting…")
        self.why.setText("Another program is using the library.")
        self.why.setVisible(is_held)

    def show_failed(self, message: Message) -> None:
        """Say that something could not be saved; nothing goes on."""
        self._show_failed(message, self.bar)
