"""Version, network, licences."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from facelab import __version__
from facelab.checkpoints.catalogue import CatalogueEntry
from facelab.engine import ModelInfo
from facelab.paths import resources
from facelab.plain_text import plain
from facelab.ui.theme import TOKENS, text_font


class AboutDialog(QDialog):
    """What this is, which network draws the faces, and on what terms; `own` is the one in use,
    for networks that the catalogue does not have.
    """

    def __init__(
        self,
        entry: CatalogueEntry | None,
        parent: QWidget | None = None,
        own: ModelInfo | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("About facelab")
        mark = QLabel(self)
        mark.setPixmap(QIcon(str(resources() / "facelab.svg")).pixmap(QSize(64, 64)))
        title = QLabel(f"facelab {__version__}", self)
        title.setFont(text_font(size="title", bold=True))
        words = [
            (
                "A studio for exploring the latent space of a face GAN. The people it shows do "
                "not exist."
            ),
            "Code: MIT licence. Icons: Material Design Icons, Apache-2.0.",
        ]
        if entry is not None:
            words += [
                f"Network: {entry.title}, {entry.licence}. {entry.training_data}.",
                *entry.caveats,
            ]
        elif own is not None:
            title_of, licence = plain(own.title, 80), plain(own.licence, 300)
            words.append(f"Network: {title_of}. Licence: {licence}.")
        text = QLabel("\n\n".join(words), self)
        text.setWordWrap(True)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        text.setMinimumWidth(420)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        right = QVBoxLayout()
        right.setSpacing(TOKENS.space_3)
        right.addWidget(title)
        right.addWidget(text)
        right.addStretch(1)
        right.addWidget(buttons)
        layout = QHBoxLayout(self)
        space = TOKENS.space_6
        layout.setContentsMargins(space, space, space, space)
        layout.setSpacing(space)
        layout.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(right, 1)
