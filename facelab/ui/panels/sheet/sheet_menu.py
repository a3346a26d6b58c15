"""The menu of the whole sheet: its file, its corrections, and its end."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton, QWidget

from facelab.export.character_file import sheet_file
from facelab.plain_text import counted
from facelab.session import Session
from facelab.ui.dialogs.folders import folder_of, remember_folder
from facelab.ui.dialogs.question import saved_or_not
from facelab.ui.dialogs.save_path import ask_save_path
from facelab.ui.widgets import tool_button

KINDS = "Character sheet (*.json)"


class SheetMenu(QObject):
    """Opens sheets, saves the one there is, and takes it away.

    Attributes
    ----------
    button : QToolButton
        Opens the menu.
    """

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._parent = session, parent
        self._character = session.character
        self.button = tool_button("more", "More about the sheet", parent=parent)
        menu = QMenu(self.button)
        menu.aboutToShow.connect(partial(self._fill, menu))
        self.button.setMenu(menu)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        menu.addAction("Open sheet…", self.open_file)
        menu.addAction("Save sheet…", self.save_file)
        menu.addAction("Sheet before this one", self._character.take_back).setEnabled(
            self._character.before is not None
        )
        menu.addSeparator()
        menu.addAction("Undo all corrections", self._undo_all).setEnabled(bool(self._corrected))
        menu.addSeparator()
        menu.addAction("Remove sheet", self.remove)

    @property
    def _corrected(self) -> list[str]:
        sheet = self._character.sheet
        return [] if sheet is None else [each.cell for each in sheet.corrections]

    def _undo_all(self) -> None:
        for name in self._corrected:
            self._character.uncorrect(name)

    def remove(self) -> None:
        """Take the sheet away; what was corrected by hand may be saved before."""
        count = len(self._corrected)
        if not count:
            self._character.clear()
            return
        cells = "1 cell has" if count == 1 else f"{counted(count, 'cell')} have"
        answer = saved_or_not(
            self._parent,
            "Save the sheet before you remove it?",
            f"{cells} been corrected by hand.",
            "Save and remove",
            "Remove without saving",
        )
        if answer == "save":
            self._save(self._character.clear)
        elif answer == "leave":
            self._character.clear()

    def open_file(self) -> None:
        """Ask which sheet to open."""
        begin = folder_of(self._session, "recipe")
        name, _ = QFileDialog.getOpenFileName(self._parent, "Open sheet", begin, KINDS)
        if name:
            remember_folder(self._session, "recipe", Path(name))
            self._session.open_files([Path(name)])

    def save_file(self) -> None:
        """Ask where the sheet is to be saved."""
        self._save()

    def _save(self, then: Callable[[], None] = lambda: None) -> None:
        sheet = self._character.sheet
        if sheet is None:
            return
        suggested = sheet_file(Path(folder_of(self._session, "recipe")), sheet)
        path = ask_save_path(self._parent, "Save sheet", suggested, KINDS, (".json",))
        if path is not None:
            remember_folder(self._session, "recipe", path)
            self._session.sheet_files.save(path, then)
