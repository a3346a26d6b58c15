"""The manual, the list of keys, and what facelab is."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from facelab.session import Session
from facelab.ui.dialogs.about import AboutDialog
from facelab.ui.dialogs.keyboard_help import KeyboardHelp
from facelab.ui.dialogs.manual import ManualDialog
from facelab.ui.window.command_table import CommandTable


class HelpCommands:
    """Shows help over a window.

    Parameters
    ----------
    window : QWidget
    session : Session
    table : CommandTable
        Of the window's commands.
    """

    def __init__(self, window: QWidget, session: Session, table: CommandTable) -> None:
        self._window = window
        self._session = session
        self._table = table
        self._manual: ManualDialog | None = None

    def show_manual(self) -> None:
        """Beside the window: one reads and tries."""
        if self._manual is None:
            self._manual = ManualDialog(self._window)
        self._manual.show()
        self._manual.raise_()
        self._manual.activateWindow()

    def show_keys(self) -> None:
        """All keys on one page."""
        KeyboardHelp(self._table.key_groups(), self._window).exec()

    def show_about(self) -> None:
        """Version, network and licences."""
        AboutDialog(self._session.entry, self._window, self._session.model).exec()
