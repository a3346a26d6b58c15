"""Where kept faces are, and choosing another place."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from facelab import paths
from facelab.session import Session
from facelab.ui.outside_text import tooltip_of
from facelab.ui.theme import TOKENS, text_font

WIDTH = 460


class LibraryFolderDialog(QDialog):
    """Shows the folder of the library; the session moves to another and tells of it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setWindowTitle("Library folder")
        self.setMinimumWidth(WIDTH)
        count = session.kept.facets.total
        title = QLabel(f"{count:,} kept face{'s' if count != 1 else ''} in", self)
        title.setFont(text_font(bold=True))
        self.folder = QLineEdit(str(session.kept.folder), self)
        self.folder.setReadOnly(True)
        self.folder.setCursorPosition(0)
        self.folder.setAccessibleName("Library folder")
        self.folder.setToolTip(tooltip_of(str(session.kept.folder)))
        about = QLabel(
            "If the folder you choose already has a library, facelab uses it; otherwise it "
            "starts a new one. The faces here are not moved: to take them with you, export "
            "them first.",
            self,
        )
        about.setWordWrap(True)
        about.setProperty("dim", True)
        self.choose = QPushButton("Choose folder…", self)
        self.choose.setToolTip("Keep faces in a folder you choose")
        self.choose.clicked.connect(self._on_choose)
        self.usual = QPushButton("Default folder", self)
        self.usual.setToolTip(tooltip_of(f"Keep faces in {paths.library_dir()}"))
        self.usual.setEnabled(session.kept.folder != paths.library_dir().absolute())
        self.usual.clicked.connect(lambda: self._go(None))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.addButton(self.choose, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.usual, QDialogButtonBox.ButtonRole.ResetRole)
        self.choose.setDefault(True)
        self.choose.setFocus()
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(TOKENS.space_4,) * 4)
        layout.setSpacing(TOKENS.space_2)
        for part in (title, self.folder, about):
            layout.addWidget(part)
        layout.addSpacing(TOKENS.space_3)
        layout.addWidget(buttons)

    def _on_choose(self) -> None:
        now = str(self._session.kept.folder)
        chosen = QFileDialog.getExistingDirectory(self, "Folder for kept faces", now)
        if chosen:
            self._go(Path(chosen))

    def _go(self, folder: Path | None) -> None:
        self.accept()
        self._session.choose_library(folder)
