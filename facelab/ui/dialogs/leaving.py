"""What both dialogs have in common that are shown while the window is about to close."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from facelab.plain_text import plain
from facelab.session import Message
from facelab.ui.theme import TOKENS, text_font


class LeavingDialog(QDialog):
    """Says what is under way, and lets the user stay or leave.

    Parameters
    ----------
    title : str
        Of the dialog's window.
    leave : str
        What the button says that leaves without waiting.
    width : int
    parent : QWidget or None

    Signals
    -------
    leave_chosen, stay_chosen
    """

    leave_chosen = Signal()
    stay_chosen = Signal()

    def __init__(self, title: str, leave: str, width: int, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(width)
        self.title = self._label()
        self.title.setFont(text_font(bold=True))
        self.why = self._label()
        self.why.setProperty("dim", True)
        self.buttons = QDialogButtonBox(self)
        role = QDialogButtonBox.ButtonRole
        self.leave: QPushButton = self.buttons.addButton(leave, role.DestructiveRole)
        self.stay: QPushButton = self.buttons.addButton("Keep facelab open", role.RejectRole)
        self.leave.setAutoDefault(False)  # Enter must not lose anything
        self.stay.setDefault(True)
        self.leave.clicked.connect(self.leave_chosen)
        self.buttons.rejected.connect(self.reject)
        self.rejected.connect(self.stay_chosen)

    def _lay_out(self, *parts: QWidget) -> None:
        """Put these above the buttons."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(TOKENS.space_4,) * 4)
        layout.setSpacing(TOKENS.space_3)
        for part in parts:
            layout.addWidget(part)
        layout.addSpacing(TOKENS.space_2)
        layout.addWidget(self.buttons)

    def _show_failed(self, message: Message, under_way: QWidget) -> None:
        """Say that something went wrong, in place of what was under way; nothing goes on."""
        self.title.setText(plain(message.what))
        self.why.setText(plain(f"{message.why} {message.fix}"))
        self.why.show()
        under_way.hide()
        self.adjustSize()

    def _label(self) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        return label
