"""What a picture says of where it comes from, and what that is worth."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from facelab.export.provenance.verify import Finding
from facelab.session import Session
from facelab.session.messages import message_of
from facelab.ui.dialogs.folders import folder_of, remember_folder
from facelab.ui.dropping import accept_copy, dragged_files
from facelab.ui.theme import TOKENS, text_font
from facelab.ui.widgets.text_label import text_label

WIDTH = 560
KINDS = "Pictures (*.png *.jpg *.jpeg *.webp *.tif *.tiff *.exr *.avif *.heic *.gif);;All files (*)"
ASK = "Choose a picture, or drop one here."
ABOUT = (
    "facelab looks for content credentials (C2PA), XMP, its own recipe and its invisible "
    "watermark. Marks can be lost or removed, and anyone can sign with a name of their choice: "
    "what is not found proves nothing."
)
NAMES = {
    "picture": "Picture",
    "signature": "Signature",
    "metadata": "Metadata",
    "recipe": "Recipe",
    "watermark": "Watermark",
}


class VerifyDialog(QDialog):
    """Looks at a picture by all means. It stays open beside the window.

    Parameters
    ----------
    session : Session
    parent : QWidget or None
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._wanted: Path | None = None
        self.setWindowTitle("Verify a picture")
        self.setAcceptDrops(True)
        self.setMinimumWidth(WIDTH)
        self.file = text_label("", self, dim=True)
        self.verdict = text_label(ASK, self)
        self.verdict.setFont(text_font(bold=True))
        self.details: dict[str, QLabel] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(TOKENS.space_4)
        grid.setVerticalSpacing(TOKENS.space_2)
        grid.setColumnStretch(1, 1)
        self._names: list[QLabel] = []
        for row, (name, title) in enumerate(NAMES.items()):
            head, said = QLabel(title, self), text_label("", self)
            head.setProperty("dim", True)
            said.setAccessibleName(title)
            grid.addWidget(head, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(said, row, 1)
            self._names.append(head)
            self.details[name] = said
        self.choose = QPushButton("Choose picture…", self)
        self.choose.setToolTip("Verify another picture")
        self.choose.clicked.connect(self.ask)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.addButton(self.choose, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        self.choose.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(TOKENS.space_4,) * 4)
        layout.setSpacing(TOKENS.space_3)
        layout.addWidget(self.file)
        layout.addWidget(self.verdict)
        layout.addLayout(grid)
        layout.addStretch(1)
        layout.addWidget(text_label(ABOUT, self, dim=True))
        layout.addWidget(buttons)
        self._show_details({})

    def open_again(self) -> None:
        """Show it, in front if it is open already."""
        self.show()
        self.raise_()
        self.activateWindow()
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask(self) -> None:
        """Let the user choose a picture."""
        name, _ = QFileDialog.getOpenFileName(
            self, "Verify a picture", folder_of(self._session, "open"), KINDS
        )
        if name:
            remember_folder(self._session, "open", Path(name))
            self.look_at(Path(name))

    def look_at(self, path: Path) -> None:
        """Verify a picture; what was found is shown as soon as it is known."""
        self._wanted = path
        self.file.setText(str(path))
        self.verdict.setText("Looking…")
        self._show_details({})

        def failed(error: Exception | None) -> None:
            if self._wanted != path:
                return
            if error is None:
                self.verdict.setText(ASK)
            else:
                said = message_of(error)
                self.verdict.setText(said.in_a_line)

        self._session.saying.verify(path, self._on_found, failed)

    def _on_found(self, found: Finding) -> None:
        if found.path == self._wanted:  # else the user has gone on to another
            self.verdict.setText(found.headline)
            self._show_details(dict(found.details))

    def _show_details(self, details: dict[str, str]) -> None:
        for head, (name, said) in zip(self._names, self.details.items(), strict=True):
            head.setVisible(name in details)
            said.setVisible(name in details)
            said.setText(details.get(name, ""))
        self.file.setVisible(self._wanted is not None)
        # Not `adjustSize`: it makes room as for labels that are wrapped where they are narrowest.
        wide = max(self.width(), WIDTH) if self.isVisible() else WIDTH
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.resize(wide, layout.totalHeightForWidth(wide))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file may be dropped."""
        if dragged_files(event.mimeData()):
            accept_copy(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Verify what was dropped."""
        paths = dragged_files(event.mimeData())
        if paths:
            accept_copy(event)
            self.look_at(paths[0])
