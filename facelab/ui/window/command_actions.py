"""QActions, menus and toolbars from the table of commands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QMainWindow,
    QMenu,
    QSizePolicy,
    QToolBar,
    QToolButton,
    QWidget,
)

from facelab.ui.icons import icon
from facelab.ui.theme import TOKENS
from facelab.ui.window.command_table import CommandTable
from facelab.ui.window.commands import CANVAS_MENU, TOOLBAR_LEFT, TOOLBAR_RIGHT, Command

# What newcomers look for carries its name in the toolbar.
WITH_TEXT = {"next_face": "Next face", "keep": "Keep", "save_again": "Save"}
# macOS has places of its own for these; left alone it would guess by their texts.
MENU_ROLES = {
    "settings": QAction.MenuRole.PreferencesRole,
    "about": QAction.MenuRole.AboutRole,
    "quit": QAction.MenuRole.QuitRole,
}
PLAIN_KEYS = {
    "Space": Qt.Key.Key_Space,
    "Backspace": Qt.Key.Key_Backspace,
    "?": Qt.Key.Key_Question,
}


class CommandActions:
    """One QAction a command, on a window.

    Parameters
    ----------
    window : QMainWindow
    table : CommandTable
    handlers : mapping
        What each command does; a checkable one is called with its state.
    """

    def __init__(
        self,
        window: QMainWindow,
        table: CommandTable,
        handlers: Mapping[str, Callable[..., object]],
    ) -> None:
        missing = table.commands.keys() ^ handlers.keys()
        assert not missing, f"commands without handlers, or the reverse: {missing}"
        self._window = window
        self._table = table
        self._actions = {
            name: self._make(command, handlers[name]) for name, command in table.commands.items()
        }
        self._face_there = True
        self._covered = False
        self._plain: dict[tuple[int, bool], QAction] = {}
        for command in self._table.commands.values():
            if command.plain_key:
                name = command.plain_key.removeprefix("Shift+")
                key = PLAIN_KEYS.get(name) or Qt.Key[f"Key_{name}"]
                self._plain[key, name != command.plain_key] = self._actions[command.id]

    def __getitem__(self, command: str) -> QAction:
        return self._actions[command]

    def _make(self, command: Command, handler: Callable[..., object]) -> QAction:
        text = command.text
        if command.plain_key:
            text += f"\t{command.plain_key}"  # shown in menus; `plain_key_pressed` does it
        action = QAction(text, self._window)
        if command.keys:
            action.setShortcuts([QKeySequence(keys) for keys in command.keys])
        if command.icon:
            action.setIcon(icon(command.icon))
            action.setIconVisibleInMenu(False)
        action.setCheckable(command.checkable)
        keys = " / ".join((*command.keys[:1], *filter(None, (command.plain_key,))))
        action.setToolTip(f"{command.tip}  ({keys})" if keys else command.tip)
        action.setStatusTip("")
        action.setMenuRole(MENU_ROLES.get(command.id, QAction.MenuRole.NoRole))
        if command.checkable:
            action.toggled.connect(handler)
        else:
            action.triggered.connect(lambda: handler())
        self._window.addAction(action)
        return action

    def set_face_there(self, there: bool) -> None:
        """Enable the commands that need a face."""
        self._face_there = there
        self._enable()

    def set_canvas_covered(self, covered: bool) -> None:
        """Disable the commands that act on what cannot be seen."""
        self._covered = covered
        self._enable()

    def _enable(self) -> None:
        for command in self._table.commands.values():
            if command.needs_face or command.on_canvas:
                hidden = command.on_canvas and self._covered
                there = self._face_there or not command.needs_face
                self._actions[command.id].setEnabled(there and not hidden)

    def plain_key_pressed(self, event: QKeyEvent) -> bool:
        """Run the command of a key, with Shift at most, that no control wanted."""
        shift = Qt.KeyboardModifier.ShiftModifier
        others = event.modifiers() & ~(shift | Qt.KeyboardModifier.KeypadModifier)
        shifted = bool(event.modifiers() & shift)
        # "?" is typed with Shift on some keyboards and without it on others.
        action = self._plain.get((event.key(), shifted)) or self._plain.get((event.key(), False))
        if action is None or others or not action.isEnabled():
            return False
        if event.isAutoRepeat() and action.isCheckable():
            return True
        action.trigger()
        return True

    def fill_menus(self, others: Mapping[str, Callable[[QMenu], None]]) -> None:
        """Make the menu bar; `others` fill the entries in <>."""
        bar = self._window.menuBar()
        for title, entries in self._table.menus.items():
            menu = bar.addMenu(title)
            menu.setToolTipsVisible(True)
            for entry in entries:
                if entry is None:
                    menu.addSeparator()
                elif entry in others:
                    others[entry](menu)
                else:
                    menu.addAction(self._actions[entry])

    def canvas_menu(self) -> QMenu:
        """The menu of a right click on the picture; it goes when it is closed."""
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for entry in CANVAS_MENU:
            if entry is None:
                menu.addSeparator()
            else:
                menu.addAction(self._actions[entry])
        return menu

    def make_toolbar(self, others: Mapping[str, QWidget]) -> QToolBar:
        """The bar under the menus; `others` are what the entries in <> stand for."""
        bar = QToolBar("Toolbar", self._window)
        bar.setObjectName("toolbar")
        bar.setMovable(False)
        bar.setIconSize(QSize(TOKENS.icon_size + 2, TOKENS.icon_size + 2))
        self._fill(bar, TOOLBAR_LEFT, others)
        gap = QWidget(bar)
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(gap)
        self._fill(bar, TOOLBAR_RIGHT, others)
        return bar

    def _fill(
        self, bar: QToolBar, entries: Iterable[str | None], others: Mapping[str, QWidget]
    ) -> None:
        for entry in entries:
            if entry is None:
                bar.addSeparator()
                continue
            if entry in others:
                bar.addWidget(others[entry])
                continue
            action = self._actions[entry]
            bar.addAction(action)
            button = bar.widgetForAction(action)
            if entry in WITH_TEXT and isinstance(button, QToolButton):
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
                action.setIconText(WITH_TEXT[entry])
            if button is not None:
                button.setAccessibleName(self._table.commands[entry].tip)
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
