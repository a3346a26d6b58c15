"""Kept faces in a window: commands on them in the strip and the gallery, what is dragged out."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QObject

from facelab.session import Session
from facelab.session.face.history import Step
from facelab.ui.canvas import Canvas
from facelab.ui.gallery import FACES, Gallery, GalleryPage, GalleryStrip, dropped_faces
from facelab.ui.icons import icon
from facelab.ui.outside_text import action_text
from facelab.ui.unhurried import Unhurried
from facelab.ui.window.command_actions import WITH_TEXT, CommandActions
from facelab.ui.window.commands import COMMANDS
from facelab.ui.window.panel_entry import KeepsChosen
from facelab.ui.window.workspaces import Workspaces

ZOOM_STEP = 16


class KeptFaces(QObject):
    """What the commands of a window mean for the kept faces, and for the face on show while those
    are in its place.

    Parameters
    ----------
    session : Session
    canvas : Canvas
    gallery : Gallery
    strip : GalleryStrip
    page : GalleryPage
    workspaces : Workspaces
    """

    def __init__(
        self,
        session: Session,
        canvas: Canvas,
        gallery: Gallery,
        strip: GalleryStrip,
        page: GalleryPage,
        workspaces: Workspaces,
    ) -> None:
        super().__init__(workspaces)
        self._session = session
        self._canvas = canvas
        self._workspaces = workspaces
        self._commands: CommandActions | None = None
        self.gallery = gallery
        self.strip = strip
        self.page = page
        workspaces.changed.connect(self.show_undo)
        workspaces.changed.connect(self.show_kept)
        gallery.actions.opened.connect(self._on_opened)
        # What was done to the face is to be seen.
        session.face.step_settled.connect(self._on_step_settled)
        canvas.set_drop_kinds({FACES: "Drop to show this face"})
        canvas.mime_dropped.connect(self._on_dropped)
        session.kept.changed.connect(self.show_undo)
        session.kept.steps_changed.connect(self.show_undo)
        session.kept_timelines.changed.connect(self.show_undo)
        soon = Unhurried(self, self.show_undo)
        session.face.history_changed.connect(lambda: soon.ask(session.face.in_gesture))
        session.kept.added.connect(self._on_added)
        session.kept_on_show.changed.connect(self.show_kept)

    def follow(self, commands: CommandActions) -> None:
        """Enable and name the commands of a window from now on."""
        self._commands = commands
        self.show_undo()
        self.show_kept()

    # -- commands --------------------------------------------------------------------------------

    def find(self) -> None:
        """Type what to look for, in the gallery or in the strip."""
        if self.page.is_open() or not self.strip.isVisible():
            self._workspaces.show("library")
            self.page.begin_search()
        else:
            self.strip.begin_search()

    def undo(self) -> None:
        """Take the last change back: of the face, or while the gallery is in its place, of kept
        faces; what offers to do so has nothing more to offer.
        """
        if self.page.is_open():
            self.page.details.settle()
            if self._session.kept.undo_restores:
                self._canvas.hide_offer()
            self._session.kept.undo()
        else:
            self._session.face.undo()

    def restore(self) -> None:
        """Put back the faces removed last; what offers to do so has nothing more to offer."""
        self._canvas.hide_offer()
        self._session.kept.restore()

    def redo(self) -> None:
        """Do the change again."""
        if self.page.is_open():
            self.page.details.settle()
            self._session.kept.redo()
        else:
            self._session.face.redo()

    def zoom(self, step: int) -> None:
        """Make the picture larger (1) or smaller (-1), or those of the gallery."""
        if self.page.is_open():
            self.page.view.set_side(self.page.view.side() + step * ZOOM_STEP)
        elif step > 0:
            self._canvas.zoom_in()
        else:
            self._canvas.zoom_out()

    def show_undo(self) -> None:
        """Say what can be undone."""
        commands, face, kept = self._commands, self._session.face, self._session.kept
        if commands is None:
            return
        labels = {"undo": face.undo_label, "redo": face.redo_label}
        if self.page.is_open():
            labels = {"undo": kept.undo_label, "redo": kept.redo_label}
        for command, label in labels.items():
            verb = command.capitalize()
            action = commands[command]
            action.setEnabled(label is not None)
            words = "" if label is None else " " + action_text(label, 80)
            action.setText(f"&{verb}{words}")
        # They may have come back by another window, or an import.
        commands["restore_kept"].setEnabled(kept.can_restore and kept.facets.binned > 0)
        commands["export_faces"].setEnabled(self.gallery.actions.can_export_all)

    def show_kept(self) -> None:
        """Fill the heart while the face on show is in the library, exactly as it is; not where
        the command keeps others.
        """
        if self._commands is None:
            return
        action, command = self._commands["keep"], COMMANDS["keep"]
        page: object = self._workspaces.page()
        others = isinstance(page, KeepsChosen)
        kept = self._session.kept_on_show.number is not None and not others
        action.setText("&Keep the selected faces" if others else command.text)
        action.setIcon(icon("heart_filled", "accent") if kept else icon(command.icon))
        action.setIconText("Kept" if kept else WITH_TEXT["keep"])
        tip = "This face is kept exactly as it is" if kept else command.tip
        if others:
            tip = "Keep the selected faces with all their settings"
        action.setToolTip(f"{tip}  ({command.keys[0]})")

    # -- what happens ------------------------------------------------------------------------------

    def _on_opened(self) -> None:
        self._workspaces.show_canvas()
        self._canvas.setFocus()

    def _on_step_settled(self, _index: int, _step: Step) -> None:
        self._workspaces.show_canvas()

    def _on_added(self, number: int, _new: bool) -> None:
        self.strip.pulse(number)
        if self.page.is_open():
            self.page.view.pulse(number)

    def _on_dropped(self, data: QMimeData) -> None:
        ids = dropped_faces(data)
        if ids:
            self.gallery.actions.open(ids[0])
