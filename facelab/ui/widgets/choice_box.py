"""A list to choose from that leaves the wheel to the panel around it."""

from __future__ import annotations

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox


class ChoiceBox(QComboBox):
    """A QComboBox that nobody changes by scrolling past it."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The panel scrolls; the list that drops down scrolls by itself."""
        event.ignore()
