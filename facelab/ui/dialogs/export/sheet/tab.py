"""The tab for sheets: chooses, shows and starts."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from facelab.checkpoints.catalogue import CatalogueEntry
from facelab.errors import FacelabError
from facelab.plain_text import counted
from facelab.session import Session
from facelab.session.choices.sheet import SheetChoice
from facelab.session.exporting.scope import Scope
from facelab.session.exporting.sheet_command import sheet_command
from facelab.session.exporting.sheets import SheetOrder
from facelab.session.messages import message_of
from facelab.ui.canvas.overlays import EmptyState
from facelab.ui.character.grid import SheetGrid
from facelab.ui.dialogs.export.begin import once_agreed
from facelab.ui.dialogs.export.marks import Marks
from facelab.ui.dialogs.export.sheet.how import SheetHow, SpritesHow
from facelab.ui.dialogs.export.sheet.kinds import SheetKinds
from facelab.ui.dialogs.export.sheet.where import SheetWhere
from facelab.ui.dialogs.export.tab import Scopes
from facelab.ui.dialogs.export.two_sides import TwoSidedTab
from facelab.ui.dialogs.export.words import amount, duration

TYPING_MS = 150
WHO = "export"
HOW = "Make one in the Animate workspace (F7)."
NOTHING = "There is no sheet yet: make one in the Animate workspace (F7)."


class SheetTab(TwoSidedTab):
    """Chooses, shows and starts; what leaves is the session's sheet.

    Parameters
    ----------
    session : Session
    scopes : callable
        Which faces there are to choose from: a sheet has its own.
    parent : QWidget
    """

    def __init__(self, session: Session, scopes: Scopes, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._sheets = session, session.sheets
        self._open = False
        self._order: SheetOrder | None = None
        self._problem = ""
        self.grid = SheetGrid(session, self)
        self.nothing = EmptyState(self.grid)
        self.grid.installEventFilter(self)
        inside = QWidget(self)
        self.kinds, self.how = SheetKinds(session, inside), SheetHow(session, inside)
        self.sprites, self.where = SpritesHow(inside), SheetWhere(session, inside)
        self.marks = Marks(session, inside)
        self.lay_out(
            self.grid, inside, (self.kinds, self.how, self.sprites, self.where, self.marks)
        )
        self._soon = self.later(TYPING_MS, self._check)
        for part in (self.kinds, self.how, self.where):
            part.changed.connect(self._check)
        self.sprites.changed.connect(self._soon.start)
        session.settings_changed.connect(self._on_settings)
        session.character.changed.connect(self._on_sheet)

    # -- the dialog ----------------------------------------------------------------------------

    def open(self, scope: Scope | None) -> None:
        """Show what was chosen last."""
        self._open = True
        choice = self._sheets.choice
        for part in (self.kinds, self.how, self.sprites, self.where):
            part.show_choice(choice)
        self.marks.show_all()
        self._session.sheet_cells.look(WHO, True)
        self._check()

    def close_down(self) -> None:
        """Nobody looks any more."""
        self._open = False
        self._soon.stop()
        self._session.sheet_cells.look(WHO, False)

    @property
    def choice(self) -> SheetChoice:
        """What is chosen."""
        values = {**self.how.values, **self.sprites.values, **self.where.values}
        return SheetChoice(kinds=self.kinds.kinds, **values)  # type: ignore[arg-type]

    @property
    def ready(self) -> bool:
        """Whether it can be exported."""
        return self._order is not None

    @property
    def standing(self) -> str:
        """How many cells, how large, how long; or what is in the way."""
        order = self._order
        if order is None:
            return self._problem or NOTHING
        said = [counted(order.sheet.count, "cell"), counted(len(order.ways.kinds), "kind")]
        cost = self._sheets.cost(order)
        said.append(f"about {amount(cost.bytes)}")
        if cost.seconds is not None:
            said.append(f"about {duration(cost.seconds)}")
        return ", ".join(said)

    def command(self) -> str:
        """The command that does the same."""
        if self._order is None:
            return ""
        return sheet_command(self._order, self._session.saying.parts)

    def export(self) -> bool:
        """Begin, once the user has agreed to what has to be downloaded."""
        self._check()  # what is typed counts
        order = self._order
        if order is None:
            return False
        # A folder that nobody chose is that of each character.
        choice = msgspec.structs.replace(self.choice, folder=self.where.chosen_folder)

        def found(missing: tuple[CatalogueEntry, ...]) -> None:
            once_agreed(self.window(), missing, lambda: self._sheets.run(order, choice))

        self._sheets.find_missing(order, found)
        return True

    # -- what changes --------------------------------------------------------------------------

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # type: ignore[override]
        """The message stays in the middle."""
        if watched is self.grid and event.type() == QEvent.Type.Resize:
            self.nothing.place(self.grid.width(), self.grid.height())
        return super().eventFilter(watched, event)

    def _check(self) -> None:
        """Whether it can be made as it is chosen."""
        if not self._open:
            return
        kinds, sheet = self.kinds.kinds, self._session.character.sheet
        for part in (self.how, self.sprites, self.where):
            part.show_kinds(kinds)
        self._order, self._problem = None, ""
        if sheet is None:
            self.nothing.show_message("No sheet yet", HOW, None, "gallery")
        else:
            self.nothing.hide()
            try:
                self._order = self._sheets.order(sheet, self.choice)
            except FacelabError as error:
                self._problem = message_of(error).in_a_line
        self.changed.emit()

    def _on_sheet(self) -> None:
        if self._open:
            self.kinds.show_name()
            self.where.show_folder()
            self._check()

    def _on_settings(self) -> None:
        if self._open:
            self.marks.show_all()
