"""Where a sheet goes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from facelab.session import Session
from facelab.session.choices.sheet import SheetChoice
from facelab.ui.dialogs.export.folder_part import FolderPart
from facelab.ui.dialogs.folders import pictures_folder
from facelab.ui.widgets import Switch
from facelab.ui.widgets.text_label import text_label


class SheetWhere(FolderPart):
    """The folder, and what happens to files that are there. As long as nobody has chosen one, it
    is called as the character is.
    """

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(session, "the sheet", "Save the files in another folder", parent)
        self._folder = ""
        self.told = text_label("", self, dim=True)
        self.below(self.told)
        self.replace = Switch("Replace files with the same names", self)
        self.replace.setToolTip("Off: files that are there stay, and the new ones get numbers")
        self.sheet = Switch("Save the sheet itself as well", self)
        self.sheet.setToolTip("A small file, of which all can be made again")
        for switch in (self.replace, self.sheet):
            switch.clicked.connect(self.changed)
            self.below(switch)

    def show_choice(self, choice: SheetChoice) -> None:
        """Show what was chosen; emits nothing."""
        self._folder = choice.folder
        self.replace.setChecked(choice.overwrite)
        self.sheet.setChecked(choice.with_sheet)
        self.show_folder()

    def show_folder(self) -> None:
        """Show where it goes by now."""
        self._show_folder(self.folder)

    def show_kinds(self, kinds: tuple[str, ...]) -> None:
        """Say where projects have such files."""
        told = []
        if "renpy" in kinds:
            told.append("Ren'Py: choose the folder of your project; files go into its game folder.")
        if "rpgmaker" in kinds:
            told.append("RPG Maker: choose the folder of your project; files go into img/faces.")
        self.say(self.told, "\n".join(told))
        self.told.setVisible(bool(told))

    @property
    def folder(self) -> Path:
        """Where the files go."""
        if self._folder:
            return Path(self._folder)
        sheet = self._session.character.sheet
        pictures = pictures_folder(self._session.settings)
        return pictures if sheet is None else pictures / sheet.name

    @property
    def values(self) -> dict[str, object]:
        """What is chosen, as fields of `SheetChoice`."""
        return {
            "folder": str(self.folder),
            "overwrite": self.replace.isChecked(),
            "with_sheet": self.sheet.isChecked(),
        }

    @property
    def chosen_folder(self) -> str:
        """The folder that the user has chosen; empty as long as it is called as the character."""
        return self._folder

    def _take_folder(self, folder: Path) -> None:
        self._folder = str(folder)
        self.show_folder()
