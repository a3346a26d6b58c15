"""The panel of a sheet: its name and sides, its cells, and what is said about the person."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from facelab.checkpoints.fetching.packaged import size_and_licence
from facelab.export.character_file import named_set
from facelab.labels.identity import LIMIT
from facelab.plain_text import counted
from facelab.recipe.character.sets import MAX_NAME
from facelab.recipe.character.sheet import Cell
from facelab.session import Message, Session
from facelab.session.character.drawing import SIDE
from facelab.ui.canvas.overlays import EmptyState
from facelab.ui.character.grid import SheetGrid
from facelab.ui.dialogs.question import confirmed
from facelab.ui.outside_text import tooltip_of
from facelab.ui.panels.sheet.sheet_menu import SheetMenu
from facelab.ui.panels.sheet.sides import Sides
from facelab.ui.theme import TOKENS
from facelab.ui.widgets import ElidedLabel, SliderScale, ValueSlider, tool_button
from facelab.ui.widgets.text_field import TextField

USUAL_SET = "visual_novel"
WHO, USE = "panel", "Use as this cell"
LOW, NARROW = 400, 330  # pixels, below which the cells need the room of what is about them
FINER = 1.2  # times the side of a preview, from which it is too coarse
EMPTY = (
    "One face with all its expressions, mouth shapes, turns or ages, which follow while you "
    "change it."
)


class SheetPanel(QWidget):
    """Shows the session's sheet, and has it changed.

    Signals
    -------
    wanted
        A sheet was opened: it is to be seen.
    edit_wanted
        A cell is to be worked on in the Edit workspace.
    export_wanted
    """

    wanted = Signal()
    edit_wanted = Signal()
    export_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._character = session, session.character
        self._cells = session.sheet_cells
        self._offered = False  # whether a sheet of the face on show can be begun
        self.name = TextField(self)
        self.name.setAccessibleName("Name of the character")
        self.name.setToolTip("Name of the character, for files and games")
        self.name.setMaxLength(MAX_NAME)
        self.name.editingFinished.connect(self._on_name)
        self.follows = tool_button(
            "pin", "Keep this face", "Keep this face: the sheet does not follow the face on show",
            checkable=True, parent=self,
        )  # fmt: skip
        self.follows.clicked.connect(lambda on: self._character.set_follows(not on))
        self.more = SheetMenu(session, self)
        self.export = QPushButton("Export…", self)
        self.export.setToolTip("As a sheet, files, an atlas, for Ren'Py, Godot or RPG Maker")
        self.export.clicked.connect(self.export_wanted)
        self.sides = Sides(session, self)
        self.banner = self._banner()
        self.grid = SheetGrid(session, self)
        self.problem = EmptyState(self.grid)
        self.standing = ElidedLabel("", self)
        self.standing.set_tone("text_dim")
        self.offer = QPushButton("Measure drift…", self)
        self.offer.clicked.connect(self._on_offer)
        self.limit = ValueSlider(
            "Mark drift beyond",
            SliderScale(0.2, 1.2, LIMIT, 0.05, 2),
            hard_minimum=0.0,
            hard_maximum=2.0,
            tooltip="0 is the same person, 1 as far as two strangers are",
            parent=self,
        )
        self.limit.value_changed.connect(self._character.set_limit)
        self.empty = EmptyState(self)
        self.empty.action_requested.connect(self._on_begin)
        self.filled = QWidget(self)
        self._build()
        self.grid.opened.connect(self.open_cell)
        self.grid.reset_wanted.connect(self._reset)
        self.grid.escaped.connect(self._on_escaped)
        self.grid.menu_requested.connect(lambda at: self.make_menu().popup(at))
        self.grid.installEventFilter(self)
        self.sides.settled.connect(self.grid.setFocus)
        self._cells.changed.connect(self.refresh)
        self._cells.pictured.connect(lambda _: self._show_standing())
        self._cells.measured.connect(self._show_standing)
        self._character.changed.connect(self.refresh)
        session.sheet_files.opened.connect(lambda _: self.wanted.emit())
        session.face.recipe_changed.connect(lambda _: self._on_face())
        self.refresh()

    def _banner(self) -> QWidget:
        banner = QWidget(self)
        self.editing = ElidedLabel("", banner)
        self.use = QPushButton(USE, banner)
        self.use.setProperty("primary", True)
        self.use.setToolTip("The face on show becomes this cell, whatever becomes of the others")
        self.use.clicked.connect(lambda: self.use_as_cell())
        self.leave = QPushButton("Back", banner)
        self.leave.setToolTip("Leave the cell as it is, and show the sheet's face again  (Esc)")
        self.leave.clicked.connect(self._character.back)
        row = QHBoxLayout(banner)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(TOKENS.space_2)
        row.addWidget(self.editing, 1)
        row.addWidget(self.leave)
        row.addWidget(self.use)
        return banner

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(TOKENS.space_2)
        top.addWidget(self.name, 1)
        for each in (self.follows, self.more.button, self.export):
            top.addWidget(each)
        foot = QHBoxLayout()
        foot.setSpacing(TOKENS.space_2)
        foot.addWidget(self.standing, 1)
        foot.addWidget(self.offer)
        inside = QVBoxLayout(self.filled)
        inside.setContentsMargins(TOKENS.space_3, TOKENS.space_2, TOKENS.space_2, TOKENS.space_2)
        inside.setSpacing(TOKENS.space_2)
        inside.addLayout(top)
        inside.addWidget(self.sides)
        inside.addWidget(self.banner)
        inside.addWidget(self.grid, 1)
        inside.addWidget(self.limit)
        inside.addLayout(foot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.filled)
        policy = self.standing.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
        self.standing.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """Room for four faces beside each other."""
        return QSize(470, 560)

    def minimumSizeHint(self) -> QSize:
        """Two faces at least, one below the other."""
        return QSize(240, 260)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The message stays in the middle."""
        super().resizeEvent(event)
        self.empty.place(self.width(), self.height())
        self.use.setText("Use" if self.width() < NARROW else USE)
        self._show_standing()

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # type: ignore[override]
        """The message about cells stays in the middle of them; large pictures are finer ones."""
        if watched is self.grid and event.type() == QEvent.Type.Resize:
            self.problem.place(self.grid.width(), self.grid.height())
            self._cells.set_fine(self.grid.side > FINER * SIDE)
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks: the cells are drawn."""
        super().showEvent(event)
        self._cells.look(WHO, True)
        self._session.own_sets.look()
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks any more."""
        super().hideEvent(event)
        self._cells.look(WHO, False)

    # -- showing ---------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the sheet; emits nothing."""
        sheet = self._character.sheet
        self.filled.setVisible(sheet is not None)
        if sheet is None:
            self._offered = there = self._session.face.has_recipe
            button = "Make a sheet of this face" if there else None
            self.empty.show_message("No sheet yet", EMPTY, button, "gallery")
            self.empty.place(self.width(), self.height())
            return
        self.empty.hide()
        if not self.name.isModified():
            self._show_name(sheet.name)
        self.follows.setChecked(not self._character.follows)
        self.sides.refresh()
        self.limit.set_value(self._cells.limit)
        place = self._cells.place_of(self._character.opened)
        self.banner.setVisible(place is not None)
        if place is not None:
            title = self._cells.cells[place].title
            self.editing.setText(f"Editing “{title}”")
            self.editing.setToolTip(tooltip_of(f"The face on show is the cell {title}"))
        if self._cells.problem:
            self.problem.show_message("No cells", self._cells.problem, None, "broken")
            self.problem.place(self.grid.width(), self.grid.height())
        else:
            self.problem.hide()
        self.export.setEnabled(bool(self._cells.cells))
        self._show_standing()

    def _show_standing(self) -> None:
        cells, networks = self._cells, self._session.identity_networks
        count, to_come = len(cells.cells), cells.to_come
        far = [cells.drift(k) for k in range(count)]
        known = [each for each in far if each is not None]
        said = counted(count, "cell")
        if to_come:
            said = f"Drawing: {count - to_come} of {count}"
        elif networks.is_fetching:
            said += ", the network for drift is on its way"
        elif known:
            beyond = sum(each > cells.limit for each in known)
            said += f", drift up to {max(known):.2f}"
            said += f", {beyond} beyond {cells.limit:.2f}" if beyond else ""
        sheet = self._character.sheet
        if sheet is not None and sheet.held and not to_come:
            said += f", held by a lock: {', '.join(sheet.held)}"
        self.standing.setText(said)
        self.standing.setToolTip(tooltip_of(said))
        missing = networks.missing
        self.offer.setVisible(bool(missing) and not networks.is_fetching)
        self.limit.setVisible(not missing and self.height() >= LOW)
        if missing:
            size = sum(entry.wheel_bytes for entry in missing) / 1e6
            self.offer.setToolTip(
                f"How far the person drifts from cell to cell; needs a network ({size:.0f} MB)"
            )

    def _on_face(self) -> None:
        if self._character.sheet is None and not self._offered:
            self.refresh()  # the first face has come, of which a sheet can be made

    # -- the sheet -------------------------------------------------------------------------------

    def _on_begin(self) -> None:
        self._character.begin(named_set(USUAL_SET))
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_name(self) -> None:
        if self.name.isModified():
            self.name.setModified(False)
            self._character.rename(self.name.text())
        sheet = self._character.sheet
        if sheet is not None:
            self._show_name(sheet.name)

    def _show_name(self, name: str) -> None:
        if name != self.name.text():
            self.name.setText(name)
        if not self.name.hasFocus():
            self.name.setCursorPosition(0)  # its beginning says most
        self.name.setToolTip(f"{name}\nName of the character, for files and games")

    def _on_offer(self) -> None:
        networks = self._session.identity_networks
        if not networks.missing or networks.is_fetching:
            return
        what = "Measuring how far a person drifts needs another network. Download it?"
        if confirmed(self, what, "\n".join(size_and_licence(networks.missing)), "Download"):
            networks.fetch()

    def _on_escaped(self) -> None:
        if self._character.opened:
            self._character.back()

    # -- cells -----------------------------------------------------------------------------------

    def open_cell(self, place: int) -> bool:
        """Show the face of a cell, to be corrected with the sliders. Returns whether it is."""
        return self._character.open_cell(self._cells.cells[place])

    def use_as_cell(self, cell: Cell | None = None) -> None:
        """The face on show becomes a cell: by default the one that was opened."""
        place = self._cells.place_of(self._character.opened)
        if cell is None and place is None:
            told = "Open a cell of the sheet first: click on it."
            self._session.tell(Message("info", "No cell is being corrected", told))
            return
        if cell is None and place is not None:
            cell = self._cells.cells[place]
        if cell is not None:
            self._character.correct(cell)
            if not self.isVisible():
                self._session.tell(Message("info", f"“{cell.title}” is corrected"))

    def _reset(self, place: int) -> None:
        cell = self._cells.cells[place]
        if cell.corrected:
            self._character.uncorrect(cell.name)

    def _edit_cell(self, place: int) -> None:
        if self.open_cell(place):
            self.edit_wanted.emit()

    def make_menu(self) -> QMenu:
        """What can be done with the current cell; it goes when it is closed."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        place = self.grid.currentIndex().row()
        cell = self._cells.cells[place]
        menu.addAction("Correct\tEnter", partial(self.open_cell, place))
        menu.addAction("Correct in Edit", partial(self._edit_cell, place))
        menu.addAction("Use the face on show as this cell", partial(self.use_as_cell, cell))
        reset = menu.addAction("Undo correction\tDelete", partial(self._reset, place))
        reset.setEnabled(cell.corrected)
        menu.addSeparator()
        keep = partial(self._session.kept.add, cell.recipe, self._cells.frame(place), cell.title)
        menu.addAction("Keep in the library", keep)
        return menu
