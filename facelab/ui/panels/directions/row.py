"""One direction: name, track, number, lock, and back to nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from facelab.engine import Direction
from facelab.recipe.locks import Hold
from facelab.recipe.values import AMOUNT_RANGE
from facelab.ui.icons import paint_icon
from facelab.ui.outside_text import tooltip_of
from facelab.ui.panels.directions.lock_button import LockButton, lock_width
from facelab.ui.theme import TOKENS
from facelab.ui.widgets import SliderScale, ValueSlider, tool_button

RESET_WIDTH = 20
NAME_SHARE = 0.43  # "Backdrop warmth" in a panel of its first width
SIGMA = SliderScale(-3.0, 3.0, 0.0, step=0.1, decimals=2)


class PinButton(QAbstractButton):
    """A pin before a name, while the mouse is there; the menu has it for the keyboard."""

    WIDTH = 17

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._pinned = False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setVisible(False)
        self.set_pinned(False)

    def set_pinned(self, pinned: bool) -> None:
        """What a click will do: pin, or take the pin out."""
        self._pinned = pinned
        said = "Unpin: return to its group" if pinned else "Pin to the top"
        self.setAccessibleName(said)
        self.setToolTip(said)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the pin."""
        painter = QPainter(self)
        side = 14
        box = QRect(0, 0, side, side)
        box.moveCenter(self.rect().center())
        name = "pin" if not self._pinned else "unpin" if self.underMouse() else "pinned"
        paint_icon(painter, box, name, "text" if self.underMouse() else "text_dim")


class DirectionRow(QWidget):
    """A slider with what belongs to it. Shows what it is told; says what the user wants.

    The room before the name is the pin's, so that nothing of a name is ever covered.

    Attributes
    ----------
    direction : Direction
    slider : ValueSlider
    lock : LockButton
    reset : QToolButton
        There while the amount is not 0; its room is kept free.
    pin : PinButton

    Signals
    -------
    hold_wanted : str
        The user wants its attribute held so.
    pin_wanted : bool
        The user wants it at the top, or back in its group.
    menu_wanted : QPoint
        Right click or menu key, in global coordinates.
    entered
        The pointer has come; `show_hovered` takes back what that brings.
    """

    entered = Signal()
    hold_wanted = Signal(str)
    pin_wanted = Signal(bool)
    menu_wanted = Signal(QPoint)

    def __init__(self, direction: Direction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.direction = direction
        self._lock_room = False
        self._pinned = False
        self.lock = LockButton(direction.title, "", self)
        self.lock.hold_wanted.connect(self.hold_wanted)
        self.slider = ValueSlider(
            direction.title,
            SIGMA,
            hard_minimum=AMOUNT_RANGE[0],
            hard_maximum=AMOUNT_RANGE[1],
            name_share=NAME_SHARE,
            parent=self,
        )
        self.slider.value_changed.connect(self._show_reset)
        self.slider.label.installEventFilter(self)
        self.reset = tool_button("reset", "", parent=self)
        self.reset.setFixedSize(QSize(RESET_WIDTH, RESET_WIDTH))
        self.reset.setIconSize(QSize(13, 13))
        self.reset.setVisible(False)
        self.reset.clicked.connect(self._on_reset)
        self.pin = PinButton(self)
        self.pin.clicked.connect(lambda: self.pin_wanted.emit(not self._pinned))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_direction(direction)

    # -- showing ------------------------------------------------------------------------

    def show_direction(self, direction: Direction) -> None:
        """Show a direction, perhaps the same one under another name; the amount stays."""
        self.direction = direction
        self.slider.set_name(direction.title)
        self.slider.set_tooltip(f"{direction.note} Measured in standard deviations.".strip())
        self.lock.set_title(direction.title)
        self.lock.setVisible(direction.named)
        self.reset.setAccessibleName(f"Reset {direction.title}")
        self.reset.setToolTip(tooltip_of(f"Reset {direction.title}"))
        self.show_ends(None)

    def show_amount(self, amount: float) -> None:
        """Show an amount; emits nothing."""
        self.slider.set_value(amount)
        self._show_reset(amount)

    def show_blame(self, why: str) -> None:
        """Show in amber that it is to blame, and say why; "" is all well."""
        self.slider.set_blame(why)

    def show_hold(self, hold: Hold) -> None:
        """Show how its attribute is held."""
        self.lock.set_hold(hold)

    def show_pinned(self, pinned: bool) -> None:
        """Whether it is at the top."""
        self._pinned = pinned
        self.pin.set_pinned(pinned)

    def show_ends(self, ends: tuple[float, float] | None) -> None:
        """Mark where faces break: what was measured, and these ends where they are nearer."""
        low, high = (-float("inf"), float("inf")) if ends is None else ends
        breaks = self.direction.breaks_at
        if breaks is not None:
            low, high = max(low, -breaks), min(high, breaks)
        lowest, highest = AMOUNT_RANGE
        self.slider.set_limits(
            round(low, 2) if low > lowest else None, round(high, 2) if high < highest else None
        )

    def ends(self) -> tuple[float, float]:
        """Amounts between which faces hold together, as far as that is known."""
        scale = self.slider.scale()
        low = -float("inf") if scale.low_limit is None else scale.low_limit
        return low, float("inf") if scale.high_limit is None else scale.high_limit

    def set_lock_room(self, room: bool) -> None:
        """Whether the row has room for a lock, its own or that of others."""
        if room != self._lock_room:
            self._lock_room = room
            self._lay_out()

    # -- look ---------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """One row."""
        return QSize(self.slider.sizeHint().width() + self._beside(), TOKENS.row)

    def minimumSizeHint(self) -> QSize:
        """Narrow panels are fine."""
        return QSize(self.slider.minimumSizeHint().width() + self._beside(), TOKENS.row)

    def _beside(self) -> int:
        return PinButton.WIDTH + (lock_width() if self._lock_room else 0) + RESET_WIDTH

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the row."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        left, height = PinButton.WIDTH, self.height()
        slider = max(0, self.width() - self._beside())
        self.pin.setGeometry(QRect(0, 0, left, height))
        self.slider.setGeometry(QRect(left, 0, slider, height))
        self.lock.setGeometry(QRect(left + slider, 0, lock_width(), height))
        self.reset.move(self.width() - RESET_WIDTH, (height - self.reset.height()) // 2)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Offer the pin, and light the lock."""
        super().enterEvent(event)
        self.show_hovered(True)
        self.entered.emit()

    def leaveEvent(self, event: QEvent) -> None:
        """Take the pin away."""
        super().leaveEvent(event)
        self.show_hovered(False)

    def show_hovered(self, hovered: bool) -> None:
        """Look as while the pointer is there, or elsewhere."""
        self.pin.setVisible(hovered)
        self.lock.set_lit(hovered)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The name has a card of its own instead of a tooltip."""
        if watched is self.slider.label and event.type() == QEvent.Type.ToolTip:
            return True
        return super().eventFilter(watched, event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu; by keyboard it opens under the row."""
        at = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            at = self.slider.track.mapToGlobal(QPoint(0, self.height()))
        self.menu_wanted.emit(at)

    def _show_reset(self, amount: float) -> None:
        wanted = amount != 0.0
        if wanted == self.reset.isHidden():
            if not wanted and self.reset.hasFocus():
                self.slider.track.setFocus(Qt.FocusReason.OtherFocusReason)
            self.reset.setVisible(wanted)

    def _on_reset(self) -> None:
        self.slider.reset()
