"""What is locked as a whole and has no slider: who it is, what is around."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from facelab.engine.directions.edit_space import EditSpace
from facelab.recipe import Locks
from facelab.ui.panels.directions.lock_button import LockChip
from facelab.ui.theme import TOKENS


class LocksStrip(QWidget):
    """A lock with its name for each attribute that has no direction.

    Signals
    -------
    hold_wanted : str, str
        The user wants an attribute held so.
    """

    hold_wanted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips: dict[str, LockChip] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(TOKENS.space_2)
        self.setVisible(False)

    def show_space(self, space: EditSpace | None) -> None:
        """Make a chip for each whole attribute; without any the strip takes no room."""
        for chip in self.chips.values():
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips.clear()
        for whole in () if space is None else space.wholes:
            chip = LockChip(whole.title, whole.about, self)
            chip.hold_wanted.connect(lambda hold, name=whole.id: self.hold_wanted.emit(name, hold))
            self._row.addWidget(chip, chip.sizeHint().width())
            self.chips[whole.id] = chip
        self.setVisible(bool(self.chips))

    def show_locks(self, locks: Locks) -> None:
        """Show the states; emits nothing."""
        for name, chip in self.chips.items():
            chip.set_hold(locks.of(name))
