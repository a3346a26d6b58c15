"""The main window: canvas in the middle, panels around it, one table of commands."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from facelab.engine import Frame, ModelInfo
from facelab.recipe import Recipe, describe_source
from facelab.session import Message, Session
from facelab.ui.canvas import Canvas
from facelab.ui.dialogs.about import AboutDialog
from facelab.ui.dialogs.keyboard_help import KeyboardHelp
from facelab.ui.dialogs.library_folder import LibraryFolderDialog
from facelab.ui.dialogs.manual import ManualDialog
from facelab.ui.dialogs.settings import SettingsDialog
from facelab.ui.dropping import accept_copy, dragged_files
from facelab.ui.panels.directions import DirectionsPanel
from facelab.ui.panels.face import FacePanel
from facelab.ui.panels.history import HistoryPanel
from facelab.ui.panels.latent_map import LatentMapPanel
from facelab.ui.panels.mixing.panel import MixingPanel
from facelab.ui.panels.slots import SlotsBar
from facelab.ui.theme import Theme
from facelab.ui.window.choice_menus import DeviceMenu, ThemeMenu
from facelab.ui.window.clipboard import ClipboardCommands
from facelab.ui.window.command_actions import CommandActions, key_groups
from facelab.ui.window.comparing import Comparing
from facelab.ui.window.docks import Layout
from facelab.ui.window.file_commands import FileCommands
from facelab.ui.window.kept_commands import KeptFaces
from facelab.ui.window.key_focus import KeyFocus, takes_text
from facelab.ui.window.leaving import Leaving
from facelab.ui.window.notices import Notices
from facelab.ui.window.recent_menu import RecentMenu
from facelab.ui.window.start_page import Stagehand
from facelab.ui.window.status_bar import StatusLine
from facelab.ui.window.tips import Tips
from facelab.ui.window.verify_commands import VerifyCommands


class MainWindow(QMainWindow):
    """Shows a session. Everything that changes the face goes through the session."""

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._told_of_edges = False
        self.setWindowTitle("facelab")
        self.setObjectName("main")
        self.setAcceptDrops(True)
        self._manual: ManualDialog | None = None
        self.canvas = Canvas(self)
        self.leaving = Leaving(session, self)
        self.stage = Stagehand(session, self.canvas, self)
        self.setCentralWidget(self.stage)
        self.kept = KeptFaces(session, self.canvas, self)
        self.comparing = Comparing(session, self.canvas, self)
        self.slots_bar = SlotsBar(session, session.slots, self)
        self.slots_bar.compare_requested.connect(self.comparing.show_slots)
        self._make_panels()
        self._files = FileCommands(self, session)
        self._clipboard = ClipboardCommands(session, self._files.open_dropped)
        self._recent = RecentMenu(session, self._files.open_dropped)
        self.verifying = VerifyCommands(self, session)
        self.settings_dialog = SettingsDialog(session, theme, self)
        self._devices = DeviceMenu(session)
        self.status = StatusLine(session, self)
        self.setStatusBar(self.status)

        self.commands = CommandActions(self, self._handlers())
        self.commands.fill_menus(
            {
                "<recent>": self._recent.fill,
                "<panels>": self.arrangement.fill_menu,
                "<theme>": ThemeMenu(session, theme).fill,
                "<device>": self._devices.fill,
            }
        )
        self.toolbar = self.commands.make_toolbar({"<slots>": self.slots_bar})
        self.addToolBar(self.toolbar)
        self._set_face_there(False)
        self.kept.follow(self.commands)
        self.arrangement.hidden.follow(self.commands["hide_panels"], self.canvas)
        self.canvas.menu_requested.connect(lambda at: self.commands.canvas_menu().popup(at))
        self.comparing.follow(self.commands["wipe"], self.commands["compare_slots"])

        self.canvas.files_dropped.connect(self._files.open_dropped)
        self.canvas.zoom_changed.connect(self.status.set_zoom)
        session.frame_ready.connect(self._on_frame_ready)
        session.busy_changed.connect(self.canvas.set_refining)
        session.opening.unsure.connect(self._files.ask_meaning)
        session.model_changed.connect(self._on_model_changed)
        session.face.recipe_changed.connect(self._on_recipe_changed)
        self.notices = Notices(session, self.canvas, self, self.kept.restore)
        # Enter in the field: the keys of the window, Space first, are there again.
        self.face_panel.seed.confirmed.connect(self.canvas.setFocus)
        self.arrangement.begin()
        self.commands["full_screen"].setChecked(self.isFullScreen())
        self.key_focus = KeyFocus(self, self.take_keys)
        self.tips = Tips(self)
        for dock in self.arrangement.docks.values():
            self.tips.follow(dock)
        self.canvas.setFocus()

    def _make_panels(self) -> None:
        session = self._session
        self.face_panel = FacePanel(session)
        self.mixing_panel = MixingPanel(session)
        self.map_panel = LatentMapPanel(session)
        self.history_panel = HistoryPanel(session)
        self.directions_panel = DirectionsPanel(session)
        self.directions_panel.cards.keep_clear(self.canvas.middle_of_face)
        self.panels: dict[str, QWidget] = {
            "face": self.face_panel,
            "mixing": self.mixing_panel,
            "map": self.map_panel,
            "history": self.history_panel,
            "directions": self.directions_panel,
            "kept": self.kept.strip,
        }
        self.arrangement = Layout(self, self.panels, session)
        self.face_panel.room_wanted.connect(
            lambda height: self.arrangement.give_room("face", height)
        )
        self.mixing_panel.room_wanted.connect(
            lambda height: self.arrangement.give_room("mixing", height)
        )

    def _handlers(self) -> dict[str, Callable[..., object]]:
        session, face, canvas = self._session, self._session.face, self.canvas
        files, kept, slots = self._files, self.kept, self.slots_bar
        clipboard = self._clipboard
        return {
            "open": files.open,
            "save_again": files.save_again,
            "save_picture": files.save_picture,
            "save_recipe": files.save_recipe,
            "import_faces": kept.gallery.actions.import_file,
            "import_directions": files.import_directions,
            "export_faces": lambda: kept.gallery.actions.export(None),
            "library_folder": lambda: LibraryFolderDialog(session, self).exec(),
            "quit": self.close,
            "undo": kept.undo,
            "redo": kept.redo,
            "reset_edits": face.reset_edits,
            "copy_picture": clipboard.copy_picture,
            "copy_seed": clipboard.copy_seed,
            "paste_face": clipboard.paste,
            "settings": self.settings_dialog.open_again,
            "find_kept": kept.find,
            "restore_kept": kept.restore,
            "gallery": kept.page.set_open,
            "history": self._show_history,
            "fit": canvas.fit,
            "actual_size": canvas.actual_size,
            "zoom_in": lambda: kept.zoom(+1),
            "zoom_out": lambda: kept.zoom(-1),
            "hide_panels": self.arrangement.hidden.set_hidden,
            "full_screen": self._set_full_screen,
            "reset_layout": self._reset_layout,
            "next_face": face.next_face,
            "previous_face": face.previous_face,
            "random_face": face.random_face,
            "keep": session.keep,
            "wipe": lambda _: self.comparing.show_compare(),
            "toggle_slots": slots.toggle,
            "show_a": lambda: slots.press("A"),
            "show_b": lambda: slots.press("B"),
            "store_a": lambda: slots.store("A"),
            "store_b": lambda: slots.store("B"),
            "compare_slots": self.comparing.show_slots,
            "manual": self._show_manual,
            "keys": lambda: KeyboardHelp(key_groups(), self).exec(),
            "verify": self.verifying.show,
            "about": lambda: AboutDialog(session.entry, self).exec(),
        }

    # -- the session's signals -------------------------------------------------------------------

    def _on_frame_ready(self, frame: Frame) -> None:
        self.canvas.set_image(frame.pixels, frame.full_size)

    def _on_model_changed(self, model: ModelInfo) -> None:
        self._set_face_there(True)
        self._devices.show_devices(model)
        self.canvas.set_before(None)

    def _set_face_there(self, there: bool) -> None:
        self.commands.set_face_there(there)
        for name in ("face", "mixing", "directions", "map", "history"):
            self.panels[name].setEnabled(there)

    def _show_history(self) -> None:
        self.arrangement.show_panel("history")
        self.history_panel.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _set_full_screen(self, on: bool) -> None:
        self.arrangement.set_full_screen(on)
        bars = (self.menuBar(), self.toolbar, self.status)
        self.arrangement.hidden.set_alone(on, bars)
        if on and not self._told_of_edges:
            self._told_of_edges = True
            why = "To see a panel, rest the pointer at an edge of the screen."
            self._session.tell(Message("info", "Press Escape to leave full screen", why))

    def _show_manual(self) -> None:
        """Beside the window: one reads and tries."""
        if self._manual is None:
            self._manual = ManualDialog(self)
        self._manual.show()
        self._manual.raise_()
        self._manual.activateWindow()

    def _reset_layout(self) -> None:
        # They are laid out anew: there is no need to bring them back as they were first.
        self.arrangement.hidden.forget()
        for switch in ("full_screen", "hide_panels"):
            self.commands[switch].setChecked(False)
        self.arrangement.reset()
        self.toolbar.show()

    def _on_recipe_changed(self, recipe: Recipe) -> None:
        title = f"{describe_source(recipe.source)} – facelab"
        if title != self.windowTitle():  # a message to the window system each time
            self.setWindowTitle(title)

    # -- keys ------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no control wanted: plain commands, hold C, Escape."""
        if QApplication.activePopupWidget() is not None:
            # An open menu hands on the letters that it has no entry for.
            event.ignore()
        elif event.key() == Qt.Key.Key_C and not event.modifiers():
            if not event.isAutoRepeat():
                self.comparing.peek(True)
        elif event.key() == Qt.Key.Key_Escape:
            self._escape()
        elif not self.commands.plain_key_pressed(event):
            super().keyPressEvent(event)

    def take_keys(self) -> None:
        """The keys go to the picture, or to the faces of the gallery while that covers it."""
        if self.kept.page.is_open():
            self.kept.page.take_keys()
        else:
            self.canvas.setFocus()
        if not self.isActiveWindow() and QApplication.activeWindow() is not None:
            self.activateWindow()  # from a floating panel

    def _escape(self) -> None:
        """Close the message and leave the field; without either, leave the full screen."""
        closed = self.canvas.dismiss_notice()
        if takes_text(QApplication.focusWidget()):
            self.take_keys()
        elif not closed and self.isFullScreen():
            self.commands["full_screen"].setChecked(False)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let C go: the edited face comes back."""
        if event.key() == Qt.Key.Key_C and not event.isAutoRepeat():
            self.comparing.peek(False)
        else:
            super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """A window that loses the keyboard does not hear that C is let go."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self.commands["full_screen"].setChecked(self.isFullScreen())
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.comparing.peek(False)

    # -- files -----------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere on the window."""
        if dragged_files(event.mimeData()):
            accept_copy(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        paths = dragged_files(event.mimeData())
        if paths:
            accept_copy(event)
            self._files.open_dropped(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the layout, once what was promised is saved."""
        if not self.leaving.may_close():
            event.ignore()
            return
        self.arrangement.save()
        super().closeEvent(event)
