"""Where a research set goes: a folder of its own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from facelab.files import REFUSED_IN_NAMES
from facelab.session import Session
from facelab.session.choices.stimuli import StimuliChoice
from facelab.ui.dialogs.export.form import Part
from facelab.ui.dialogs.folders import nearest_folder, pictures_folder
from facelab.ui.outside_text import tooltip_of
from facelab.ui.theme import TOKENS
from facelab.ui.widgets import Switch
from facelab.ui.widgets.text_field import TextField
from facelab.ui.widgets.text_label import text_label

MAX_NAME = 120
HOLDS = "Pictures, recipes, tables, landmarks and a paragraph for the report"


class SetWhere(Part):
    """Folder, name, and what happens to a set that is there.

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
        self.row("&Folder", both, "Make the set in another folder", self.change)
        self.path.setAccessibleName("Folder for the set")
        self.name = TextField(self)
        self.name.setMaxLength(MAX_NAME)
        self.name.textEdited.connect(lambda _: self.changed.emit())
        self.row("&Name", self.name, "The set is a folder of this name")
        self.told = text_label(HOLDS, self, dim=True)
        self.below(self.told)
        self.replace = Switch("Replace a set that is there", self)
        self.replace.setToolTip("Off: the same set goes on where it stopped; another one stays")
        self.replace.clicked.connect(self.changed)
        self.below(self.replace)

    def show_choice(self, choice: StimuliChoice) -> None:
        """Show what was chosen; emits nothing."""
        folder = choice.folder
        self._show_folder(Path(folder) if folder else pictures_folder(self._session.settings))
        if self.name.text() != choice.name:
            self.name.setText(choice.name)
        self.replace.setChecked(choice.overwrite)

    @property
    def values(self) -> dict[str, object]:
        """What is chosen, as fields of `StimuliChoice`."""
        return {
            "folder": self.path.text(),
            "name": self.name.text().strip(),
            "overwrite": self.replace.isChecked(),
        }

    @property
    def problem(self) -> str:
        """What is wrong with the name, in words; empty if nothing is."""
        name = self.name.text().strip()
        if not name.strip("."):
            return "The set needs a name."
        bad = sorted({each for each in name if each in REFUSED_IN_NAMES or ord(each) < 32})
        if bad:
            return f"A name of a folder cannot have {' '.join(bad)} in it."
        return ""

    def show_problem(self, text: str) -> None:
        """Say what is in the way, else what a set holds."""
        problem = self.problem or text
        self.told.setText(problem or HOLDS)
        self.name.setProperty("invalid", bool(problem))
        style = self.name.style()
        style.unpolish(self.name)
        style.polish(self.name)

    def _on_change(self) -> None:
        folder = Path(self.path.text())
        begin = folder if folder.is_dir() else nearest_folder(self._session.settings)
        chosen = QFileDialog.getExistingDirectory(self, "Folder for the set", str(begin))
        if chosen:
            self._show_folder(Path(chosen))
            self.changed.emit()

    def _show_folder(self, folder: Path) -> None:
        self.path.setText(str(folder))
        self.path.setCursorPosition(len(str(folder)))
        self.path.setToolTip(tooltip_of(str(folder)))
