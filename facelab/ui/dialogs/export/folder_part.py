"""What all parts that say where something goes have: a folder, and names that disks take."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from facelab import destinations
from facelab.errors import DestinationError
from facelab.files import REFUSED_IN_NAMES, is_device
from facelab.session import Session
from facelab.ui.dialogs.export.form import Part
from facelab.ui.dialogs.folders import nearest_folder, pictures_folder
from facelab.ui.outside_text import tooltip_of
from facelab.ui.theme import TOKENS


class FolderPart(Part):
    """Where something goes, with the folder as its first row.

    Parameters
    ----------
    session : Session
    thing : str
        What goes there: "the pictures".
    told : str
        What the button does.
    parent : QWidget

    Attributes
    ----------
    refused : str
        Why nothing can be written there, as far as one can tell; usually empty.

    Signals
    -------
    changed
        The user has chosen something else.
    """

    changed = Signal()
    refused = ""

    def __init__(self, session: Session, thing: str, told: str, parent: QWidget) -> None:
        super().__init__("Where", parent)
        self._session = session
        self._title = f"Folder for {thing}"
        self.path = QLineEdit(self)
        self.path.setReadOnly(True)
        self.change = QPushButton("Change…", self)
        self.change.setAutoDefault(False)
        self.change.clicked.connect(self._on_change)
        both = QWidget(self)
        line = QHBoxLayout(both)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(TOKENS.space_2)
        line.addWidget(self.path, 1)
        line.addWidget(self.change)
        self.row("&Folder", both, told, self.change)
        self.path.setAccessibleName(self._title)

    @property
    def folder(self) -> Path:
        """The folder."""
        return Path(self.path.text())

    def show_chosen_folder(self, folder: str) -> None:
        """Show what was chosen; empty is the usual one. Emits nothing."""
        self._show_folder(Path(folder) if folder else pictures_folder(self._session.settings))

    def _on_change(self) -> None:
        folder = self.folder
        begin = folder if folder.is_dir() else nearest_folder(self._session.settings)
        chosen = QFileDialog.getExistingDirectory(self, self._title, str(begin))
        if chosen:
            self._take_folder(Path(chosen))
            self.changed.emit()

    def _take_folder(self, folder: Path) -> None:
        """The user has chosen it."""
        self._show_folder(folder)

    def _show_folder(self, folder: Path) -> None:
        self.path.setText(str(folder))
        self.path.setCursorPosition(len(str(folder)))  # its end says most
        self.path.setToolTip(tooltip_of(str(folder)))
        try:
            destinations.check_folder(folder)
        except DestinationError as error:
            self.refused = f"{error.why} {error.fix}"
        else:
            self.refused = ""
        show_invalid(self.path, bool(self.refused))


def problem_of_name(name: str, thing: str, kind: str) -> str:
    """Why a file or folder cannot be called so, in words; empty if it can.

    Parameters
    ----------
    name : str
    thing : str
        "The clip".
    kind : str
        "file" or "folder".
    """
    if not name.strip("."):
        return f"{thing} needs a name."
    bad = sorted({each for each in name if each in REFUSED_IN_NAMES or ord(each) < 32})
    if bad:
        return f"A name of a {kind} cannot have {' '.join(bad)} in it."
    if is_device(name):
        return f"A {kind} cannot be called {name}: Windows means a device by it."
    return ""


def show_invalid(field: QWidget, invalid: bool) -> None:
    """Show a field as one in which something is wrong, or as all others."""
    field.setProperty("invalid", invalid)
    style = field.style()
    style.unpolish(field)
    style.polish(field)
