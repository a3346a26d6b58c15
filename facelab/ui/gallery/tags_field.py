"""Tags as chips, and a line to add more with, which knows the tags that there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QVBoxLayout, QWidget

from facelab.library.values import MAX_TAG
from facelab.ui.gallery.chips import Chips
from facelab.ui.theme import TOKENS
from facelab.ui.widgets.text_field import TextField

MOST_SHOWN = 40


class _Line(TextField):
    """Enter and comma end a tag; Backspace in an empty line takes the last one away."""

    ended = Signal()
    backed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Comma) and self.text():
            self.ended.emit()
        elif event.key() == Qt.Key.Key_Backspace and not self.text():
            self.backed.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class TagsField(QWidget):
    """Shows tags and takes changes.

    Signals
    -------
    added : list of str
        One, or all that were pasted with commas between them.
    removed : str
    """

    added = Signal(list)
    removed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tags: tuple[str, ...] = ()
        self._known = QStringListModel(self)
        self.chips = Chips("Remove tag", self)
        self.chips.removed.connect(lambda place: self.removed.emit(self._tags[place]))
        self.line = _Line(self)
        self.line.setPlaceholderText("Add a tag")
        self.line.setAccessibleName("Add a tag")
        self.line.setToolTip("Add a tag, then press Enter or a comma")
        self.line.setMaxLength(MAX_TAG)
        completer = QCompleter(self._known, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(8)
        completer.activated.connect(lambda: self._end(), Qt.ConnectionType.QueuedConnection)
        self.line.setCompleter(completer)
        self._offers = cast(QAbstractItemView, completer.popup())
        self.line.ended.connect(self._end)
        self.line.backed.connect(self._back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TOKENS.space_1)
        layout.addWidget(self.chips)
        layout.addWidget(self.line)

    def set_tags(self, tags: Sequence[str]) -> None:
        """Show these tags, at most 40 of them; emits nothing."""
        self._tags = tuple(tags)[:MOST_SHOWN]
        self.chips.set_chips([(tag, "") for tag in self._tags])

    def set_known(self, tags: Sequence[str]) -> None:
        """The tags that the line completes to."""
        if list(tags) != self._known.stringList():
            self._known.setStringList(list(tags))

    def _end(self) -> None:
        text = self.line.text()
        self.line.setText("")  # `clear` could be undone: it is the tag that undo takes away
        self._offers.hide()  # Enter was for the line, not for the list below it
        tags = [tag.strip() for tag in text.split(",") if tag.strip()]
        if tags:
            self.added.emit(tags)

    def _back(self) -> None:
        if self._tags:
            self.removed.emit(self._tags[-1])
