"""Wishes as files: the menu beside them, and what of a file no other control says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QToolButton, QWidget

from facelab.casting.wishes import Wishes
from facelab.session import Session
from facelab.session.choices.cast import CastChoice
from facelab.ui.dialogs.folders import folder_of, remember_folder
from facelab.ui.dialogs.save_path import ask_save_path
from facelab.ui.theme import TOKENS
from facelab.ui.widgets import tool_button
from facelab.ui.widgets.text_label import text_label

KINDS = "Wishes of a cast (*.json)"


class WishMenu(QObject):
    """Opens wishes and saves them.

    Parameters
    ----------
    session : Session
    wished : callable
        What is wished now; None where it cannot be, which it has told.
    parent : QWidget

    Attributes
    ----------
    button : QToolButton
        Opens the menu.
    has_before : bool
        Whether there were other wishes before a file was opened.

    Signals
    -------
    back_wanted
        What was wished before a file was opened is to be there again.
    """

    back_wanted = Signal()

    def __init__(
        self, session: Session, wished: Callable[[], Wishes | None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session, self._wished, self._parent = session, wished, parent
        self.has_before = False
        self.button = tool_button("more", "Files of wishes", "Open and save wishes", parent=parent)
        menu = QMenu(self.button)
        menu.addAction("Open wishes…", self.open_file)
        menu.addAction("Save wishes…", self.save_file)
        menu.addSeparator()
        self.back = menu.addAction("Wishes before the file", self.back_wanted.emit)
        menu.aboutToShow.connect(lambda: self.back.setEnabled(self.has_before))
        self.button.setMenu(menu)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def open_file(self) -> None:
        """Ask which wishes to open."""
        begin = folder_of(self._session, "recipe")
        name, _ = QFileDialog.getOpenFileName(self._parent, "Open wishes", begin, KINDS)
        if name:
            remember_folder(self._session, "recipe", Path(name))
            self._session.open_files([Path(name)])

    def save_file(self) -> None:
        """Ask where what is wished is to be saved."""
        wishes = self._wished()
        if wishes is None:
            return
        suggested = Path(folder_of(self._session, "recipe")) / "wishes.json"
        path = ask_save_path(self._parent, "Save wishes", suggested, KINDS, (".json",))
        if path is not None:
            remember_folder(self._session, "recipe", path)
            self._session.wishes_files.save(path, wishes)


class OfFile(QWidget):
    """What a file says that no other control does; it can be taken away.

    Signals
    -------
    removed
    """

    removed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.label = text_label(parent=self)
        self.label.setProperty("dim", True)
        self.remove = tool_button("close", "Leave out what the file said beside", parent=self)
        self.remove.clicked.connect(self._on_remove)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TOKENS.space_1)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.remove)
        self.values: dict[str, float | int] = {}
        self.hide()

    def show_choice(self, choice: CastChoice) -> None:
        """Show what of it is exact."""
        said = {
            "psi": (choice.psi, "truncation {:g}"),
            "apart_in_w": (choice.apart_in_w, "{:g} apart in w"),
            "look_at": (choice.look_at, "{:,} looked at"),
        }
        self.values = {name: value for name, (value, _) in said.items() if value is not None}
        words = [words.format(value) for value, words in said.values() if value is not None]
        self.label.setText(f"As in the file: {', '.join(words)}")
        self.label.setToolTip("Without this line: the truncation of the face on show, and as usual")
        self.setVisible(bool(words))

    def _on_remove(self) -> None:
        self.values = {}
        self.hide()
        self.removed.emit()
