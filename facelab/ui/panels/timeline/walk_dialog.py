"""What a walk is: its seed, its pace, and how far it strays."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from facelab.recipe.sources import MAX_SEED
from facelab.recipe.walks import STEP_RANGE, FaceWalk, NoiseWalk, Walk
from facelab.ui.theme import TOKENS
from facelab.ui.widgets import LabeledRow, NumberEdit

WORDS = {
    FaceWalk: "The face strays a little towards one seed after another.",
    NoiseWalk: "Fine noise of hair and skin is drawn anew in steps, as film grain is.",
}


class WalkDialog(QDialog):
    """Asks for a walk; `walk` is what it is then."""

    def __init__(self, walk: Walk, parent: QWidget) -> None:
        super().__init__(parent)
        self._walk = walk
        self.setWindowTitle("Face walk" if isinstance(walk, FaceWalk) else "Noise walk")
        about = QLabel(WORDS[type(walk)], self)
        about.setWordWrap(True)
        self.seed = self._number("Seed", 0, 0.0, float(MAX_SEED), walk.seed)
        self.seconds = self._number("Seconds a step", 2, *STEP_RANGE, walk.seconds)
        rows = [("Seed", self.seed), ("Seconds a step", self.seconds)]
        self.strength: NumberEdit | None = None
        if isinstance(walk, FaceWalk):
            self.strength = self._number("Strength, 0 to 1", 2, 0.0, 1.0, walk.strength)
            rows.append(("Strength, 0 to 1", self.strength))
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(TOKENS.space_2)
        layout.addWidget(about)
        for name, field in rows:
            layout.addWidget(LabeledRow(name, field, self))
        layout.addWidget(buttons)
        self.setMinimumWidth(320)

    def _number(
        self, name: str, decimals: int, low: float, high: float, value: float
    ) -> NumberEdit:
        field = NumberEdit(decimals, parent=self)
        field.set_range(low, high)
        field.setAccessibleName(name)
        field.display(value)
        field.committed.connect(field.display)
        return field

    def _said(self, field: NumberEdit) -> float:
        value = field.parse(field.text())
        return 0.0 if value is None else value

    @property
    def walk(self) -> Walk:
        """As the fields say it."""
        seed = int(self._said(self.seed))
        seconds = self._said(self.seconds) or self._walk.seconds
        if self.strength is None:
            return NoiseWalk(seed, seconds)
        return FaceWalk(seed, seconds, self._said(self.strength))
