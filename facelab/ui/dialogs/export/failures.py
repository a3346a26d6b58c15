"""What could not be exported, face by face."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from facelab.export.orders import Refused
from facelab.plain_text import counted
from facelab.session.exporting.words import line_of
from facelab.ui.theme import TOKENS, text_font
from facelab.ui.widgets.text_label import text_label

SIZE = (620, 360)


class FailuresDialog(QDialog):
    """Lists what failed and why; a list that can be copied.

    Parameters
    ----------
    refused : sequence of Refused
    show_folder : callable or None
        Shows where those are that were exported; None if there are none.
    parent : QWidget
    title, told : str
        Of the window, and over the list; empty is what is said of faces.
    """

    def __init__(
        self,
        refused: Sequence[Refused],
        show_folder: Callable[[], object] | None,
        parent: QWidget | None = None,
        title: str = "What was not exported",
        told: str = "",
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(*SIZE)
        heading = text_label(told or f"{counted(len(refused), 'face')} could not be exported", self)
        heading.setFont(text_font(bold=True))
        self.list = QPlainTextEdit("\n".join(line_of(each) for each in refused), self)
        self.list.setReadOnly(True)
        self.list.setAccessibleName("What failed, face by face")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        copy = QPushButton("Copy list", self)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.list.toPlainText()))
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        if show_folder is not None:
            folder = QPushButton("Show in folder", self)
            folder.clicked.connect(lambda: show_folder())
            buttons.addButton(folder, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(TOKENS.space_4,) * 4)
        layout.setSpacing(TOKENS.space_3)
        layout.addWidget(heading)
        layout.addWidget(self.list, 1)
        layout.addWidget(buttons)
