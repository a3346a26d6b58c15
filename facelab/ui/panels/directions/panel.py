"""Directions: a slider each, in groups, with locks, a limit and search."""

from __future__ import annotations

import random

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from facelab.engine import Direction, Frame, ModelInfo, Reach, StrainGauge
from facelab.recipe import Locks, Recipe
from facelab.recipe.locks import Hold
from facelab.session import Session
from facelab.ui.looks import LooksMenu
from facelab.ui.panels.directions.about_direction import AboutDirection
from facelab.ui.panels.directions.blame import Blame, blame_of
from facelab.ui.panels.directions.chance import at_nothing, drawn
from facelab.ui.panels.directions.direction_files import EMPTY, DirectionFiles
from facelab.ui.panels.directions.guard import GuardBar
from facelab.ui.panels.directions.hover_cards import HoverCards
from facelab.ui.panels.directions.layer_range import LayerRange
from facelab.ui.panels.directions.lock_button import WORDS
from facelab.ui.panels.directions.locks_strip import LocksStrip
from facelab.ui.panels.directions.missing import missing
from facelab.ui.panels.directions.row import DirectionRow
from facelab.ui.panels.directions.row_list import RowList
from facelab.ui.panels.directions.row_menu import Span, make_menu
from facelab.ui.panels.directions.sections import MINE, DirectionSection
from facelab.ui.theme import TOKENS
from facelab.ui.unhurried import Unhurried
from facelab.ui.widgets import SearchField, ValueSlider, tool_button
from facelab.ui.widgets.text_label import text_label

AT_ONCE = 2  # steps solved for new locks before the window may do something else


class DirectionsPanel(QWidget):
    """Sliders in units of sigma; the menu of each has layers, lock and more.

    Attributes
    ----------
    list : RowList
    looks : QToolButton
    locks : LocksStrip
    guard : GuardBar
    missing : QLabel
        What this network does not have.
    cards : HoverCards

    Signals
    -------
    import_wanted
        The user wants to add directions from files.
    """

    import_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._files = DirectionFiles(self, session)
        self._chance = random.Random()
        self._reach: Reach | None = None
        self._gauge: StrainGauge | None = None
        self._titles: dict[str, Direction] = {}
        self._blame = Blame()

        self.search = SearchField("Search directions", self)
        self.looks = tool_button("looks", "Looks", "Looks: many sliders set at once", parent=self)
        self.looks.setPopupMode(self.looks.ToolButtonPopupMode.InstantPopup)
        self.looks.setMenu(LooksMenu(session, self.looks))
        self.reset = tool_button("reset", "Reset all directions", parent=self)
        self.reset.clicked.connect(self._on_reset)
        self.reset.setEnabled(False)
        top = QHBoxLayout()
        top.setSpacing(TOKENS.space_1)
        top.addWidget(self.search, 1)
        top.addWidget(self.looks)
        top.addWidget(self.reset)
        self.missing = text_label("", self, dim=True)
        self.missing.setVisible(False)
        self.locks = LocksStrip(self)
        self.locks.hold_wanted.connect(self._on_hold_wanted)
        self.list = RowList(session, self._begin_row, self._end_row, self._begin_section, self)
        self.search.search_changed.connect(self.list.search)
        self.guard = GuardBar(session, self)
        self.cards = HoverCards(session, self)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(TOKENS.space_2, TOKENS.space_2, TOKENS.space_1, TOKENS.space_2)
        layout.setSpacing(TOKENS.space_1)
        layout.addLayout(top)
        layout.addWidget(self.missing)
        layout.addWidget(self.locks)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.guard)

        self._moved: frozenset[str] = frozenset()  # directions that the rows show as moved
        self._locks: Locks | None = None  # and the locks
        self._ends_soon = QTimer(self)
        self._ends_soon.setSingleShot(True)
        self._ends_soon.setInterval(0)
        self._ends_soon.timeout.connect(self._show_ends)
        self.list.seen.connect(self._ends_soon.start)
        self.list.arranged.connect(self._on_arranged)
        session.model_changed.connect(self._on_model_changed)
        session.directions_changed.connect(self._on_directions_changed)
        session.carried.changed.connect(self._on_directions_changed)
        self._judge = Unhurried(self, self._judge_shown)
        session.frame_ready.connect(self._on_frame)
        session.face.recipe_changed.connect(self._on_recipe_changed)

    @property
    def rows(self) -> dict[str, DirectionRow]:
        """A row for each direction, by id."""
        return self.list.rows

    def slider(self, direction: str) -> ValueSlider:
        """The slider of a direction."""
        return self.rows[direction].slider

    # -- showing -----------------------------------------------------------------------------

    def _on_model_changed(self, model: ModelInfo) -> None:
        self.locks.show_space(model.directions.space)
        self.guard.show_model(model)
        self._on_directions_changed()

    def _on_directions_changed(self) -> None:
        model = self._session.model
        if model is None:
            return
        said = missing(model, self._session.measuring.running)
        self.missing.setText(said)
        self.missing.setVisible(bool(said))
        known = self._session.carried.among(model.directions)
        self._reach = Reach(known)
        self._gauge = StrainGauge(known, self._reach)
        self._titles = {each.id: each for each in known}
        self.list.show_directions(known, known.space is not None, EMPTY)
        self._moved, self._locks = frozenset(self._titles), None  # all of it is shown anew
        if self._session.face.has_recipe:
            # Nobody tells again of a face that stays.
            self._on_recipe_changed(self._session.face.recipe)

    def _on_arranged(self) -> None:
        if self._session.face.has_recipe:
            self._show_moved(self._session.face.recipe)
        # Widgets made after the window would come last for the Tab key.
        last: QWidget = self.reset
        for chip in self.locks.chips.values():
            QWidget.setTabOrder(last, chip)
            last = chip
        self.list.order_tabs(last)

    def _on_recipe_changed(self, recipe: Recipe) -> None:
        # With each preview under a hand, which changes one of some seventy rows.
        amounts = {move.direction: move.amount for move in recipe.directions}
        for name in dict.fromkeys((*self._moved, *amounts)):
            if name in self.list.made:
                self.list.made[name].show_amount(amounts.get(name, 0.0))
        if recipe.locks != self._locks:
            self._locks = recipe.locks
            for name, row in self.list.made.items():
                row.show_hold(recipe.locks.of(name))
        if amounts.keys() != self._moved:
            self._moved = frozenset(amounts)
            self._show_moved(recipe)
        self.locks.show_locks(recipe.locks)
        self.guard.show_recipe(recipe)
        self.reset.setEnabled(bool(recipe.directions))

    def _show_moved(self, recipe: Recipe) -> None:
        moved = {move.direction for move in recipe.directions}
        for section in self.list.sections.values():
            section.show_moved(sum(row.direction.id in moved for row in section.rows))

    def _on_frame(self, frame: Frame) -> None:
        self._judge.ask(frame.kind == "preview")
        if frame.kind == "full":
            self._ends_soon.start()

    def _judge_shown(self) -> None:
        if self._session.frame is not None:
            self._show_blame(self._session.frame)

    def _show_blame(self, frame: Frame) -> None:
        """Mark the sliders that are to blame for what is on show."""
        model = self._session.model
        if self._gauge is None or model is None or model.directions.space is None:
            return
        locks = model.directions.space.attributes
        self._blame = blame_of(
            self._gauge.of(frame.ws, frame.recipe, frame.share),
            lambda name: self._titles[name].title if name in self._titles else name,
            lambda name: locks.get(name, name),
        )
        for name, row in self.list.made.items():
            row.show_blame(self._blame.sliders.get(name, ""))
        self.guard.show_blame(self._blame)

    def _show_ends(self) -> None:
        """Mark in the rows in sight where the face that rests would break."""
        frame, face = self._session.frame, self._session.face
        if frame is None or self._reach is None or not face.has_recipe:
            return
        rows = [row for row in self.list.made.values() if row.isVisible()]
        if frame.recipe != face.recipe or any(row.slider.in_gesture() for row in rows):
            return  # the full frame of what is done now will come
        names = [row.direction.id for row in rows]
        if not self._reach.prepare(frame.recipe, names, AT_ONCE):
            self._ends_soon.start()  # the window goes on meanwhile
            return
        self._show_blame(frame)  # of steps that were not there before
        ends = self._reach.ends(frame.ws, frame.recipe, names, frame.share)
        for row in rows:
            row.show_ends(ends.get(row.direction.id))

    # -- rows and sections come and go -----------------------------------------------------

    def _begin_row(self, row: DirectionRow) -> None:
        name = row.direction.id
        row.slider.value_changed.connect(lambda value: self._on_amount_changed(name, value))
        row.slider.gesture_finished.connect(self._session.face.end_gesture)
        row.hold_wanted.connect(lambda hold: self._on_hold_wanted(name, hold))
        row.menu_wanted.connect(lambda at: self._show_menu(name, at))
        self.cards.add(row)
        if self._session.face.has_recipe:
            recipe = self._session.face.recipe
            row.show_amount(recipe.amount(name))
            row.show_hold(recipe.locks.of(name))
            row.show_blame(self._blame.sliders.get(name, ""))

    def _end_row(self, row: DirectionRow) -> None:
        self.cards.remove(row)

    def _begin_section(self, section: DirectionSection) -> None:
        section.randomise_wanted.connect(lambda: self._on_randomise(section))
        section.reset_wanted.connect(lambda: self._on_reset_section(section))
        if section.title() == MINE:
            add = section.add_button("import", "Import directions from a file", first=True)
            add.clicked.connect(self.import_wanted)

    # -- the user's changes --------------------------------------------------------------------

    def _on_amount_changed(self, name: str, value: float) -> None:
        face = self._session.face
        title = self.rows[name].direction.title
        recipe = self._session.carried.put_in(face.recipe.with_amount(name, value), name)
        face.edit(recipe, title, ("amount", name))

    def _on_reset(self) -> None:
        face = self._session.face
        face.edit(face.recipe.without_directions(), "Reset directions")

    def _on_randomise(self, section: DirectionSection) -> None:
        face = self._session.face
        if face.has_recipe:
            rows = self.list.in_sight(section.rows)
            face.edit(drawn(rows, face.recipe, self._chance), f"Randomise {section.title()}")

    def _on_reset_section(self, section: DirectionSection) -> None:
        face = self._session.face
        if face.has_recipe:
            rows = self.list.in_sight(section.rows)
            face.edit(at_nothing(rows, face.recipe), f"Reset {section.title()}")

    def _on_hold_wanted(self, name: str, hold: Hold) -> None:
        face, model = self._session.face, self._session.model
        if model is None or model.directions.space is None or not face.has_recipe:
            return
        title = model.directions.space.attributes.get(name, name)
        face.edit(face.recipe.with_lock(name, hold), f"{title}: {WORDS[hold]}")

    # -- the menu of a row -----------------------------------------------------------------

    def _show_menu(self, name: str, at: QPoint) -> None:
        if self._session.model is None or not self._session.face.has_recipe:
            return
        self.cards.hide()
        menu = self.make_menu(name)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def make_menu(self, name: str) -> QMenu:
        """The menu of a row."""
        face, model = self._session.face, self._session.model
        assert model is not None
        return make_menu(
            self.rows[name],
            face.recipe,
            model,
            self,
            pinned=self.list.is_pinned(name),
            own=self._session.own.is_own(name),
            carried=self._session.carried.find(name) is not None,
            parent=self,
        )

    def pin(self, name: str, on: bool) -> None:
        """To the top, or back into its group."""
        self.list.pin(name, on)

    def set_layers(self, name: str, span: Span) -> None:
        """Let a direction reach other layers; None is its own."""
        self._set_layers(name, span, None)

    def _set_layers(self, name: str, span: Span, gesture: tuple[str, str] | None) -> None:
        face = self._session.face
        title = self.rows[name].direction.title
        recipe = face.recipe.with_amount(name, face.recipe.amount(name), span)
        face.edit(recipe, f"Layers of {title}", gesture)

    def choose_layers(self, name: str) -> None:
        """Ask for first and last layer, one step of undo for all that is tried."""
        face, model, row = self._session.face, self._session.model, self.rows[name]
        assert model is not None
        used = next((m.layers for m in face.recipe.directions if m.direction == name), None)
        popup = LayerRange(
            row.direction.title, used or row.direction.layers, model.num_ws - 1, self
        )
        popup.range_changed.connect(
            lambda first, last: self._set_layers(name, (first, last), ("layers", name))
        )
        popup.closed.connect(face.end_gesture)
        at = row.slider.track.mapToGlobal(QPoint(0, row.height()))
        popup.show_at(at, self.screen().availableGeometry())

    def set_hold(self, name: str, hold: Hold) -> None:
        """Hold what a direction moves by itself, always, or never."""
        self._on_hold_wanted(name, hold)

    def show_about(self, name: str) -> None:
        """Tell all of a direction: pictures, layers, what was measured."""
        self.cards.hide()
        AboutDirection(self._session, self.rows[name], self).open()

    def export(self, name: str) -> None:
        """Save a direction as a file."""
        self._files.export(self.rows[name].direction)

    def add_to_mine(self, name: str) -> None:
        """Keep a direction that the face has brought with it."""
        self._session.own.add(self.rows[name].direction)

    def rename(self, name: str) -> None:
        """Ask for another name for one of the user's own."""
        self._files.rename(self.rows[name].direction)

    def delete(self, name: str) -> None:
        """Delete one of the user's own."""
        self._files.delete(self.rows[name].direction)
