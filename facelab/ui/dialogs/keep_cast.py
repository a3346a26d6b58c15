"""Asked before faces that were found for a cast are lost: keep them, go on without, or stay."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from facelab.ui.theme import TOKENS, text_font
from facelab.ui.widgets.text_field import TextField
from facelab.ui.widgets.text_label import text_label

WIDTH = 440
MOST_LETTERS = 100  # of a name, as in the panel


def ask_to_keep(
    parent: QWidget, what: str, why: str, name: str, keep: str, leave: str
) -> str | None:
    """The name of the cast that is to be kept; empty to go on without it, None to stay.

    Parameters
    ----------
    parent : QWidget
    what, why : str
        The question, and what to know before answering.
    name : str
        Of the cast, until the user gives it another.
    keep, leave : str
        What goes on, with the cast kept and without.
    """
    dialog = KeepCast(what, why, name, keep, leave, parent)
    dialog.exec()
    dialog.deleteLater()
    return dialog.answer


class KeepCast(QDialog):
    """The question. Enter keeps, Escape stays.

    Attributes
    ----------
    answer : str or None
        As `ask_to_keep` returns it.
    """

    def __init__(
        self,
        what: str,
        why: str,
        name: str,
        keep: str,
        leave: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("facelab")
        self.setMinimumWidth(WIDTH)
        self.answer: str | None = None
        self.what = text_label(what, self)
        self.what.setFont(text_font(bold=True))
        self.why = text_label(why, self, dim=True)
        self.name = TextField(self)
        self.name.setAccessibleName("Name of the cast")
        self.name.setMaxLength(MOST_LETTERS)
        self.name.setText(name)
        self.name.selectAll()
        label = QLabel("Name of the cast", self)
        label.setBuddy(self.name)
        self.buttons = QDialogButtonBox(self)
        role = QDialogButtonBox.ButtonRole
        self.leave: QPushButton = self.buttons.addButton(leave, role.DestructiveRole)
        self.stay = self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self.keep = QPushButton(keep, self)
        self.keep.setProperty("primary", True)
        self.buttons.addButton(self.keep, role.AcceptRole)
        for button in (self.leave, self.stay):
            button.setAutoDefault(False)  # Enter must not lose anything
        self.keep.setDefault(True)
        self.leave.clicked.connect(lambda: self._end(""))
        self.buttons.accepted.connect(lambda: self._end(self.name.text().strip()))
        self.buttons.rejected.connect(self.reject)
        self.name.textChanged.connect(self._on_name)
        row = QHBoxLayout()
        row.setSpacing(TOKENS.space_2)
        row.addWidget(label)
        row.addWidget(self.name, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(TOKENS.space_4,) * 4)
        layout.setSpacing(TOKENS.space_3)
        layout.addWidget(self.what)
        layout.addWidget(self.why)
        layout.addLayout(row)
        layout.addSpacing(TOKENS.space_2)
        layout.addWidget(self.buttons)
        self.name.setFocus()

    def _on_name(self, text: str) -> None:
        self.keep.setEnabled(bool(text.strip()))

    def _end(self, answer: str) -> None:
        self.answer = answer
        self.accept()
