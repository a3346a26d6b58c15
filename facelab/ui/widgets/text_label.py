"""Labels of running text, which take nothing for markup."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QLabel, QToolTip, QWidget

from facelab.ui.outside_text import plain_tooltip, tooltip_of

_LEAST = 24  # letters of a word: no label is made wider by a longer one
_WORD = re.compile(r"\S+")
_UNBROKEN = re.compile(r"[^\s/\\-]+[/\\-]?")  # lines are broken behind these, too
_JOINED = "\u2060…\u2060"  # no line ends there
_ROOM = 1  # what a text is wider when painted than by its metrics


class TextLabel(QLabel):
    """Plain text that wraps; `text()` is always the whole of it.

    A piece that cannot be broken and is wider than the label, such as the name of a file, is
    shortened in its middle and makes nothing wider; the tooltip has the whole text then. Where the
    lines are numbered, so are whole paths, and a text of more lines.

    Parameters
    ----------
    text : str
    parent : QWidget or None
    most_lines : int or None
        A longer text is shortened in its middle.
    """

    def __init__(
        self, text: str = "", parent: QWidget | None = None, most_lines: int | None = None
    ) -> None:
        super().__init__(parent)
        self._whole = ""
        self._most_lines = most_lines
        self._laid_out = False
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def text(self) -> str:
        """All of it."""
        return self._whole

    def setText(self, text: str) -> None:
        """Show another text."""
        self._whole = text
        self._show()

    def shown_text(self) -> str:
        """What there is room for, perhaps with an ellipsis."""
        return super().text()

    def is_elided(self) -> bool:
        """Whether part of the text does not fit."""
        return self.shown_text() != self._whole

    def heightForWidth(self, width: int) -> int:
        """The height of what is shown at another width."""
        shown = self._shown_at(width - self._margins())
        if shown == self.shown_text():
            return super().heightForWidth(width)
        margins = self.contentsMargins()
        return self._height(shown, width - self._margins()) + margins.top() + margins.bottom()

    def minimumSizeHint(self) -> QSize:
        """No wider than a word of usual length."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), self._least() + self._margins()), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what there is room for."""
        super().resizeEvent(event)
        self._laid_out = True
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        """In another font there is room for more or less."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._show()

    def event(self, event: QEvent) -> bool:
        """Put the whole text first in the tooltip while part of it is hidden."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            show_whole(self, self._whole if self.is_elided() else "", event)
            return True
        return super().event(event)

    def _show(self) -> None:
        room = self.contentsRect().width() if self._laid_out else self._least()
        shown = self._shown_at(room)
        if shown != super().text():
            super().setText(shown)

    def _shown_at(self, room: int) -> str:
        metrics, room = self.fontMetrics(), max(room - _ROOM, 1)
        pieces = _UNBROKEN if self._most_lines is None else _WORD
        shown = shortened(metrics, self._whole, room, pieces)
        if self._most_lines is None or not self._laid_out:
            return shown
        most = self._most_lines * metrics.lineSpacing()
        left = len(shown)
        while self._height(shown, room) > most and left > 2:  # what is left of its letters
            left = left * 9 // 10
            shown = f"{shown[: left // 2].rstrip()}…{shown[-(left - left // 2) :].lstrip()}"
        return shown

    def _height(self, text: str, width: int) -> int:
        document = QTextDocument()
        document.setDefaultFont(self.font())
        document.setDocumentMargin(0)
        document.setPlainText(text)
        document.setTextWidth(width)
        return round(document.size().height())

    def _margins(self) -> int:
        margins = self.contentsMargins()
        return margins.left() + margins.right() + 2 * self.margin()

    def _least(self) -> int:
        return _LEAST * self.fontMetrics().averageCharWidth()


def shortened(metrics: QFontMetrics, text: str, room: int, pieces: re.Pattern[str]) -> str:
    """A text in which no piece is wider than the room, in pixels: their middle is left out."""
    if metrics.horizontalAdvance(text) <= room:
        return text

    def cut(piece: re.Match[str]) -> str:
        whole = piece.group()
        shown = metrics.elidedText(whole, Qt.TextElideMode.ElideMiddle, room)
        return whole if shown == whole else shown.replace("…", _JOINED)

    return pieces.sub(cut, text)


def show_whole(label: QLabel, hidden: str, event: QHelpEvent) -> None:
    """Show the tooltip of a label, after the text of which part is hidden."""
    lines = [hidden] if hidden else []
    told = plain_tooltip(label.toolTip())
    if told and told != label.text():
        lines.append(told)
    QToolTip.showText(event.globalPos(), tooltip_of("\n".join(lines)), label, QRect())


def text_label(
    text: str = "",
    parent: QWidget | None = None,
    *,
    dim: bool = False,
    most_lines: int | None = None,
) -> TextLabel:
    """A label that wraps, can be copied from, and shows what it is given letter for letter."""
    label = TextLabel(text, parent, most_lines)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setProperty("dim", dim)
    return label
