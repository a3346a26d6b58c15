"""Headings of the sliders: which there are, in which order, and which are open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from facelab.session import Session
from facelab.ui.outside_text import tooltip_of
from facelab.ui.panels.directions.row import RESET_WIDTH, DirectionRow
from facelab.ui.panels.folding import remember_folded
from facelab.ui.theme import TOKENS
from facelab.ui.widgets import CollapsibleSection, tool_button

PINNED, MINE = "Pinned", "Mine"
LAST = (MINE, "Found (PCA)", "Found (SeFa)")
OPEN_AT_FIRST = (PINNED, "Expression", "Head", "Age and gender", "Hair", MINE)


def in_order(groups: Iterable[str]) -> list[str]:
    """Headings, each once: those that are named as they come, then what was found."""
    seen = list(dict.fromkeys(groups))
    rank = {group: place for place, group in enumerate(LAST)}
    return sorted(seen, key=lambda group: rank.get(group, -1))


class Folding:
    """Which sections are open: as the user left them, else the most used."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._first: tuple[str, ...] | None = None

    def begin(self, groups: Sequence[str]) -> None:
        """What there is; where nothing has a name of its own, nothing is folded at first."""
        known = any(group in OPEN_AT_FIRST for group in groups if group not in (PINNED, MINE))
        self._first = OPEN_AT_FIRST if known else None

    def is_open(self, group: str) -> bool:
        """Whether a section shows its rows."""
        settings = self._session.settings
        if group in settings.closed_sections:
            return False
        return group in settings.open_sections or self._first is None or group in self._first

    def remember(self, group: str, is_open: bool) -> None:
        """The user folded or unfolded it."""
        remember_folded(self._session, group, is_open)


class DirectionSection(CollapsibleSection):
    """Rows under a heading with buttons to draw them by chance and to reset them.

    Signals
    -------
    randomise_wanted, reset_wanted
    """

    randomise_wanted = Signal()
    reset_wanted = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.rows: list[DirectionRow] = []
        self._moved = -1
        self.randomise = self.add_button("dice", f"Randomise {title}")
        self.randomise.setToolTip(tooltip_of(f"Randomise {title}: set these amounts at random"))
        self.randomise.clicked.connect(self.randomise_wanted)
        self.reset = self.add_button("reset", f"Reset {title}")
        self.reset.clicked.connect(self.reset_wanted)
        for button in (self.randomise, self.reset):
            # Its room is kept, so that the others do not jump when it comes.
            policy = button.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            button.setSizePolicy(policy)
        self.randomise.setVisible(False)
        self.empty = QLabel(self.body)
        self.empty.setTextFormat(Qt.TextFormat.PlainText)
        self.empty.setWordWrap(True)
        self.empty.setProperty("dim", True)
        self.empty.setContentsMargins(TOKENS.icon_size, 0, 0, 0)
        self.empty.setVisible(False)
        self.body_layout.addWidget(self.empty)
        self.show_moved(0)

    def add_button(self, icon: str, name: str, *, first: bool = False) -> QToolButton:
        """Add a small button to the heading, at the end or before the others."""
        button = tool_button(icon, name, tone="text_dim", parent=self)
        button.setFixedSize(QSize(RESET_WIDTH + 2, RESET_WIDTH + 2))
        button.setIconSize(QSize(14, 14))
        self.add_header_widget(button, 0 if first else None)
        return button

    def place(self, rows: Sequence[DirectionRow]) -> None:
        """Hold these rows, in this order; rows that stay keep focus and gesture."""
        if list(rows) == self.rows:
            return
        for row in self.rows:
            self.body_layout.removeWidget(row)
        self.rows = list(rows)
        for row in rows:
            self.body_layout.addWidget(row)
        self.randomise.setVisible(bool(rows))

    def show_moved(self, count: int) -> None:
        """How many of its directions are not at 0: seen even when it is folded."""
        if count == self._moved:  # as with nearly all moves of a slider
            return
        self._moved = count
        self.reset.setVisible(count > 0)
        self.reset.setToolTip(tooltip_of(f"Reset {self.title()}: {count} changed"))

    def set_empty_text(self, text: str) -> None:
        """What it says while it has no rows."""
        self.empty.setText(text)
        self.empty.setVisible(bool(text))
