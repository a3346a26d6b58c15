"""The page in the middle of the Explore workspace."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QPalette, QShowEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from facelab.session import Session
from facelab.ui.browse.faces_grid import FacesGrid
from facelab.ui.browse.faces_model import FacesModel
from facelab.ui.browse.top import BrowseTop
from facelab.ui.canvas.overlays import EmptyState
from facelab.ui.theme import TOKENS


class BrowsePage(QWidget):
    """Twenty faces at once. A `Page` of `ui/window/panel_entry.py`.

    Parameters
    ----------
    session : Session

    Signals
    -------
    opened
        A face is on show now, to be worked on.
    escaped
        Escape was pressed on a face: the window knows what for.
    """

    opened = Signal()
    escaped = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.browse = browse = session.browse
        self.setAccessibleName("Browse faces")
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Window)
        self.faces = FacesModel(browse, self)
        self.grid = FacesGrid(self.faces, self)
        self.top = BrowseTop(browse, self)
        self.empty = EmptyState(self.grid)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, TOKENS.space_1)
        layout.setSpacing(0)
        layout.addWidget(self.top)
        layout.addWidget(self.grid, 1)
        self.grid.opened.connect(self.open_face)
        self.grid.kept.connect(browse.keep)
        self.grid.keys_wanted.connect(self.add_to_timeline)
        self.grid.like.connect(browse.more_like)
        self.grid.turned.connect(self._turn)
        self.grid.escaped.connect(self.escaped)
        self.grid.menu_requested.connect(lambda at: self.make_menu().popup(at))
        self.top.keep_requested.connect(self.keep_chosen)
        self.top.like_requested.connect(lambda: self._with_current(browse.more_like))
        self.top.open_requested.connect(lambda: self._with_current(self.open_face))
        self.top.settled.connect(self.take_keys)
        self.grid.selectionModel().selectionChanged.connect(lambda *_: self.refresh())
        self.grid.selectionModel().currentChanged.connect(lambda *_: self.refresh())
        browse.changed.connect(self.refresh)
        browse.grown.connect(lambda _: self.refresh())
        session.cast_finder.changed.connect(self.refresh)
        session.model_changed.connect(lambda _: self.refresh())
        self.grid.installEventFilter(self)
        self.refresh()

    # -- a page of the window --------------------------------------------------------------------

    def take_keys(self) -> None:
        """The keys go to the faces."""
        self.grid.setFocus()

    def escape(self) -> bool:
        """Back from faces near one to those before. Returns whether there was a way."""
        return self.browse.out()

    def keep_chosen(self) -> None:
        """Keep the selected faces."""
        self.browse.keep(self.grid.chosen())

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks: the faces are drawn."""
        super().showEvent(event)
        self.browse.set_shown(True)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks any more, unless it is the whole window that was put away for a while."""
        super().hideEvent(event)
        if self.isHidden():
            self.browse.set_shown(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The message stays in the middle of the faces."""
        if watched is self.grid and event.type() == QEvent.Type.Resize:
            self.empty.place(self.grid.width(), self.grid.height())
        return super().eventFilter(watched, event)

    # -- showing ---------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show where we are and what can be done."""
        self.top.refresh(len(self.grid.chosen()))
        if self.browse.faces:
            self.empty.hide()
            return
        text = "Twenty faces at once appear here as soon as a network is loaded."
        if self.browse.place is not None:
            text = "Faces appear here as they are found."
        self.empty.show_message("No faces yet", text, None, "dice")
        self.empty.place(self.grid.width(), self.grid.height())

    # -- the hand --------------------------------------------------------------------------------

    def open_face(self, place: int) -> None:
        """Work on a face."""
        if self._session.open_recipe(self.browse.faces[place], "From Browse"):
            self.opened.emit()

    def add_to_timeline(self, places: Sequence[int]) -> None:
        """Make keys of faces."""
        self._session.new_keys.add([self.browse.faces[each] for each in places], elsewhere=True)

    def make_menu(self) -> QMenu:
        """What can be done with the chosen faces; it goes when it is closed."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        chosen = self.grid.chosen()
        several = len(chosen) > 1
        current = self.grid.currentIndex().row()
        open_it = menu.addAction("Open in Edit\tEnter", partial(self.open_face, current))
        like = menu.addAction("More like this\tL", partial(self.browse.more_like, current))
        menu.addSeparator()
        words = f"Keep {len(chosen)} faces" if several else "Keep this face"
        words += "\tCtrl+D"
        keep = menu.addAction(words, self.keep_chosen)
        keep.setEnabled(not all(self.browse.is_kept(each) for each in chosen))
        menu.addAction("Add to timeline\tK", partial(self.add_to_timeline, chosen))
        menu.addSeparator()
        seed = self.browse.faces[current].seed if current >= 0 else None
        copy = menu.addAction("Copy seed", lambda: QGuiApplication.clipboard().setText(str(seed)))
        copy.setEnabled(seed is not None and not several)
        for action in (open_it, like):
            action.setEnabled(current >= 0 and not several)
        return menu

    def _turn(self, step: int) -> None:
        if step > 0:
            self.browse.next_page()
        else:
            self.browse.previous_page()

    def _with_current(self, do: Callable[[int], object]) -> None:
        place = self.grid.currentIndex().row()
        if place >= 0:
            do(place)
