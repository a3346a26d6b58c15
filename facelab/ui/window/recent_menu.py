"""The menu of the files that were opened last."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from shiboken6 import isValid

from facelab.plain_text import plain
from facelab.session import Session

NAME_WIDTH, FOLDER_WIDTH = 260, 220


class RecentMenu:
    """Lists the files whenever it is opened; those that are gone are greyed.

    Parameters
    ----------
    session : Session
    open_files : callable
        Opens files as if they were dropped on the window.
    """

    def __init__(self, session: Session, open_files: Callable[[list[Path]], None]) -> None:
        self._session = session
        self._open_files = open_files
        self._menu: QMenu | None = None
        self._actions: dict[Path, QAction] = {}

    def fill(self, menu: QMenu) -> None:
        """Add the entry to a menu."""
        self._menu = menu.addMenu("Open re&cent")
        self._menu.aboutToShow.connect(self._on_about_to_show)
        self._session.settings_changed.connect(self._on_settings_changed)
        self._on_settings_changed()

    def _on_settings_changed(self) -> None:
        assert self._menu is not None
        self._menu.menuAction().setEnabled(bool(self._session.recent.paths))

    def _on_about_to_show(self) -> None:
        menu = self._menu
        assert menu is not None
        menu.clear()
        self._actions.clear()
        for number, path in enumerate(self._session.recent.paths, 1):
            action = menu.addAction(self._text(number, path))
            action.triggered.connect(lambda _=False, path=path: self._open_files([path]))
            self._actions[path] = action
        menu.addSeparator()
        menu.addAction("C&lear list", self._session.recent.clear)
        # A disk that is away may take its time to say so: the menu is there meanwhile.
        self._session.recent.find_missing(self._grey)

    def _grey(self, missing: frozenset[Path]) -> None:
        for path in missing:
            action = self._actions.get(path)
            if action is not None and isValid(action):
                action.setEnabled(False)

    def _text(self, number: int, path: Path) -> str:
        assert self._menu is not None
        metrics, middle = self._menu.fontMetrics(), Qt.TextElideMode.ElideMiddle
        name = metrics.elidedText(plain(path.name), middle, NAME_WIDTH)
        folder = metrics.elidedText(plain(str(path.parent)), middle, FOLDER_WIDTH)
        shown = f"{name}\t{folder}".replace("&", "&&")
        return f"&{number % 10} {shown}"
