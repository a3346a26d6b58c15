"""Where a research set goes: a folder of its own."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from facelab.session import Session
from facelab.session.choices.stimuli import StimuliChoice
from facelab.ui.dialogs.export.folder_part import FolderPart, problem_of_name, show_invalid
from facelab.ui.widgets import Switch
from facelab.ui.widgets.text_field import TextField
from facelab.ui.widgets.text_label import text_label

MAX_NAME = 120
HOLDS = "Pictures, recipes, tables, landmarks and a paragraph for the report"


class SetWhere(FolderPart):
    """Folder, name, and what happens to a set that is there."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(session, "the set", "Make the set in another folder", parent)
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
        self.show_chosen_folder(choice.folder)
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
        return problem_of_name(self.name.text().strip(), "The set", "folder")

    def show_problem(self, text: str) -> None:
        """Say what is in the way, else what a set holds."""
        problem = self.problem or text
        self.say(self.told, problem or HOLDS)
        show_invalid(self.name, bool(problem))
