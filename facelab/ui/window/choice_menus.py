"""Menus of choices of which one holds: theme and device."""

from __future__ import annotations

from typing import get_args

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from facelab.engine import ModelInfo
from facelab.session import Session
from facelab.ui.outside_text import action_text
from facelab.ui.theme import Theme, ThemeChoice


class ThemeMenu:
    """Dark, light, or as the desktop; remembered."""

    def __init__(self, session: Session, theme: Theme) -> None:
        self._session = session
        self._theme = theme
        self._actions: dict[str, QAction] = {}

    def fill(self, menu: QMenu) -> None:
        """Add the entries to a menu."""
        themes = menu.addMenu("&Theme")
        group = QActionGroup(themes)
        self._session.settings_changed.connect(self._show)
        for choice in get_args(ThemeChoice):
            title = "&Same as the desktop" if choice == "system" else f"&{choice.capitalize()}"
            action = themes.addAction(title)
            action.setCheckable(True)
            self._actions[choice] = action
            action.triggered.connect(lambda _, choice=choice: self._choose(choice))
            group.addAction(action)
        self._show()

    def _show(self) -> None:
        self._actions[self._session.settings.theme].setChecked(True)

    def _choose(self, choice: ThemeChoice) -> None:
        self._theme.set_choice(choice)
        self._session.change_settings(theme=choice)


class DeviceMenu:
    """Where the network runs: what there is, once a network is loaded."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._menu: QMenu | None = None
        self._actions: dict[str, QAction] = {}
        session.settings_changed.connect(self._show)

    def fill(self, menu: QMenu) -> None:
        """Add the entry to a menu."""
        self._menu = menu.addMenu("&Device")
        self._menu.setEnabled(False)

    def show_devices(self, model: ModelInfo) -> None:
        """Offer what a network can run on."""
        menu = self._menu
        assert menu is not None, "the menu is made with the window"
        menu.clear()
        self._actions.clear()
        group = QActionGroup(menu)
        for name, title in (("auto", "Automatic"), *model.devices):
            action = menu.addAction(action_text(title))
            action.setCheckable(True)
            self._actions[name] = action
            action.triggered.connect(lambda _, name=name: self._choose(name))
            group.addAction(action)
        menu.setEnabled(True)
        self._show()

    def _choose(self, name: str) -> None:
        self._session.set_device(name)
        self._show()  # of before, where that may not be

    def _show(self) -> None:
        chosen = self._session.settings.device
        for name, action in self._actions.items():
            action.setChecked(name == chosen)
