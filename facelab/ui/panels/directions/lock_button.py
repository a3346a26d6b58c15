"""Locks: who may change what a direction changes. One control, three states that say their name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QActionGroup,
    QColor,
    QContextMenuEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QApplication, QMenu, QSizePolicy, QWidget

from facelab.recipe.locks import Hold
from facelab.ui.outside_text import set_button_text, tooltip_of
from facelab.ui.theme import TOKENS, colors, text_font, with_alpha
from facelab.ui.widgets.key_button import KeyButton
from facelab.ui.widgets.keys import is_plain

# From the least held to the most: the order of the menu and of the arrow keys.
WORDS: dict[Hold, str] = {"free": "Free", "auto": "Auto", "held": "Hold"}
_SAID: dict[Hold, str] = {
    "free": "anything may change {}",
    "auto": "other named directions leave {} alone",
    "held": "nothing changes {}",
}
# Each holds those of its parts that are not what it is for: age is a part of the identity.
_WHOLE = "named directions leave {} alone where they can"
_PAD = 4
_TALL = 17
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_Right: +1, Qt.Key.Key_Up: +1}


def lock_width() -> int:
    """Room for the longest of the words."""
    metrics = QFontMetrics(text_font(size="small"))
    return max(metrics.horizontalAdvance(word) for word in WORDS.values()) + 2 * _PAD


def said_of(hold: Hold, title: str, whole: bool = False) -> str:
    """A state in one line, as "Hold: nothing changes Smile".

    Parameters
    ----------
    whole : bool
        Whether it is of many parts, as the identity, and not what one direction changes.
    """
    said = _WHOLE if whole and hold == "auto" else _SAID[hold]
    return f"{WORDS[hold]}: {said.format(title)}"


def stepped(hold: Hold, step: int) -> Hold:
    """The state beside another; the last ones have none beyond."""
    order = list(WORDS)
    return order[min(max(order.index(hold) + step, 0), len(order) - 1)]


def fill_lock_menu(
    menu: QMenu, hold: Hold, title: str, choose: Callable[[Hold], object], whole: bool = False
) -> None:
    """The states of a lock with what each does, the present one marked."""
    exclusive = QActionGroup(menu)
    for value in WORDS:
        action = menu.addAction(said_of(value, title.replace("&", "&&"), whole))
        action.setCheckable(True)
        action.setChecked(value == hold)
        exclusive.addAction(action)
        action.triggered.connect(lambda _, value=value: choose(value))


class LockButton(KeyButton):
    """The word of its state, dim while it is the usual one and the hand is elsewhere.

    A click opens the three states with what each does; arrow keys go through them; Shift+click
    is the short way to hold and back.

    Parameters
    ----------
    title : str
        What it locks.
    about : str
        What that is, for a second line of the tooltip, where the title alone does not say it.

    Signals
    -------
    hold_wanted : str
        The user wants it held so: "auto", "held" or "free". Showing a state emits nothing.
    """

    WHOLE = False
    hold_wanted = Signal(str)

    def __init__(self, title: str, about: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._about = about
        self._hold: Hold = "auto"
        self._lit = False
        self.setFont(text_font(size="small"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._on_clicked)
        self._tell()

    def hold(self) -> Hold:
        """The state shown."""
        return self._hold

    def set_hold(self, hold: Hold) -> None:
        """Show a state; emits nothing."""
        if hold != self._hold:
            self._hold = hold
            self._tell()
            self.update()

    def set_title(self, title: str) -> None:
        """Change what it says it locks."""
        if title != self._title:
            self._title = title
            self._tell()

    def set_lit(self, lit: bool) -> None:
        """Stand out, as while the pointer is on the row that it belongs to."""
        if lit != self._lit:
            self._lit = lit
            self.update()

    def make_menu(self) -> QMenu:
        """Free, Auto, Hold."""
        menu = QMenu(self)
        fill_lock_menu(menu, self._hold, self._title, self._want, self.WHOLE)
        return menu

    def sizeHint(self) -> QSize:
        """A row high."""
        return QSize(lock_width(), TOKENS.row)

    def _tell(self) -> None:
        self.setAccessibleName(f"Lock for {self._title}: {WORDS[self._hold]}")
        said = said_of(self._hold, self._title, self.WHOLE)
        self.setAccessibleDescription(said)
        self.setToolTip(tooltip_of("\n".join(filter(None, (said, self._about)))))

    def _want(self, hold: Hold) -> None:
        if hold != self._hold:
            self.hold_wanted.emit(hold)

    def _on_clicked(self) -> None:
        if QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._want("auto" if self._hold == "held" else "held")
        else:
            self._show_menu(self.mapToGlobal(QPoint(0, self.height())))

    def _show_menu(self, at: QPoint) -> None:
        menu = self.make_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setActiveAction(next(each for each in menu.actions() if each.isChecked()))
        menu.popup(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys go to the state beside this one."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or not is_plain(event):
            super().keyPressEvent(event)
        else:
            self._want(stepped(self._hold, step))

    # -- look ---------------------------------------------------------------------------

    def _word_box(self) -> QRectF:
        box = QRectF(0, 0, min(lock_width(), self.width()) - 1, _TALL)
        box.moveCenter(QRectF(self.rect()).center())
        return box

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the word, in a frame unless it is quiet."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_word(painter, self._word_box())

    def _paint_word(self, painter: QPainter, box: QRectF) -> None:
        c = colors(self.palette())
        held, on = self._hold == "held", self.isEnabled()
        lit = on and (self._lit or self.underMouse() or self.hasFocus())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        edge = QColor(c.accent if held else c.border_strong)
        style = Qt.PenStyle.DashLine if self._hold == "free" else Qt.PenStyle.SolidLine
        if held:
            painter.setBrush(with_alpha(c.accent, 0.38 if lit else 0.24))
        elif on and self.underMouse():
            painter.setBrush(QColor(c.hover))
        if self._hold != "auto" or lit:
            painter.setPen(QPen(edge, 1.0, style))
            painter.drawRoundedRect(box, TOKENS.radius_small, TOKENS.radius_small)
        if self.ringed():
            painter.setPen(QPen(QColor(c.focus), TOKENS.focus_ring))
            painter.drawRoundedRect(box, TOKENS.radius_small, TOKENS.radius_small)
        loud = self._hold != "auto" or lit
        painter.setPen(QColor(c.text_disabled if not loud or not on else c.text))
        painter.setFont(self.font())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), WORDS[self._hold])


class LockChip(LockButton):
    """The same with its title, for what has no slider."""

    WHOLE = True

    def __init__(self, title: str, about: str = "", parent: QWidget | None = None) -> None:
        super().__init__(title, about, parent)
        set_button_text(self, title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Room for title and word."""
        wide = QFontMetrics(text_font()).horizontalAdvance(self.text())
        return QSize(wide + TOKENS.space_1 + lock_width(), TOKENS.row)

    def minimumSizeHint(self) -> QSize:
        """The title may be cut, the word never."""
        return QSize(lock_width() + 24, TOKENS.row)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the three states."""
        self._show_menu(event.globalPos())

    def title_shown(self) -> str:
        """The title as painted, perhaps with an ellipsis."""
        room = self._title_box().width()
        metrics = QFontMetrics(text_font())
        return metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room)

    def _title_box(self) -> QRect:
        return self.rect().adjusted(0, 0, -lock_width() - TOKENS.space_1, 0)

    def _word_box(self) -> QRectF:
        box = super()._word_box()
        wanted = QFontMetrics(text_font()).horizontalAdvance(self.title_shown())
        box.moveLeft(min(wanted + TOKENS.space_1, self.width() - lock_width()) + 0.5)
        return box

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the title before the word."""
        super().paintEvent(event)
        c = colors(self.palette())
        painter = QPainter(self)
        painter.setFont(text_font())
        tone = c.text_dim if self._hold == "auto" else c.text
        painter.setPen(QColor(tone if self.isEnabled() else c.text_disabled))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(self._title_box(), int(flags), self.title_shown())
