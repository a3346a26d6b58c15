"""A list to choose from that leaves the wheel to the panel around it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox


class ChoiceBox(QComboBox):
    """A QComboBox that nobody changes by scrolling past it, and whose choice ends in an ellipsis
    where it has no room.
    """

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The panel scrolls; the list that drops down scrolls by itself."""
        event.ignore()

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """What is painted: the whole choice, or its beginning."""
        super().initStyleOption(option)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        room = field.width() - 2  # as the style paints it
        if not self.itemIcon(self.currentIndex()).isNull():
            room -= self.iconSize().width() + 4
        option.currentText = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, room
        )
