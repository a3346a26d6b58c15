"""The main window: canvas in the middle, panels around it, one table of commands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from facelab.engine import Frame, ModelInfo
from facelab.recipe import Recipe, describe_source
from facelab.session import Session
from facelab.ui.canvas import Canvas
from facelab.ui.dialogs.settings import SettingsDialog
from facelab.ui.dropping import accept_copy, dragged_files
from facelab.ui.gallery import Gallery
from facelab.ui.hand_hold import let_go_of_all
from facelab.ui.hand_pace import previews
from facelab.ui.looks import LooksMenu
from facelab.ui.panels.slots import SlotsBar
from facelab.ui.theme import Theme
from facelab.ui.window.background_menu import BackgroundMenu
from facelab.ui.window.choice_menus import DeviceMenu, ThemeMenu
from facelab.ui.window.clipboard import ClipboardCommands
from facelab.ui.window.command_actions import CommandActions
from facelab.ui.window.command_table import table_of
from facelab.ui.window.comparing import Comparing
from facelab.ui.window.docks import Layout
from facelab.ui.window.export_commands import ExportCommands
from facelab.ui.window.file_commands import FileCommands
from facelab.ui.window.full_screen import FullScreen
from facelab.ui.window.help_commands import HelpCommands
from facelab.ui.window.kept_commands import KeptFaces
from facelab.ui.window.key_focus import KeyFocus, takes_text
from facelab.ui.window.leaving import Leaving
from facelab.ui.window.network_menu import NetworkMenu
from facelab.ui.window.notices import Notices
from facelab.ui.window.panel_entries import ENTRIES
from facelab.ui.window.panel_entry import AnyEntry, KeepsChosen, Parts
from facelab.ui.window.recent_menu import RecentMenu
from facelab.ui.window.start_page import Stagehand
from facelab.ui.window.status_bar import StatusLine
from facelab.ui.window.tips import Tips
from facelab.ui.window.verify_commands import VerifyCommands
from facelab.ui.window.workspaces import Workspaces, make_switch


class MainWindow(QMainWindow):
    """Shows a session. Everything that changes the face goes through the session."""

    def __init__(
        self, session: Session, theme: Theme, entries: Sequence[AnyEntry] = ENTRIES
    ) -> None:
        super().__init__()
        self._session = session
        self.setWindowTitle("facelab")
        self.setObjectName("main")
        self.setAcceptDrops(True)
        self.canvas = Canvas(self)
        self.leaving = Leaving(session, self)
        self.stage = Stagehand(session, self.canvas, self)
        self.arrangement = Layout(self, session)
        self.workspaces = Workspaces(self, self.stage, self.canvas, self.arrangement)
        gallery = Gallery(session, session.pictures, self)
        parts = Parts(
            session, self, self.canvas, gallery, self.arrangement, self.workspaces, self.escape,
            lambda name: self.exporting.show_tab(name),
        )  # fmt: skip
        self._entries = entries
        self.panels: dict[str, Any] = {entry.name: entry.make(parts) for entry in entries}
        self.arrangement.take(entries, self.panels)
        self.workspaces.take(entries, self.panels)
        self.kept = KeptFaces(
            session, self.canvas, gallery, self.panels["kept"], self.panels["gallery"],
            self.workspaces,
        )  # fmt: skip
        self.comparing = Comparing(session, self.canvas, self)
        self.slots_bar = SlotsBar(session, session.slots, self)
        self.slots_bar.compare_requested.connect(self.comparing.show_slots)
        self._files = FileCommands(self, session)
        self._clipboard = ClipboardCommands(session, self._files.open_dropped)
        self._recent = RecentMenu(session, self._files.open_dropped)
        self.verifying = VerifyCommands(self, session)
        self.exporting = ExportCommands(self, session, gallery, self.workspaces)
        self.settings_dialog = SettingsDialog(session, theme, self)
        self._devices = DeviceMenu(session)
        self.networks = NetworkMenu(session, self)
        self.backgrounds = BackgroundMenu(session, self.canvas, self)
        self.looks = LooksMenu(session, self)
        self.status = StatusLine(session, self)
        self.setStatusBar(self.status)

        self._full_screen = FullScreen(self, session, self.arrangement.hidden)
        table = table_of(entries)
        self._help = HelpCommands(self, session, table)
        self.commands = CommandActions(self, table, self._handlers() | self._given(parts))
        self.commands.fill_menus(
            {
                "<recent>": self._recent.fill,
                "<panels>": self.arrangement.fill_menu,
                "<theme>": ThemeMenu(session, theme).fill,
                "<device>": self._devices.fill,
                "<networks>": self.networks.fill,
                "<background>": self.backgrounds.fill,
                "<looks>": self.looks.join,
            }
        )
        self.toolbar = self.commands.make_toolbar(
            {"<workspaces>": make_switch(self.workspaces, self), "<slots>": self.slots_bar}
        )
        self.addToolBar(self.toolbar)
        self._full_screen.hides(self.menuBar(), self.toolbar, self.status)
        self._set_face_there(False)
        self.kept.follow(self.commands)
        self.arrangement.hidden.follow(self.commands["hide_panels"], self.canvas, self.take_keys)
        self.canvas.menu_requested.connect(lambda at: self.commands.canvas_menu().popup(at))
        self.backgrounds.follow(self.commands["cut_out"])
        self.comparing.follow(self.commands["wipe"], self.commands["compare_slots"])

        self.canvas.files_dropped.connect(self._files.open_dropped)
        self.canvas.let_notices_hang(self, self.workspaces.middle)
        self.canvas.zoom_changed.connect(self.status.set_zoom)
        self.canvas.zoom_changed.connect(session.set_zoom)
        session.frame_ready.connect(self._on_frame_ready)
        session.busy_changed.connect(self.canvas.set_refining)
        previews().follow(session)
        session.arriving.connect(let_go_of_all)
        session.opening.unsure.connect(self._files.ask_meaning)
        session.model_changed.connect(self._on_model_changed)
        session.face.recipe_changed.connect(self._on_recipe_changed)
        self.notices = Notices(
            session, self.canvas, self, gallery, self.kept.restore, self.networks.switch,
            self._files.save_picture,
        )  # fmt: skip
        self.arrangement.begin()
        self.workspaces.changed.connect(self._on_workspace_changed)
        self.workspaces.changed.connect(self.stage.give_keys)
        self._on_workspace_changed()
        self.commands["full_screen"].setChecked(self.isFullScreen())
        self.arrangement.await_window()
        self.key_focus = KeyFocus(self, self.take_keys)
        self.tips = Tips(self)
        for dock in self.arrangement.docks.values():
            self.tips.follow(dock)
        self.canvas.setFocus()

    def _given(self, parts: Parts) -> dict[str, Callable[..., object]]:
        """What the commands do that come with panels and workspaces."""
        switch = self.workspaces.switch
        given = {each.command.id: partial(switch, each.name) for each in self.workspaces.held}
        return given | {
            each.command.id: partial(each.do, parts, self.panels[entry.name])
            for entry in self._entries
            for each in entry.commands
        }

    def _handlers(self) -> dict[str, Callable[..., object]]:
        face, canvas = self._session.face, self.canvas
        files, kept, slots = self._files, self.kept, self.slots_bar
        clipboard = self._clipboard
        return {
            "open": files.open,
            "save_again": files.save_again,
            "save_picture": files.save_picture,
            "save_recipe": files.save_recipe,
            "export_pictures": self.exporting.show,
            "export_again": self.exporting.again,
            "import_directions": files.import_directions,
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
            "cut_out": self.backgrounds.switch,
            "fit": canvas.fit,
            "actual_size": canvas.actual_size,
            "zoom_in": lambda: kept.zoom(+1),
            "zoom_out": lambda: kept.zoom(-1),
            "hide_panels": self.arrangement.hidden.set_hidden,
            "full_screen": self._full_screen.set_on,
            "reset_layout": self._reset_layout,
            "next_face": face.next_face,
            "previous_face": face.previous_face,
            "random_face": face.random_face,
            "keep": self._keep,
            "wipe": lambda _: self.comparing.show_compare(),
            "toggle_slots": slots.toggle,
            "show_a": lambda: slots.press("A"),
            "show_b": lambda: slots.press("B"),
            "store_a": lambda: slots.store("A"),
            "store_b": lambda: slots.store("B"),
            "compare_slots": self.comparing.show_slots,
            "other_network": self.comparing.show_other_network,
            "open_network": self.networks.open,
            "networks": self.networks.show_dialog,
            "manual": self._help.show_manual,
            "keys": self._help.show_keys,
            "verify": self.verifying.show,
            "about": self._help.show_about,
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
        for entry in self._entries:
            if entry.needs_face:
                self.panels[entry.name].setEnabled(there)

    def _on_workspace_changed(self) -> None:
        shown = self.workspaces
        for each in shown.held:
            self.commands[each.command.id].setChecked(each.name == shown.current)
        self.commands.set_canvas_covered(shown.page() is not None)
        self.looks.menuAction().setEnabled(shown.page() is None)
        for name in ("hide_panels", "reset_layout"):
            self.commands[name].setEnabled(self.arrangement.has_panels())

    def _keep(self) -> None:
        page: object = self.workspaces.page()  # some pages keep, whatever else they are
        if isinstance(page, KeepsChosen):
            page.keep_chosen()
        else:
            self._session.keep()

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
            if not event.isAutoRepeat() and self.workspaces.page() is None:
                self.comparing.peek(True)
        elif event.key() == Qt.Key.Key_Escape:
            self.escape()
        elif not self.commands.plain_key_pressed(event):
            super().keyPressEvent(event)

    def take_keys(self) -> None:
        """The keys go to the picture, or to the page in its place."""
        self.workspaces.take_keys()
        if not self.isActiveWindow() and QApplication.activeWindow() is not None:
            self.activateWindow()  # from a floating panel

    def escape(self) -> None:
        """Close the message and leave the field; without either, take a step out of the page,
        leave the full screen, and at last the page.
        """
        closed = self.canvas.dismiss_notice()
        page = self.workspaces.page()
        if takes_text(QApplication.focusWidget()):
            self.take_keys()
        elif closed or (page is not None and page.escape()):
            return
        elif self.isFullScreen():
            self.commands["full_screen"].setChecked(False)
        else:
            self.workspaces.back()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let C go: the edited face comes back."""
        if event.key() == Qt.Key.Key_C and not event.isAutoRepeat():
            self.comparing.peek(False)
        else:
            super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """A window that loses the keyboard does not hear that C is let go."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange and self.arrangement.restored:
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

    def expect_end(self) -> None:
        """Have all written: the system is about to end its session, and may not ask again."""
        self.arrangement.save()
        self.leaving.expect_end()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the layout, once what was promised is saved."""
        if not self.leaving.may_close():
            event.ignore()
            return
        self.arrangement.save()
        super().closeEvent(event)
