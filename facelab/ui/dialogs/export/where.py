"""Where pictures go, and what they are called."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from facelab.errors import RecipeError
from facelab.export.names import FIELDS, check_pattern
from facelab.session import Session
from facelab.ui.dialogs.export.form import Part
from facelab.ui.dialogs.folders import nearest_folder, pictures_folder
from facelab.ui.outside_text import tooltip_of
from facelab.ui.theme import TOKENS
from facelab.ui.widgets import Switch
from facelab.ui.widgets.text_field import TextField
from facelab.ui.widgets.text_label import text_label

HINT = "Text and " + ", ".join(f"{{{name}}}" for name in FIELDS)
MAX_PATTERN = 200


class Where(Part):
    """Folder, names, and what happens to files that are there.

    Signals
    -------
    changed
        The user has chosen something else.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__("Where", parent)
        self._session = session
        self.path = QLineEdit(self)
        self.path.setReadOnly(True)
        self.change = QPushButton("Change…", self)
        self.change.setAutoDefault(False)
        self.change.clicked.connect(self._on_change)
        both = QWidget(self)
        line = QHBoxLayout(both)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(TOKENS.space_2)
        line.addWidget(self.path, 1)
        line.addWidget(self.change)
        self.row("&Folder", both, "Save the pictures in another folder", self.change)
        self.path.setAccessibleName("Folder for the pictures")
        self.pattern = TextField(self)
        self.pattern.setMaxLength(MAX_PATTERN)
        self.pattern.textEdited.connect(self._on_pattern)
        self.row("&Name", self.pattern, f"Names of the files. {HINT}")
        self.example = text_label("", self, dim=True)
        self.below(self.example)
        self.replace = Switch("Replace files with the same name", self)
        self.replace.setToolTip("Off: a file that is there stays, and the new one gets a number")
        self.replace.clicked.connect(self.changed)
        self.below(self.replace)

    def show_choice(self, folder: str, pattern: str, overwrite: bool) -> None:
        """Show what was chosen; emits nothing."""
        self._show_folder(Path(folder) if folder else pictures_folder(self._session.settings))
        if self.pattern.text() != pattern:
            self.pattern.setText(pattern)
        self.replace.setChecked(overwrite)

    @property
    def folder(self) -> Path:
        """The folder."""
        return Path(self.path.text())

    @property
    def problem(self) -> str:
        """What is wrong with the names, in words; empty if nothing is."""
        try:
            check_pattern(self.pattern.text())
        except RecipeError as error:
            return f"{error.what} {error.fix}"
        return ""

    def show_example(self, name: str) -> None:
        """Show what the first file will be called."""
        problem = self.problem
        self.example.setText(problem or f"{name}\n{HINT}")
        self.pattern.setProperty("invalid", bool(problem))
        style = self.pattern.style()
        style.unpolish(self.pattern)
        style.polish(self.pattern)

    def _on_pattern(self) -> None:
        self.changed.emit()

    def _on_change(self) -> None:
        folder = self.folder
        begin = folder if folder.is_dir() else nearest_folder(self._session.settings)
        chosen = QFileDialog.getExistingDirectory(self, "Folder for the pictures", str(begin))
        if chosen:
            self._show_folder(Path(chosen))
            self.changed.emit()

    def _show_folder(self, folder: Path) -> None:
        self.path.setText(str(folder))
        self.path.setCursorPosition(len(str(folder)))  # its end says most
        self.path.setToolTip(tooltip_of(str(folder)))
