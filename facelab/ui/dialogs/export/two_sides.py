"""How tabs of the export dialog are laid out: a look at it on the left, choices on the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from facelab.ui.dialogs.export.folder_part import FolderPart
from facelab.ui.dialogs.export.tab import ExportTab
from facelab.ui.theme import TOKENS

WIDTH = 400  # of the right side


class TwoSidedTab(ExportTab):
    """A tab with two sides, of which the right one scrolls.

    Attributes
    ----------
    right : QScrollArea
    """

    right: QScrollArea
    _folders: Sequence[FolderPart] = ()

    @property
    def refused(self) -> str:
        """What is wrong with its folder."""
        return next((each.refused for each in self._folders if each.refused), "")

    def lay_out(self, left: QWidget, inside: QWidget, parts: Sequence[QWidget]) -> None:
        """Put the parts, which are children of `inside`, below one another on the right."""
        self._folders = [each for each in parts if isinstance(each, FolderPart)]
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, TOKENS.space_3, 0)
        column.setSpacing(TOKENS.space_4)
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        self.right = QScrollArea(self)
        self.right.setWidgetResizable(True)
        self.right.setFrameShape(QFrame.Shape.NoFrame)
        self.right.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.right.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.right.setFixedWidth(WIDTH)
        self.right.setWidget(inside)
        row = QHBoxLayout(self)
        row.setContentsMargins(*(TOKENS.space_4,) * 3, TOKENS.space_2)
        row.setSpacing(TOKENS.space_4)
        row.addWidget(left, 1)
        row.addWidget(self.right)

    def later(self, milliseconds: int, act: Callable[[], None]) -> QTimer:
        """What is done once the hand has paused for so long, each time the timer is started."""
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(act)
        return timer
