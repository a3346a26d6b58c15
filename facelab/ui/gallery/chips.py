"""Small labels with a cross, in as many lines as they need: tags, and conditions that hold."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QLayout,
    QLayoutItem,
    QSizePolicy,
    QWidget,
)

from facelab.ui.icons import paint_icon
from facelab.ui.outside_text import set_button_text
from facelab.ui.theme import TOKENS, colors, text_font
from facelab.ui.widgets.key_button import KeyButton

HEIGHT = 24
WIDEST = 190
NARROWEST = 60
CROSS = 12


class Chip(KeyButton):
    """A word that a click, Delete or Backspace takes away."""

    def __init__(self, text: str, icon_name: str, tip: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = icon_name
        set_button_text(self, text)
        self.setFont(text_font(size="small"))
        self.setAccessibleName(tip)
        self.setToolTip(f"<qt>{html.escape(tip[:200])}</qt>")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as the word, within bounds."""
        icon = 18 if self._icon else 0
        width = self.fontMetrics().horizontalAdvance(self.text()) + icon + CROSS + 22
        return QSize(min(WIDEST, width), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """A few letters, or the icon, and the cross."""
        return QSize(NARROWEST, HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete and Backspace are clicks."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the word and the cross."""
        c = colors(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(c.focus if self.ringed() else c.border_strong), 1.0))
        painter.setBrush(QColor(c.hover if self.underMouse() else c.raised))
        painter.drawRoundedRect(box, HEIGHT / 2, HEIGHT / 2)
        left = 9
        if self._icon:
            paint_icon(painter, QRect(left, (HEIGHT - 13) // 2, 13, 13), self._icon, "text_dim")
            left += 17
        painter.setPen(QColor(c.text))
        line = QRect(left, 0, self.width() - left - CROSS - 10, self.height())
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), text)
        cross = QRect(self.width() - CROSS - 7, (HEIGHT - CROSS) // 2, CROSS, CROSS)
        paint_icon(painter, cross, "close", "text" if self.underMouse() else "text_dim")


class FlowLayout(QLayout):
    """Lines of widgets, broken where the width ends."""

    def __init__(self, parent: QWidget, spacing: int = TOKENS.space_1) -> None:
        super().__init__(parent)
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)
        self._items: list[QLayoutItem] = []

    def addItem(self, item: QLayoutItem) -> None:
        """As Qt asks for it."""
        self._items.append(item)

    def count(self) -> int:
        """As Qt asks for it."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """As Qt asks for it: None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """As Qt asks for it: None past the end."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of the lines at a width."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Put everything in its place."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        """One line of it all."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """The widest."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, rect: QRect, *, move: bool) -> int:
        x, y, tall = rect.x(), rect.y(), 0
        for item in self._items:
            widget = item.widget()
            if widget is not None and widget.isHidden():
                continue
            size = item.sizeHint().boundedTo(QSize(max(1, rect.width()), 10_000))
            if x > rect.x() and x + size.width() > rect.right() + 1:
                x, y, tall = rect.x(), y + tall + self.spacing(), 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self.spacing()
            tall = max(tall, size.height())
        return y + tall - rect.y()


class LineLayout(FlowLayout):
    """One line, in which the widgets share the room; those for which there is none lie outside."""

    def hasHeightForWidth(self) -> bool:
        """It is one line at every width."""
        return False

    def minimumSize(self) -> QSize:
        """No width at all: many of them must not make the window wider."""
        return QSize(0, HEIGHT)

    def _place(self, rect: QRect, *, move: bool) -> int:
        room, gap = rect.width(), self.spacing()
        count = min(len(self._items), (room + gap) // (NARROWEST + gap))
        shown, x = self._items[:count], rect.x()
        widths = _shared([item.sizeHint().width() for item in shown], room - gap * (count - 1))
        top = rect.y() + (rect.height() - HEIGHT) // 2
        for item, width in zip(shown, widths, strict=True) if move else ():
            item.setGeometry(QRect(x, top, width, HEIGHT))
            x += width + gap
        for item in self._items[count:] if move else ():
            item.setGeometry(QRect(0, -2 * HEIGHT, NARROWEST, HEIGHT))
        return HEIGHT


def _shared(wanted: Sequence[int], room: int) -> list[int]:
    """Widths of which none is larger than wanted: the widest are cut until all fit."""
    widest = max(wanted, default=0)
    if sum(wanted) > room:
        left, rest = room, len(wanted)
        for width in sorted(wanted):
            if width * rest > left:
                widest = left // rest
                break
            left, rest = left - width, rest - 1
    return [min(width, widest) for width in wanted]


class Chips(QWidget):
    """Chips in lines.

    Parameters
    ----------
    verb : str
        What a press does, for screen readers: "Remove tag".
    one_line : bool
        Keep to one line, in which they share the room that there is.

    Signals
    -------
    removed : int
        The place of the chip that was pressed.
    """

    removed = Signal(int)

    def __init__(self, verb: str, parent: QWidget | None = None, *, one_line: bool = False) -> None:
        super().__init__(parent)
        self._verb = verb
        self._shown: list[tuple[str, str]] = []
        self._chips: list[Chip] = []
        self._flow = LineLayout(self) if one_line else FlowLayout(self)
        across = QSizePolicy.Policy.Ignored if one_line else QSizePolicy.Policy.Preferred
        policy = QSizePolicy(across, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(not one_line)
        self.setSizePolicy(policy)
        self.hide()

    def set_chips(self, chips: Sequence[tuple[str, str]]) -> None:
        """Show these: text and icon of each ("" for none); hidden while there are none."""
        if list(chips) == self._shown:
            return
        held = next((n for n, chip in enumerate(self._chips) if chip.hasFocus()), None)
        self._shown = list(chips)
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [Chip(text, icon, f"{self._verb}: {text}", self) for text, icon in chips]
        for place, chip in enumerate(self._chips):
            chip.clicked.connect(lambda _=False, place=place: self.removed.emit(place))
            self._flow.addWidget(chip)
        self.setVisible(bool(chips))
        if held is not None and self._chips:
            chip = self._chips[min(held, len(self._chips) - 1)]
            chip.show()  # the layout would do it later, and what is hidden takes no focus
            chip.setFocus()
        self.updateGeometry()

    def texts(self) -> list[str]:
        """What they say."""
        return [text for text, _ in self._shown]
