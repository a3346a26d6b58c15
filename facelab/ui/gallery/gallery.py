"""The gallery of a window: its question, its faces, its commands, shared by strip and page."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget

from facelab.library import ImportReport
from facelab.session import Session
from facelab.session.rendering.pictures import Pictures
from facelab.ui.gallery.actions import GalleryActions
from facelab.ui.gallery.browsing import Browsing
from facelab.ui.gallery.cards_view import Mode
from facelab.ui.gallery.choice import Choice
from facelab.ui.gallery.faces_menu import make_menu
from facelab.ui.gallery.faces_model import FacesModel
from facelab.ui.gallery.faces_view import FacesView
from facelab.ui.gallery.filling import Filling
from facelab.ui.gallery.nothing import Nothing
from facelab.ui.gallery.shelf import Shelf
from facelab.ui.gallery.shelf_model import ShelfModel


class Gallery(QObject):
    """Make one for a window, then a `GalleryStrip` and a `GalleryPage` of it.

    Attributes
    ----------
    browsing : Browsing
        What is asked of the library.
    faces : FacesModel
    choice : Choice
    actions : GalleryActions

    Signals
    -------
    details_requested
        Tags and note of the chosen faces are to be shown.
    """

    details_requested = Signal()

    def __init__(self, session: Session, pictures: Pictures, window: QWidget) -> None:
        super().__init__(window)
        self.session = session
        self.browsing = Browsing(session, self)
        self.faces = FacesModel(session, self.browsing, self)
        self.choice = Choice(self.faces, self)
        self.actions = GalleryActions(session, pictures, self.browsing, window)
        self._shelf_model = ShelfModel(self.browsing)
        self._filling = Filling(session, pictures, self)
        self.browsing.query_changed.connect(self._shelf_model.refresh)
        session.kept.changed.connect(self._on_library_changed)
        session.kept.moved.connect(self._on_library_moved)
        session.kept.went.connect(self.choice.choose_all)
        session.kept.imported.connect(self._on_imported)
        session.networks.changed.connect(self._on_library_changed)

    @property
    def shelf_model(self) -> ShelfModel:
        """Rows of the side list."""
        return self._shelf_model

    def make_view(self, mode: Mode, name: str, parent: QWidget) -> FacesView:
        """A view of the faces whose keys and menus work."""
        view = FacesView(self.session, self.faces, self.choice, mode, name, parent)
        actions, choice = self.actions, self.choice
        view.opened.connect(actions.open)
        view.rated.connect(lambda rating: actions.rate(choice.targets(), rating))
        view.remove_requested.connect(lambda: actions.remove(choice.targets()))
        view.edit_requested.connect(self.details_requested)
        view.menu_requested.connect(lambda at: self._show_menu(view, at))
        view.blend_requested.connect(
            lambda onto, ids: actions.blend((onto, *ids), ask=mode == "grid")
        )
        return view

    def make_shelf(self, parent: QWidget) -> Shelf:
        """A side list."""
        return Shelf(self.browsing, self._shelf_model, self.actions, parent)

    def do(self, nothing: Nothing | None) -> None:
        """What the button of an empty gallery does."""
        if nothing is not None and nothing.act == "keep":
            self.session.keep()
        elif nothing is not None and nothing.act == "show_all":
            self.browsing.show_all()
        elif nothing is not None and nothing.act == "show_bin":
            self.browsing.show_bin()
        elif nothing is not None and nothing.act == "import":
            self.actions.import_file()

    def _show_menu(self, view: FacesView, at: QPoint) -> None:
        ids = self.choice.targets()
        if ids:
            menu = make_menu(
                self.session,
                self.browsing,
                self.actions,
                ids,
                view.rename,
                self.details_requested.emit,
                view,
            )
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(at)

    def _on_library_changed(self) -> None:
        self._shelf_model.refresh()

    def _on_imported(self, report: ImportReport, _path: Path) -> None:
        came = [*report.new_ids, *report.restored_ids]
        if came:  # they are anywhere in the list, by the time that they were kept
            self.choice.choose_all(came)

    def _on_library_moved(self, _folder: Path) -> None:
        # The same numbers are other faces there.
        self.choice.forget()
        self.faces.pixmaps.forget_all()
        self._filling.begin_anew()
        self.browsing.begin_anew()
