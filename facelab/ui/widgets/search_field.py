"""A field to search in a list with."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QStyle, QWidget

from facelab.ui.icons import icon
from facelab.ui.widgets.text_field import TextField

_MARGIN = 4  # pixels, on both sides of what is beside the text


class SearchField(TextField):
    """A line with a magnifier and a button that clears it.

    Signals
    -------
    search_changed : str
        What to search for, without spaces around it; "" shows everything. Also when the
        program changes it, for the list must follow.
    """

    search_changed = Signal(str)

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setToolTip(f"{placeholder}. Press Escape to clear.")
        leading = QLineEdit.ActionPosition.LeadingPosition
        self.addAction(icon("search", "text_dim"), leading).setText("Search")
        trailing = QLineEdit.ActionPosition.TrailingPosition
        self.clear_action = self.addAction(icon("close", "text_dim"), trailing)
        self.clear_action.setText("Clear search")
        self.clear_action.setToolTip("Clear")
        self.clear_action.setVisible(False)
        self.clear_action.triggered.connect(self.clear)
        self._placeholder = placeholder
        self._told = ""
        self.textChanged.connect(self._on_text_changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the hint does not fit, its first word does, or the magnifier says it alone."""
        super().resizeEvent(event)
        room = self.width() - self._beside()
        forms = (self._placeholder, self._placeholder.split()[0])
        width = self.fontMetrics().horizontalAdvance
        fitting = next((each for each in forms if width(each) <= room), "")
        if fitting != self.placeholderText():
            self.setPlaceholderText(fitting)

    def _beside(self) -> int:
        """What the magnifier takes, and the margins."""
        side = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize, None, self)
        return 2 * side + 3 * _MARGIN

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape clears and goes on to the window, which takes the keys; so does Space where
        nothing is typed yet.
        """
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            event.ignore()
        elif event.key() == Qt.Key.Key_Space and not self.text() and not event.modifiers():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _on_text_changed(self, text: str) -> None:
        self.clear_action.setVisible(bool(text))
        wanted = text.strip()
        if wanted != self._told:
            self._told = wanted
            self.search_changed.emit(wanted)
