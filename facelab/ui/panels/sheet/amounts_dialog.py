"""A direction at some amounts, as a side of a sheet."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from facelab.engine import ModelInfo
from facelab.plain_text import plain
from facelab.recipe.character.sets import VariantSet, set_of_amounts
from facelab.ui.theme import TOKENS
from facelab.ui.widgets import ChoiceBox, LabeledRow
from facelab.ui.widgets.text_field import TextField
from facelab.ui.widgets.text_label import text_label

USUAL = "-2, -1, 0, 1, 2"
MOST_LETTERS = 60


class AmountsDialog(QDialog):
    """Asks which direction, and for its amounts; `made` is the side then.

    Parameters
    ----------
    model : ModelInfo
        The network, whose directions there are.
    side : str
        Along which side it is to stand.
    parent : QWidget
    """

    def __init__(self, model: ModelInfo, side: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("A direction at some amounts")
        about = QLabel(
            "Amounts are in standard deviations, and are added to what the face has.", self
        )
        about.setWordWrap(True)
        self.direction = ChoiceBox(self)
        self.direction.setAccessibleName("Direction")
        self.direction.setMaxVisibleItems(20)
        for each in model.directions:
            self.direction.addItem(plain(each.title, MOST_LETTERS), each.id)
        self.amounts = TextField(self)
        self.amounts.setAccessibleName("Amounts")
        self.amounts.setText(USUAL)
        self.amounts.textChanged.connect(lambda _: self._check())
        self.told = text_label("", self, dim=True)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(TOKENS.space_2)
        layout.addWidget(about)
        layout.addWidget(LabeledRow("Direction", self.direction, self))
        layout.addWidget(LabeledRow(f"Amounts for the {side}", self.amounts, self))
        layout.addWidget(self.told)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(380)
        self.made: VariantSet | None = None
        self.direction.currentIndexChanged.connect(lambda _: self._check())
        self._check()

    def _check(self) -> None:
        self.made, problem = None, ""
        try:
            parts = self.amounts.text().replace(";", ",").split(",")
            amounts = tuple(float(each) for each in parts if each.strip())
        except ValueError:
            problem = f"Write numbers with commas between them: {USUAL}"
        else:
            try:
                self.made = set_of_amounts(self.direction.currentData() or "", amounts)
            except ValueError as error:
                problem = f"{error}"[:1].upper() + f"{error}"[1:] + "."
        self.told.setText(problem)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(self.made is not None)
