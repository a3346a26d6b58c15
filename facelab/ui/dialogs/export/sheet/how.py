"""How the cells of a sheet are to be: size, background, names, and how sprites are packed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from facelab.export.atlas.godot import ROOT
from facelab.preparing.character.wanted import PACKED
from facelab.session import Session
from facelab.session.choices.sheet import SheetChoice
from facelab.ui.dialogs.export.backgrounds import BACKGROUNDS, asked_background, show_backgrounds
from facelab.ui.dialogs.export.form import Part, fill
from facelab.ui.widgets import Switch
from facelab.ui.widgets.text_field import TextField

SIZES = (1024, 768, 512, 384, 256, 192, 144, 128, 96, 64)
ROOMS = (0, 1, 2, 4, 8, 16)
USUAL_BEHIND = ("", "As usual for each kind")


class SheetHow(Part):
    """Size, background, names and eyes.

    Signals
    -------
    changed
        The user has chosen something else.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__("How", parent)
        self._session = session
        self._background = ""
        self.edge = self.choice(
            "&Size",
            "Edge of a cell in pixels. As usual: 384 on a sheet, 512 of sprites, else the "
            "network's own. Faces of RPG Maker always have 144",
        )
        self.edge.activated.connect(lambda _: self.changed.emit())
        self.background = self.choice(
            "&Background",
            "What is behind head and shoulders. As usual: nothing behind sprites and in Ren'Py, "
            "else the picture's own",
        )
        self.background.activated.connect(lambda _: self._on_background())
        self.labels = self._switch("Names on the sheet", "Off: a clean sheet")
        self.align = self._switch(
            "Eyes on the same pixels", "So that nothing jumps when one cell follows another"
        )

    def _switch(self, title: str, told: str) -> Switch:
        switch = Switch(title, self)
        switch.setToolTip(told)
        switch.setAccessibleDescription(told)
        switch.clicked.connect(self.changed)
        self.below(switch)
        return switch

    def show_choice(self, choice: SheetChoice) -> None:
        """Show what was chosen; emits nothing."""
        sizes = sorted({*SIZES, *filter(None, (choice.size,))}, reverse=True)
        fill(
            self.edge,
            [(None, "As usual for each kind"), *((each, f"{each} px") for each in sizes)],
            choice.size,
        )
        self._background = choice.background
        self._show_background()
        self.labels.setChecked(choice.labels)
        self.align.setChecked(choice.align)

    def show_kinds(self, kinds: tuple[str, ...]) -> None:
        """Only what says something for these is to be chosen."""
        self.labels.setVisible("sheet" in kinds)

    @property
    def values(self) -> dict[str, object]:
        """What is chosen, as fields of `SheetChoice`."""
        return {
            "size": self.edge.currentData(),
            "background": self._background,
            "labels": self.labels.isChecked(),
            "align": self.align.isChecked(),
        }

    def _show_background(self) -> None:
        known = (USUAL_BEHIND, *BACKGROUNDS[1:])
        show_backgrounds(self.background, self._background, known)

    def _on_background(self) -> None:
        self._background = asked_background(self._session, self, self.background, self._background)
        self._show_background()
        self.changed.emit()


class SpritesHow(Part):
    """How sprites lie on an atlas; shown only where there is one.

    Signals
    -------
    changed
        The user has chosen something else.
    """

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Sprites", parent)
        self.padding = self._room("&Padding", "Empty pixels between sprites")
        self.extrude = self._room("&Extrusion", "Pixels by which the edges of sprites go on")
        self.power = Switch("Edges are powers of two", self)
        self.power.setToolTip("Some engines want atlases of 512, 1024, 2048 … pixels")
        self.trim = Switch("Cut off empty rims", self)
        self.trim.setToolTip("Smaller atlases; where each sprite belongs is in its description")
        for switch in (self.power, self.trim):
            switch.clicked.connect(self.changed)
            self.below(switch)
        self.godot = TextField(self)
        self.godot.setMaxLength(200)
        self.godot.textEdited.connect(lambda _: self.changed.emit())
        self.row("&Godot folder", self.godot, "Where the atlas will lie in the Godot project")

    def _room(self, label: str, told: str) -> QComboBox:
        box = self.choice(label, told)
        box.activated.connect(lambda _: self.changed.emit())
        return box

    def show_choice(self, choice: SheetChoice) -> None:
        """Show what was chosen; emits nothing."""
        for box, now in ((self.padding, choice.padding), (self.extrude, choice.extrude)):
            fill(box, [(each, f"{each} px") for each in sorted({*ROOMS, now})], now)
        self.power.setChecked(choice.power_of_two)
        self.trim.setChecked(choice.trim)
        if self.godot.text() != choice.godot_folder:
            self.godot.setText(choice.godot_folder)

    def show_kinds(self, kinds: tuple[str, ...]) -> None:
        """Only what says something for these is to be chosen."""
        self.setVisible(bool(PACKED & set(kinds)))
        self.form.setRowVisible(self.godot, "godot" in kinds)

    @property
    def values(self) -> dict[str, object]:
        """What is chosen, as fields of `SheetChoice`."""
        return {
            "padding": self.padding.currentData(),
            "extrude": self.extrude.currentData(),
            "power_of_two": self.power.isChecked(),
            "trim": self.trim.isChecked(),
            "godot_folder": self.godot.text().strip() or ROOT,
        }
