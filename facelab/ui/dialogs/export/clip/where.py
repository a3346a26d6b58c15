"""Where a clip goes, and what it is called."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from facelab.files import REFUSED_IN_NAMES
from facelab.session import Session
from facelab.session.choices.clip import ClipChoice
from facelab.ui.dialogs.export.form import Part
from facelab.ui.dialogs.folders import nearest_folder, pictures_folder
from facelab.ui.outside_text import tooltip_of
from facelab.ui.theme import TOKENS
from facelab.ui.widgets import Switch
from facelab.ui.widgets.text_field import TextField
from facelab.ui.widgets.text_label import text_label

MAX_NAME = 120


class ClipWhere(Part):
    """Folder, name, and what happens to a file that is there.

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
        self.row("&Folder", both, "Save the clip in another folder", self.change)
        self.path.setAccessibleName("Folder for the clip")
        self.name = TextField(self)
        self.name.setMaxLength(MAX_NAME)
        self.name.textEdited.connect(lambda _: self.changed.emit())
        self.row("&Name", self.name, "Name of the clip, without its ending")
        self.example = text_label("", self, dim=True)
        self.below(self.example)
        self.replace = Switch("Replace a file with the same name", self)
        self.replace.setToolTip("Off: a file that is there stays, and the new one gets a number")
        self.replace.clicked.connect(self.changed)
        self.below(self.replace)
        self.timeline = Switch("Save the timeline as well", self)
        self.timeline.setToolTip("A small file beside the clip, of which it can be made again")
        self.timeline.clicked.connect(self.changed)
        self.below(self.timeline)

    def show_choice(self, choice: ClipChoice) -> None:
        """Show what was chosen; emits nothing."""
        folder = choice.folder
        self._show_folder(Path(folder) if folder else pictures_folder(self._session.settings))
        if self.name.text() != choice.name:
            self.name.setText(choice.name)
        self.replace.setChecked(choice.overwrite)
        self.timeline.setChecked(choice.with_timeline)

    @property
    def values(self) -> dict[str, object]:
        """What is chosen, as fields of `ClipChoice`."""
        return {
            "folder": self.path.text(),
            "name": self.name.text().strip(),
            "overwrite": self.replace.isChecked(),
            "with_timeline": self.timeline.isChecked(),
        }

    @property
    def problem(self) -> str:
        """What is wrong with the name, in words; empty if nothing is."""
        name = self.name.text().strip()
        if not name.strip("."):
            return "The clip needs a name."
        bad = sorted({each for each in name if each in REFUSED_IN_NAMES or ord(each) < 32})
        if bad:
            return f"A name of a file cannot have {' '.join(bad)} in it."
        return ""

    def show_example(self, text: str) -> None:
        """Show where the clip goes."""
        problem = self.problem
        self.example.setText(problem or text)
        self.name.setProperty("invalid", bool(problem))
        style = self.name.style()
        style.unpolish(self.name)
        style.polish(self.name)

    def _on_change(self) -> None:
        folder = Path(self.path.text())
        begin = folder if folder.is_dir() else nearest_folder(self._session.settings)
        chosen = QFileDialog.getExistingDirectory(self, "Folder for the clip", str(begin))
        if chosen:
            self._show_folder(Path(chosen))
            self.changed.emit()

    def _show_folder(self, folder: Path) -> None:
        self.path.setText(str(folder))
        self.path.setCursorPosition(len(str(folder)))
        self.path.setToolTip(tooltip_of(str(folder)))
