"""Where pictures go, and what they are called."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from facelab.errors import RecipeError
from facelab.export.names import FIELDS, check_pattern
from facelab.session import Session
from facelab.ui.dialogs.export.folder_part import FolderPart, show_invalid
from facelab.ui.widgets import Switch
from facelab.ui.widgets.text_field import TextField
from facelab.ui.widgets.text_label import text_label

HINT = "Text and " + ", ".join(f"{{{name}}}" for name in FIELDS)
MAX_PATTERN = 200


class Where(FolderPart):
    """Folder, names, and what happens to files that are there."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(session, "the pictures", "Save the pictures in another folder", parent)
        self.pattern = TextField(self)
        self.pattern.setMaxLength(MAX_PATTERN)
        self.pattern.textEdited.connect(lambda _: self.changed.emit())
        self.row("&Name", self.pattern, f"Names of the files. {HINT}")
        self.example = text_label("", self, dim=True)
        self.below(self.example)
        self.replace = Switch("Replace files with the same name", self)
        self.replace.setToolTip("Off: a file that is there stays, and the new one gets a number")
        self.replace.clicked.connect(self.changed)
        self.below(self.replace)

    def show_choice(self, folder: str, pattern: str, overwrite: bool) -> None:
        """Show what was chosen; emits nothing."""
        self.show_chosen_folder(folder)
        if self.pattern.text() != pattern:
            self.pattern.setText(pattern)
        self.replace.setChecked(overwrite)

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
        self.say(self.example, problem or f"{name}\n{HINT}".strip())
        show_invalid(self.pattern, bool(problem))
