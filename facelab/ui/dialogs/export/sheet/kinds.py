"""As what a sheet leaves: one or several kinds at once, and what the character is called."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from facelab.preparing.character.wanted import KINDS
from facelab.recipe.character.sets import MAX_NAME
from facelab.session import Session
from facelab.session.choices.sheet import SheetChoice
from facelab.ui.dialogs.export.form import Part
from facelab.ui.widgets import Switch
from facelab.ui.widgets.text_field import TextField

TITLES = {
    "sheet": ("Sheet to look at", "All cells on a page, with their names"),
    "files": ("Single files", "Each cell a PNG picture"),
    "atlas": ("Atlas with JSON", "Sprites on one picture, as Phaser and PixiJS read them"),
    "aseprite": ("Atlas for Aseprite", "The same with Aseprite's JSON, a tag for each row"),
    "godot": ("Atlas for Godot 4", "The same with SpriteFrames and AtlasTexture resources"),
    "grid": ("Plain grid", "Sprites in equal cells, without a description"),
    "renpy": ("Ren'Py", "Pictures, side images and a script, where a project has them"),
    "rpgmaker": ("RPG Maker", "Face sets of 144 px, eight to a file"),
}


class SheetKinds(Part):
    """A switch for each kind, and the name.

    Signals
    -------
    changed
        The user has chosen something else.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__("What", parent)
        self._character = session.character
        self.name = TextField(self)
        self.name.setMaxLength(MAX_NAME)
        self.name.editingFinished.connect(self._on_name)
        self.row("Ch&aracter", self.name, "Name of the character, for files and games")
        self.switches: dict[str, Switch] = {}
        for kind in KINDS:
            title, told = TITLES[kind]
            switch = Switch(title, self)
            switch.setToolTip(told)
            switch.setAccessibleDescription(told)
            switch.clicked.connect(self.changed)
            self.switches[kind] = switch
            self.below(switch)

    def show_choice(self, choice: SheetChoice) -> None:
        """Show what was chosen; emits nothing."""
        for kind, switch in self.switches.items():
            switch.setChecked(kind in choice.kinds)
        self.show_name()

    def show_name(self) -> None:
        """Show what the character is called; emits nothing."""
        sheet = self._character.sheet
        if not (self.name.hasFocus() and self.name.isModified()):
            self.name.setText("" if sheet is None else sheet.name)

    @property
    def kinds(self) -> tuple[str, ...]:
        """What is chosen."""
        return tuple(kind for kind, switch in self.switches.items() if switch.isChecked())

    def _on_name(self) -> None:
        if self.name.isModified():
            self.name.setModified(False)
            self._character.rename(self.name.text())  # which tells of it
        self.show_name()
