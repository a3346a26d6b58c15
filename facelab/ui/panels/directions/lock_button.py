"""Padlocks: what stays as it is while directions are moved."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QActionGroup,
    QColor,
    QContextMenuEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QApplication, QMenu, QSizePolicy, QWidget

from facelab.recipe.locks import Hold
from facelab.ui.icons import paint_icon
from facelab.ui.outside_text import set_button_text, tooltip_of
from facelab.ui.theme import TOKENS, colors, text_font, with_alpha
from facelab.ui.widgets.key_button import KeyButton

LOCK_WIDTH = 20
_GLYPH = 14

WORDS: dict[Hold, str] = {"auto": "By itself", "held": "Always", "free": "Never"}
ICONS: dict[Hold, str] = {"auto": "lock", "held": "locked", "free": "unlock"}
_SAID: dict[Hold, str] = {
    "auto": "{} is held by itself: named directions leave it alone, "
    "but for what changes by the meaning of their word.",
    "held": "{} is always held: every direction leaves it alone.",
    "free": "{} is free: any direction may change it.",
}
_CLICK: dict[Hold, str] = {
    "auto": "Click: let go. Shift+click: always hold.",
    "held": "Click: let go. Shift+click: hold by itself.",
    "free": "Click: hold by itself. Shift+click: always hold.",
}


def next_hold(hold: Hold, always: bool) -> Hold:
    """What a click makes of a lock; `always` is a click with Shift."""
    if always:
        return "auto" if hold == "held" else "held"
    return "auto" if hold == "free" else "free"


def fill_lock_menu(menu: QMenu, hold: Hold, choose: Callable[[Hold], object]) -> None:
    """The three states of a lock as entries, the present one marked."""
    exclusive = QActionGroup(menu)
    for value, word in WORDS.items():
        action = menu.addAction(word)
        action.setCheckable(True)
        action.setChecked(value == hold)
        exclusive.addAction(action)
        action.triggered.connect(lambda _, value=value: choose(value))


class LockButton(KeyButton):
    """A padlock: quiet and closed, closed in the accent colour, or open.

    Parameters
    ----------
    title : str
        What it locks.
    about : str
        More of what that is, for the tooltip.

    Signals
    -------
    hold_wanted : str
        The user wants it held so: "auto", "held" or "free". Showing a state emits nothing.
    """

    hold_wanted = Signal(str)

    def __init__(self, title: str, about: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._about = about
        self._hold: Hold = "auto"
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

    def sizeHint(self) -> QSize:
        """A row high."""
        return QSize(LOCK_WIDTH, TOKENS.row)

    def _tell(self) -> None:
        said = _SAID[self._hold].format(self._title)
        self.setAccessibleName(f"Lock of {self._title}: {WORDS[self._hold].lower()}")
        lines = filter(None, (self._about, said, _CLICK[self._hold]))
        self.setToolTip(tooltip_of("\n".join(lines)))

    def _on_clicked(self) -> None:
        shift = QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier
        self.hold_wanted.emit(next_hold(self._hold, bool(shift)))

    # -- keys and look ------------------------------------------------------------------

    def _tone(self) -> str:
        if self._hold == "held":
            return "focus"
        if self._hold == "free":
            return "text"
        return "text" if self.underMouse() else "text_disabled"

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the padlock."""
        c = colors(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRect(0, 0, _GLYPH, _GLYPH)
        box.moveCenter(self.rect().center())
        paint_icon(painter, box, ICONS[self._hold], self._tone(), disabled=not self.isEnabled())
        if self.ringed():
            painter.setPen(QPen(QColor(c.focus), TOKENS.focus_ring))
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(1, 3, -1, -3),
                TOKENS.radius_small,
                TOKENS.radius_small,
            )


class LockChip(LockButton):
    """A padlock with its words, for what has no slider. The menu has the three states."""

    def __init__(self, title: str, about: str = "", parent: QWidget | None = None) -> None:
        super().__init__(title, about, parent)
        set_button_text(self, title)
        self.setFont(text_font(size="small"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Room for padlock and title."""
        wide = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(wide + _GLYPH + 3 * TOKENS.space_2, TOKENS.row - 2)

    def minimumSizeHint(self) -> QSize:
        """It may be cut."""
        return QSize(48, TOKENS.row - 2)

    def make_menu(self) -> QMenu:
        """By itself, always, never."""
        menu = QMenu(self)
        fill_lock_menu(menu, self._hold, self.hold_wanted.emit)
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the three states."""
        menu = self.make_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, padlock and title."""
        c = colors(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        held = self._hold == "held"
        painter.setPen(QPen(QColor(c.accent if held else c.border), 1.0))
        ground = with_alpha(c.accent, 0.2) if held else QColor(c.field)
        painter.setBrush(QColor(c.hover) if self.underMouse() and not held else ground)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, TOKENS.radius, TOKENS.radius)
        if self.ringed():
            painter.setPen(QPen(QColor(c.focus), TOKENS.focus_ring))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), TOKENS.radius, TOKENS.radius)
        glyph = QRect(TOKENS.space_2 - 2, (self.height() - _GLYPH) // 2, _GLYPH, _GLYPH)
        tone = "text_dim" if self._hold == "auto" else self._tone()
        paint_icon(painter, glyph, ICONS[self._hold], tone, disabled=not self.isEnabled())
        painter.setPen(QColor(c.text_dim if self._hold == "auto" else c.text))
        painter.setFont(self.font())
        room = self.rect().adjusted(glyph.right() + TOKENS.space_1 + 1, 0, -TOKENS.space_1, 0)
        text = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, int(flags), text)
