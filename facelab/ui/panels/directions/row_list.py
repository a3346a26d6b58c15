"""The scrolling list of all directions: rows in sections, pinned ones at the top, search."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QVBoxLayout, QWidget

from facelab.engine import Direction
from facelab.session import Session
from facelab.ui.panels.directions.hover_watch import HoverWatch
from facelab.ui.panels.directions.row import DirectionRow
from facelab.ui.panels.directions.sections import (
    MINE,
    PINNED,
    DirectionSection,
    Folding,
    in_order,
)
from facelab.ui.theme import TOKENS

AT_ONCE = 6  # rows made before the window may do something else
PAUSE_MS = 15


class RowList(QScrollArea):
    """Rows are kept as long as their direction is there, with their focus and gesture.

    Those of folded sections are made a few at a time, so that seventy new ones do not hold up
    the window; who asks for `rows` gets them all.

    Parameters
    ----------
    session : Session
        Its settings say what is pinned and what is folded.
    make_row, drop_row : callable
        Give a new row to its listeners, and take one away from them.
    make_section : callable
        The same for a section.

    Attributes
    ----------
    rows : dict of DirectionRow
        By the directions' ids.
    made : dict of DirectionRow
        Those of them that there are by now.
    sections : dict of DirectionSection
        By their titles, in the order in which they are shown.

    Signals
    -------
    arranged
        Rows or sections came, went or moved.
    seen
        Other rows are in sight than before.
    """

    arranged = Signal()
    seen = Signal()

    def __init__(
        self,
        session: Session,
        make_row: Callable[[DirectionRow], object],
        drop_row: Callable[[DirectionRow], object],
        make_section: Callable[[DirectionSection], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._make_row, self._drop_row, self._make_section = make_row, drop_row, make_section
        self._folding = Folding(session)
        self._directions: list[Direction] = []
        self._words: list[str] = []
        self._missing: list[Direction] = []
        self._locks = False
        self._mine: str | None = None
        self._hover = HoverWatch(self)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PAUSE_MS)
        self._later.timeout.connect(lambda: self._make(self._missing[:AT_ONCE]))
        self.made: dict[str, DirectionRow] = {}
        self.sections: dict[str, DirectionSection] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = QWidget(self)
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, TOKENS.space_1, 0)
        self._column.setSpacing(0)
        self.nothing = QLabel("No matching direction", self._inside)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setProperty("dim", True)
        self.nothing.setVisible(False)
        self._column.addWidget(self.nothing)
        self._column.addStretch(1)
        self.setWidget(self._inside)

    @property
    def rows(self) -> dict[str, DirectionRow]:
        """A row for each direction."""
        self._make(self._missing)
        return self.made

    # -- what there is --------------------------------------------------------------------

    def show_directions(
        self, directions: Iterable[Direction], locks: bool, mine: str | None = None
    ) -> None:
        """Show these directions; those that were there stay where they can.

        Parameters
        ----------
        directions : iterable of Direction
        locks : bool
            Whether there are locks at all.
        mine : str or None
            What the user's own group says while it is empty; None if there cannot be any.
        """
        self._directions, self._locks, self._mine = list(directions), locks, mine
        there = {direction.id for direction in self._directions}
        for name in [name for name in self.made if name not in there]:
            self._remove(self.made.pop(name))
        self._missing = []
        for direction in self._directions:
            row = self.made.get(direction.id)
            if row is None:
                self._missing.append(direction)
                continue
            if row.direction is not direction:
                row.show_direction(direction)
            row.set_lock_room(locks)
        self._folding.begin([direction.group for direction in self._directions])
        self._arrange()
        self._make([each for each in self._missing if self._is_open(each)])

    def _is_open(self, direction: Direction) -> bool:
        title = PINNED if self.is_pinned(direction.id) else direction.group
        return bool(self._words) or self._folding.is_open(title)

    def _make(self, directions: Sequence[Direction]) -> None:
        """Make rows that are missing; what is missing then comes later."""
        if directions:
            for direction in directions:
                row = DirectionRow(direction, self._inside)
                self.made[direction.id] = row
                row.pin_wanted.connect(lambda on, name=direction.id: self.pin(name, on))
                row.entered.connect(lambda row=row: self._hover.begin(row))
                row.set_lock_room(self._locks)
                self._make_row(row)
            self._missing = [each for each in self._missing if each.id not in self.made]
            self.made = {
                each.id: self.made[each.id] for each in self._directions if each.id in self.made
            }
            self._arrange()
        if self._missing:
            self._later.start()

    def pin(self, name: str, on: bool) -> None:
        """Move a direction to the top, or back into its group; it is remembered."""
        pinned = [each for each in self._session.settings.pinned_directions if each != name]
        if on:
            pinned.append(name)
        self._session.change_settings(pinned_directions=tuple(pinned))
        self._arrange()

    def is_pinned(self, name: str) -> bool:
        """Whether a direction is at the top."""
        return name in self._session.settings.pinned_directions

    def _arrange(self) -> None:
        mine = self._mine
        focus = QApplication.focusWidget()
        pinned = [n for n in self._session.settings.pinned_directions if n in self.made]
        wanted: dict[str, list[DirectionRow]] = {PINNED: [self.made[name] for name in pinned]}
        groups = [direction.group for direction in self._directions]
        for group in in_order([*groups, *(() if mine is None else (MINE,))]):
            wanted[group] = []
        for name, row in self.made.items():
            row.show_pinned(name in pinned)
            if name not in pinned:
                wanted[row.direction.group].append(row)
        coming = {each.group for each in self._missing} | {MINE}
        wanted = {title: rows for title, rows in wanted.items() if rows or title in coming}
        for title in [title for title in self.sections if title not in wanted]:
            self._remove(self.sections.pop(title))
        # Rows out of sections that they leave, before others take them.
        for title, rows in wanted.items():
            self._section(title).place(rows)
        self.sections = {title: self.sections[title] for title in wanted}
        for place, section in enumerate(self.sections.values()):
            if self._column.indexOf(section) != place:
                self._column.removeWidget(section)
                self._column.insertWidget(place, section)
        if mine is not None:
            in_mine = any(group == MINE for group in groups)
            self.sections[MINE].set_empty_text("" if in_mine else mine)
        self._filter()
        self.arranged.emit()
        if focus is not None and focus is not QApplication.focusWidget() and focus.isVisible():
            focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _section(self, title: str) -> DirectionSection:
        if title not in self.sections:
            section = DirectionSection(title, self._inside)
            section.expanded_changed.connect(lambda on: self._on_folded(title, on))
            self.sections[title] = section
            self._column.insertWidget(self._column.count() - 2, section)
            self._make_section(section)
        return self.sections[title]

    def _remove(self, widget: DirectionRow | DirectionSection) -> None:
        if isinstance(widget, DirectionRow):
            self._drop_row(widget)
            for section in self.sections.values():
                section.place([row for row in section.rows if row is not widget])
        widget.hide()
        widget.deleteLater()

    def order_tabs(self, last: QWidget) -> None:
        """The Tab key goes down the list, after another widget."""
        for section in self.sections.values():
            parts = [section.header, *section.header_widgets()]
            for row in section.rows:
                parts += [row.slider.track, row.lock, row.reset]
            for part in parts:
                QWidget.setTabOrder(last, part)
                last = part

    # -- what is in sight -----------------------------------------------------------------

    def search(self, text: str) -> None:
        """Show the rows that have all these words in title, id, group or note."""
        self._words = text.casefold().split()
        if self._words:
            self._make(self._missing)
        self._filter()

    def in_sight(self, rows: Sequence[DirectionRow]) -> list[DirectionRow]:
        """Those that the search leaves."""
        return [row for row in rows if not row.isHidden()]

    def _filter(self) -> None:
        any_shown = False
        coming = {each.group for each in self._missing} | {MINE}
        for title, section in self.sections.items():
            shown = 0
            for row in section.rows:
                fits = self._fits(row.direction)
                row.setVisible(fits)
                shown += fits
            section.setVisible(shown > 0 or (not self._words and (title in coming)))
            any_shown = any_shown or shown > 0
            section.set_expanded(bool(self._words) or self._folding.is_open(title))
        self.nothing.setVisible(bool(self._words) and not any_shown)
        self.seen.emit()

    def _fits(self, direction: Direction) -> bool:
        hay = f"{direction.title} {direction.id} {direction.group} {direction.note}".casefold()
        return all(word in hay for word in self._words)

    def _on_folded(self, title: str, expanded: bool) -> None:
        self._folding.remember(title, expanded)
        self._make([each for each in self._missing if self._is_open(each)])
        self.seen.emit()
