"""Which attributes a research set moves, by which steps, and how it is made."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from facelab.session import Session
from facelab.session.choices.stimuli import StimuliChoice
from facelab.stimuli.plan import LEVELS
from facelab.stimuli.ruler import Lever
from facelab.ui.dialogs.export.form import Part, fill
from facelab.ui.theme import colors
from facelab.ui.widgets import SeedBox
from facelab.ui.widgets.text_field import TextField
from facelab.ui.widgets.text_label import text_label

HEIGHT = 132  # of the list of attributes: five of them
ABOUT_LINES = 3
MAX_LEVELS = 200  # letters
TOLERANCES = (0.05, 0.1, 0.2, 0.3)
DESIGNS = (
    ("single", "One attribute at a time"),
    ("factorial", "All combinations"),
)
ORIGINS = (
    ("face", "Each face's own value"),
    ("mean", "The mean of all faces"),
)
BAD_LEVELS = "Levels are numbers with commas between them, such as -2, -1, 0, 1, 2."


class Steps(Part):
    """Attributes, levels, what level 0 is, design, tolerance, order and format.

    Signals
    -------
    changed
        The user has chosen something else.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__("Steps", parent)
        self._session = session
        self._order: tuple[str, ...] = ()  # of all attributes, as the network has them
        self.attributes = QListWidget(self)
        self.attributes.setFixedHeight(HEIGHT)
        self.attributes.setSpacing(2)
        self.attributes.itemChanged.connect(lambda _: self.changed.emit())
        self.row(
            "A&ttributes", self.attributes,
            "What changes in measured steps; all other labels are held",
        )  # fmt: skip
        self.levels = TextField(self)
        self.levels.setMaxLength(MAX_LEVELS)
        self.levels.textEdited.connect(lambda _: self.changed.emit())
        self.row(
            "&Levels", self.levels,
            "In standard deviations of the label among the network's faces",
        )  # fmt: skip
        self.origin = self.choice("Level &0 is", "Where the steps begin", ORIGINS)
        self.design = self.choice("&Design", "Which attributes move together", DESIGNS)
        self.tolerance = self.choice(
            "Tole&rance", "How far a measured value may be from its target"
        )
        self.format = self.choice("For&mat", "How the pictures are made")
        for box in (self.origin, self.design, self.tolerance, self.format):
            box.activated.connect(lambda _: self.changed.emit())
        self.about = text_label("", self, dim=True)
        self.about.setAlignment(Qt.AlignmentFlag.AlignTop)
        # as high for every format: what is below stays where it is
        self.about.setMinimumHeight(ABOUT_LINES * self.about.fontMetrics().lineSpacing())
        self.below(self.about)
        self.order = SeedBox(self, name="Seed of the order", of="order of presentation")
        self.row(
            "&Order", self.order,
            "Pictures are shown in an order that is shuffled with this seed", self.order.edit,
        )  # fmt: skip
        self.order.seed_chosen.connect(self._set_order)
        self.order.next_requested.connect(lambda: self._set_order(self.order_seed + 1))
        self.order.previous_requested.connect(lambda: self._set_order(max(0, self.order_seed - 1)))
        self.order.random_requested.connect(lambda: self._set_order(session.face.random_seed()))

    def show_choice(self, choice: StimuliChoice, levers: Sequence[Lever]) -> None:
        """Show what was chosen; emits nothing."""
        self._order = tuple(lever.id for lever in levers)
        self._colour_boxes()
        blocked = self.attributes.blockSignals(True)
        self.attributes.clear()
        chosen = [lever for lever in levers if lever.id in choice.attributes]
        rest = [lever for lever in levers if lever.id not in choice.attributes]
        for lever in (*chosen, *rest):  # what is chosen is seen without looking for it
            item = QListWidgetItem(lever.title, self.attributes)
            item.setData(Qt.ItemDataRole.UserRole, lever.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            on = lever.id in choice.attributes
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.attributes.blockSignals(blocked)
        self.levels.setText(levels_text(choice.levels))
        fill(self.origin, ORIGINS, choice.origin)
        fill(self.design, DESIGNS, choice.design)
        tolerances = sorted({*TOLERANCES, choice.tolerance})
        fill(self.tolerance, [(each, f"{each:g} sd") for each in tolerances], choice.tolerance)
        self.order.set_seed(choice.order_seed)
        formats = [(each.name, each.title) for each in self._session.stimuli.formats()]
        fill(self.format, formats, choice.format)
        self.refresh()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The attributes, in the order of the network."""
        items = [self.attributes.item(k) for k in range(self.attributes.count())]
        chosen = {
            item.data(Qt.ItemDataRole.UserRole)
            for item in items
            if item.checkState() == Qt.CheckState.Checked
        }
        return tuple(name for name in self._order if name in chosen)

    @property
    def order_seed(self) -> int:
        """Of the order of presentation."""
        return self.order.seed() or 0

    @property
    def problem(self) -> str:
        """What makes no sense, in words; empty if all does."""
        if not self.attributes.count():
            return "No face of this network can be moved in measured steps."
        if not self.chosen:
            return "Choose an attribute."
        return "" if levels_of(self.levels.text()) is not None else BAD_LEVELS

    @property
    def values(self) -> dict[str, object]:
        """What is chosen, as fields of `StimuliChoice`."""
        return {
            "attributes": self.chosen,
            "levels": levels_of(self.levels.text()) or LEVELS,
            "design": self.design.currentData(),
            "origin": self.origin.currentData(),
            "tolerance": self.tolerance.currentData(),
            "order_seed": self.order_seed,
            "format": self.format.currentData(),
        }

    def _set_order(self, seed: int) -> None:
        self.order.set_seed(seed)
        self.changed.emit()

    def _colour_boxes(self) -> None:
        """The style draws the boxes of a list in a shade of its window, darker than this one."""
        palette = self.palette()
        shade = QColor(colors(palette).text_dim)
        palette.setColor(QPalette.ColorRole.Window, shade)
        self.attributes.setPalette(palette)

    def refresh(self) -> None:
        """Say what the format is."""
        formats = {each.name: each for each in self._session.stimuli.formats()}
        named = formats.get(self.format.currentData())
        said = "" if named is None else named.about
        self.say(self.about, f"{said[:1].upper()}{said[1:]}" + ("." if said else ""))


def levels_of(text: str) -> tuple[float, ...] | None:
    """Levels that were typed, in their order; None if they are none."""
    try:
        found = tuple(float(each) for each in text.replace("−", "-").split(",") if each.strip())
    except ValueError:
        return None
    return found if found and all(abs(each) < 1e3 for each in found) else None


def levels_text(levels: Sequence[float]) -> str:
    """As they are typed."""
    return ", ".join(f"{level:g}" for level in levels)
