"""A label that shortens its text to the room it has and tells the rest in its tooltip."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from facelab.ui.theme import colors
from facelab.ui.widgets.text_label import show_whole

NAME_ELIDE = Qt.TextElideMode.ElideMiddle


def elided_name(metrics: QFontMetrics, name: str, width: int) -> str:
    """A face's name as far as there is room: beginning and end stay.

    Names that facelab gives, and most that people give, differ at their ends: "seed 246854171",
    "Anna, older 2".
    """
    return metrics.elidedText(name, NAME_ELIDE, width)


class ElidedLabel(QLabel):
    """One line of plain text; `text()` is always the whole of it.

    Parameters
    ----------
    mode : Qt.TextElideMode
        What is left out; `NAME_ELIDE` for names of faces.
    """

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__(text, parent)
        self._mode = mode
        self._tone = "text"
        self.setTextFormat(Qt.TextFormat.PlainText)

    def set_tone(self, tone: str) -> None:
        """Paint in a colour of the scheme, by its name in `theme.Colors`."""
        if tone != self._tone:
            self._tone = tone
            self.update()

    def shown_text(self) -> str:
        """The text as painted, perhaps with an ellipsis."""
        room = self.contentsRect().width()
        return self.fontMetrics().elidedText(self.text(), self._mode, room)

    def is_elided(self) -> bool:
        """Whether part of the text does not fit."""
        return self.shown_text() != self.text()

    def minimumSizeHint(self) -> QSize:
        """Room for a few letters: it may always shrink."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance("xx…"), metrics.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what fits."""
        c = colors(self.palette())
        painter = QPainter(self)
        tone = self._tone if self.isEnabled() else "text_disabled"
        painter.setPen(QColor(getattr(c, tone)))
        flags = int(self.alignment()) | int(Qt.TextFlag.TextSingleLine)
        painter.drawText(self.contentsRect(), flags, self.shown_text())

    def event(self, event: QEvent) -> bool:
        """Put the whole text first in the tooltip while part of it is hidden."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            show_whole(self, self.text() if self.is_elided() else "", event)
            return True
        return super().event(event)


class Readout(ElidedLabel):
    """A line whose text changes while a hand moves something. It has the room that is left over:
    for another text of a `QLabel` the whole window is laid out anew.

    Parameters
    ----------
    name : str
        For screen readers, who hear the text as its description.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._line = ""
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def text(self) -> str:
        """All of it."""
        return self._line

    def setText(self, text: str) -> None:
        """Show another text."""
        if text != self._line:
            self._line = text
            self.setAccessibleDescription(text)
            self.update()

    def sizeHint(self) -> QSize:
        """A line high."""
        return self.minimumSizeHint()
