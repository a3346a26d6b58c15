"""One wish of a cast: words or a range, and how many of the faces are so."""

from __future__ import annotations

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QWidget

from facelab.casting.said import MOST_LETTERS, one_wish
from facelab.casting.wishes import Share, Wish
from facelab.casting.words import CAVEATS, WORDS, range_text
from facelab.errors import RecipeError
from facelab.session.choices.cast import WishSaid
from facelab.ui.outside_text import tooltip_of
from facelab.ui.theme import TOKENS
from facelab.ui.widgets import ChoiceBox, tool_button
from facelab.ui.widgets.text_field import TextField

_TIP = "Words such as “dark hair”, or a range: “age 20 to 40”, “smile > 0.5”"
_SAME = 1e-6  # of two parts
# What is chosen and how large a part it is; None is all of them.
PARTS: tuple[tuple[str, float | None], ...] = (
    ("All", None),
    ("3 in 4", 0.75),
    ("Half", 0.5),
    ("1 in 3", 1 / 3),
    ("1 in 4", 0.25),
    ("1 in 10", 0.1),
)


class WishRow(QWidget):
    """A line with a field, a part and a button that takes it away.

    Signals
    -------
    edited
        It says something else.
    removed
        It is to go.
    """

    edited = Signal()
    removed = Signal()

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = TextField(self)
        self.field.setText(text)
        self.field.setPlaceholderText("age 20 to 40")
        self.field.setAccessibleName("Wish")
        self.field.setMaxLength(MOST_LETTERS)
        completer = QCompleter(QStringListModel(list(WORDS), self), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.field.setCompleter(completer)
        self.part = ChoiceBox(self)
        self.part.setAccessibleName("How many are so")
        self.part.setToolTip("How many of the faces are so; the others are not")
        for name, part in PARTS:
            self.part.addItem(name, part)
        self.part.activated.connect(lambda _: self.edited.emit())
        self.remove = tool_button("close", "Remove this wish", parent=self)
        self.remove.clicked.connect(self.removed)
        self.field.textChanged.connect(self._on_text)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TOKENS.space_1)
        layout.addWidget(self.field, 1)
        layout.addWidget(self.part)
        layout.addWidget(self.remove)
        self._show()

    def said(self) -> Wish | Share | None:
        """What it says; None where the line is empty.

        Raises
        ------
        RecipeError
            It is not understood.
        """
        if not self.field.text().strip():
            return None
        wish = one_wish(self.field.text())
        part = self.part.currentData()
        return wish if part is None or wish is None else Share(part, wish)

    def set_part(self, part: float | None) -> None:
        """How many are so; one that a file says is a choice more."""
        for k in range(self.part.count()):
            here = self.part.itemData(k)
            if here == part or (None not in (here, part) and abs(here - part) < _SAME):
                self.part.setCurrentIndex(k)
                return
        assert part is not None  # it is the first
        self.part.addItem(f"{100 * part:.3g} %", part)
        self.part.setCurrentIndex(self.part.count() - 1)

    @property
    def choice(self) -> WishSaid:
        """The line as it is, understood or not."""
        return WishSaid(self.field.text(), self.part.currentData())

    def _on_text(self) -> None:
        self._show()
        self.edited.emit()

    def _show(self) -> None:
        """Say what it means, or why it means nothing."""
        wrong = False
        text = _TIP
        try:
            said = self.said()
        except RecipeError as error:
            wrong, text = True, f"{error.what} {error.fix}"
        else:
            if said is not None:
                wish = said.wish if isinstance(said, Share) else said
                text = ", ".join(map(range_text, wish.ranges))
                caveat = CAVEATS.get(wish.words)
                text += f" ({caveat})" if caveat else ""
        self.field.setToolTip(tooltip_of(text))
        self.field.setAccessibleDescription(text)
        if bool(self.field.property("invalid")) != wrong:
            self.field.setProperty("invalid", wrong)
            self.field.style().unpolish(self.field)
            self.field.style().polish(self.field)
