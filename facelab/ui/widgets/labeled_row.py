"""A name on the left and a control on the right, in line with the sliders around it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from facelab.ui.theme import TOKENS
from facelab.ui.widgets.elided_label import ElidedLabel

LABEL_SHARE = 0.36
LABEL_WIDTHS = (48, 132)


def label_width(width: int, share: float = LABEL_SHARE) -> int:
    """Room for the name in a row of this width: the same for all rows of a panel."""
    low, high = LABEL_WIDTHS
    return round(min(high, max(low, width * share)))


class LabeledRow(QWidget):
    """Gives a control that has no name of its own the look of a slider's row."""

    def __init__(self, name: str, control: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = ElidedLabel(name, self)
        self.label.set_tone("text_dim")
        self.label.setToolTip(control.toolTip())
        self.control = control
        control.setParent(self)
        self.setFocusProxy(control)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """One row, at least as high as the control."""
        return QSize(260, max(TOKENS.row, self.control.sizeHint().height()))

    def minimumSizeHint(self) -> QSize:
        """Narrow panels are fine."""
        least = self.control.minimumSizeHint().width()
        return QSize(LABEL_WIDTHS[0] + least, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the row."""
        super().resizeEvent(event)
        left = label_width(self.width())
        self.label.setGeometry(QRect(0, 0, left, self.height()))
        self.control.setGeometry(QRect(left, 0, self.width() - left, self.height()))
