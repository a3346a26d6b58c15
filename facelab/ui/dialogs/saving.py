"""What is still being saved while the window is about to close."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from facelab.plain_text import plain
from facelab.session import Message
from facelab.ui.theme import TOKENS, text_font

WIDTH = 420
NAME_LENGTH = 60


class SavingDialog(QDialog):
    """Says what is being saved, and lets the user stay or leave without it.

    Signals
    -------
    leave_chosen, stay_chosen
    """

    leave_chosen = Signal()
    stay_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Saving before quitting")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(WIDTH)
        self.title = self._label()
        self.title.setFont(text_font(bold=True))
        self.why = self._label()
        self.why.setProperty("dim", True)
        self.why.hide()
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Saving")
        buttons = QDialogButtonBox(self)
        self.stay = buttons.addButton("Keep facelab open", QDialogButtonBox.ButtonRole.RejectRole)
        self.leave = buttons.addButton(
            "Quit without saving", QDialogButtonBox.ButtonRole.DestructiveRole
        )
        self.leave.setAutoDefault(False)  # Enter must not lose anything
        self.stay.setDefault(True)
        self.leave.clicked.connect(self.leave_chosen)
        buttons.rejected.connect(self.reject)
        self.rejected.connect(self.stay_chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(TOKENS.space_4,) * 4)
        layout.setSpacing(TOKENS.space_2)
        for part in (self.title, self.why, self.bar):
            layout.addWidget(part)
        layout.addSpacing(TOKENS.space_3)
        layout.addWidget(buttons)

    def show_saving(self, names: Sequence[str], is_held: bool = False) -> None:
        """Say what is still to be saved, and whether another program holds the library."""
        first = plain(names[0], NAME_LENGTH) if names else ""
        what = first if len(names) < 2 else f"{first} and {len(names) - 1} more"
        self.title.setText(f"Saving {what} before quitting…")
        self.why.setText("Another program is using the library.")
        self.why.setVisible(is_held)

    def show_failed(self, message: Message) -> None:
        """Say that something could not be saved; nothing goes on."""
        self.title.setText(plain(message.what))
        self.why.setText(plain(f"{message.why} {message.fix}"))
        self.why.show()
        self.bar.hide()
        self.adjustSize()

    def _label(self) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        return label
