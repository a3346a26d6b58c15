"""Saving the sliders of the face on show as a look."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from facelab.plain_text import plain
from facelab.recipe import Recipe
from facelab.recipe.character.sets import MAX_TITLE, MAX_VARIANTS
from facelab.session import Session
from facelab.session.character.looks import ANOTHER_SET, USUAL_SET, layers_of
from facelab.ui.theme import TOKENS
from facelab.ui.widgets import ChoiceBox
from facelab.ui.widgets.text_field import TextField
from facelab.ui.widgets.text_label import text_label

WIDTH = 420
MOST_NAMED = 6  # sliders


class SaveLook(QDialog):
    """Asks for the name, and for the set that it goes into; the session saves it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Save a look")
        self.setFixedWidth(WIDTH)
        self._session = session
        self._face = session.face.recipe  # another may be on show by the time that it is saved
        self.name = TextField(self)
        self.name.setMaxLength(MAX_TITLE)
        self.name.setAccessibleName("Name of the look")
        self.name.setPlaceholderText("Older villain")
        self.into = ChoiceBox(self)
        self.into.setAccessibleName("Set")
        titles = [each.shown for each in session.own_sets.own.values()]
        usual = USUAL_SET if session.own_sets.called(USUAL_SET) is None else None
        for title in filter(None, (usual, *titles)):
            self.into.addItem(title)
        self.into.setCurrentIndex(max(0, self.into.findText(USUAL_SET)))
        self.about = text_label(_about(self._face, session), self, dim=True)
        self.about.setWordWrap(True)
        self.warning = text_label("", self, dim=True)
        self.warning.setWordWrap(True)
        keys = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.save = QPushButton("Save", self)
        self.save.setDefault(True)
        keys.addButton(self.save, QDialogButtonBox.ButtonRole.AcceptRole)
        self._arrange(keys)
        keys.accepted.connect(self.accept)
        keys.rejected.connect(self.reject)
        self.finished.connect(self.deleteLater)
        self.name.textChanged.connect(self._follow)
        self.into.currentTextChanged.connect(self._follow)
        self._follow()
        self.name.setFocus()

    def _arrange(self, keys: QDialogButtonBox) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(TOKENS.space_3)
        grid.setVerticalSpacing(TOKENS.space_3)
        grid.setColumnStretch(1, 1)
        for row, (title, part) in enumerate((("Name", self.name), ("Set", self.into))):
            label = QLabel(title, self)
            label.setProperty("dim", True)
            label.setBuddy(part)
            grid.addWidget(label, row, 0)
            grid.addWidget(part, row, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(TOKENS.space_4,) * 4)
        layout.setSpacing(TOKENS.space_4)
        layout.addLayout(grid)
        layout.addWidget(self.about)
        layout.addWidget(self.warning)
        layout.addWidget(keys)

    @property
    def title(self) -> str:
        """What was typed, as a title."""
        return plain(self.name.text(), MAX_TITLE).strip()

    def accept(self) -> None:
        """Let the session save it."""
        if self.save.isEnabled():
            self._session.looks.save(self.title, self.into.currentText(), self._face)
            super().accept()

    def _follow(self) -> None:
        into = self.into.currentText()
        replaces = self._session.looks.find(self.title, into) is not None
        full = self._session.looks.is_full(into) and not replaces
        self.save.setText("Replace" if replaces else "Save")
        self.save.setEnabled(bool(self.title) and not full)
        said = f"{into} already has a look with this name." if replaces else ""
        if full:
            said = f"{into} has {MAX_VARIANTS} looks and takes no more. {ANOTHER_SET}"
        self.warning.setText(said)
        self.warning.setVisible(bool(said))
        layout = self.layout()
        assert layout is not None
        self.resize(WIDTH, layout.totalHeightForWidth(WIDTH))  # `adjustSize` leaves gaps


def _about(recipe: Recipe, session: Session) -> str:
    """What is saved, in words."""
    model = session.model
    titles = {} if model is None else {each.id: each.title for each in model.directions}
    moved = [each for each in recipe.directions if each.amount]
    moved.sort(key=lambda each: -abs(each.amount))
    named = [f"{titles.get(m.direction, m.direction)} {m.amount:+.1f}" for m in moved[:MOST_NAMED]]
    more = f" and {len(moved) - MOST_NAMED} more" if len(moved) > MOST_NAMED else ""
    said = f"{', '.join(named)}{more}. Any face can take these on top of its own sliders."
    if layers_of(recipe):
        said += " Layers you chose are not included."
    return said
