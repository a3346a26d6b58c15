"""Faces that leave as pictures: the dialog, and the same once more without it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from facelab.session import Session
from facelab.session.exporting.scope import Scope, chosen, found, of_cast, shown
from facelab.ui.dialogs.export.begin import begin_export
from facelab.ui.dialogs.export.dialog import ExportDialog
from facelab.ui.gallery import Gallery
from facelab.ui.window.workspaces import Workspaces

MOST_CASTS = 40


class ExportCommands:
    """Shows the export dialog over a window.

    Parameters
    ----------
    window : QWidget
    session : Session
    gallery : Gallery
        Knows what is chosen and what was found.
    workspaces : Workspaces
        Know whether the face or the library is in the middle.
    """

    def __init__(
        self, window: QWidget, session: Session, gallery: Gallery, workspaces: Workspaces
    ) -> None:
        self._window = window
        self._session = session
        self._gallery = gallery
        self._workspaces = workspaces
        self.dialog: ExportDialog | None = None
        gallery.actions.pictures_wanted.connect(self.show)

    def show(self, scope: Scope | None = None, name: str = "pictures") -> None:
        """Show a tab of the dialog for some faces; by default for those that are looked at."""
        dialog = self._made()
        if not (dialog.isVisible() and scope is None):
            dialog.open_for(scope, name)
        dialog.raise_()
        dialog.activateWindow()

    def show_tab(self, name: str) -> None:
        """Show a tab that knows by itself what leaves."""
        self._made().open_for(None, name)

    def _made(self) -> ExportDialog:
        if self.dialog is None:
            self.dialog = ExportDialog(self._session, self.scopes, self._window)
        return self.dialog

    def again(self) -> None:
        """Export what was exported last, in the same way; the first time the dialog asks."""
        session, face = self._session, self._session.on_show
        choice = session.exporting.choice
        if choice is None:
            self.show()
            return
        scope = session.exporting.again(face.recipe if face.has_recipe else None)
        if scope is not None:
            begin_export(session, self._window, scope, choice)

    def scopes(self) -> list[Scope]:
        """Which faces there are to choose from, the likeliest first."""
        face, browsing = self._session.on_show, self._gallery.browsing
        on_show = [shown(face.recipe)] if face.has_recipe else []
        ids = tuple(int(number) for number in self._gallery.choice.ids())
        kept = [chosen(ids)] if ids else []
        if len(browsing.ids):
            kept.append(found(browsing.query, len(browsing.ids)))
        casts = [
            of_cast(cast.id, cast.name, cast.count)
            for cast in browsing.facets.casts[:MOST_CASTS]
            if cast.count
        ]
        in_library = self._workspaces.page() is not None
        return [*kept, *on_show, *casts] if in_library else [*on_show, *kept, *casts]
