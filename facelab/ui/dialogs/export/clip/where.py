"""Where a clip goes, and what it is called."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from facelab.session import Session
from facelab.session.choices.clip import ClipChoice
from facelab.ui.dialogs.export.folder_part import FolderPart, problem_of_name, show_invalid
from facelab.ui.widgets import Switch
from facelab.ui.widgets.text_field import TextField
from facelab.ui.widgets.text_label import text_label

MAX_NAME = 120


class ClipWhere(FolderPart):
    """Folder, name, and what happens to a file that is there."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(session, "the clip", "Save the clip in another folder", parent)
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
        self.show_chosen_folder(choice.folder)
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
        return problem_of_name(self.name.text().strip(), "The clip", "file")

    def show_example(self, text: str) -> None:
        """Show where the clip goes."""
        problem = self.problem
        self.say(self.example, problem or text)
        show_invalid(self.name, bool(problem))
