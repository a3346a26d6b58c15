"""The track of a slider: how the hand moves it, and its look.

Built on QSlider so that screen readers find a slider with a value; everything else is ours:
the fill grows from the scale's origin, a tick marks the default, a hatched zone says where
faces break.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSlider, QWidget

from facelab.ui.hand_hold import HandHold
from facelab.ui.hand_pace import FacePace, HandPace
from facelab.ui.theme import TOKENS, Colors, colors, with_alpha
from facelab.ui.widgets.slider_ground import PAD, SliderGround, paint_bar, position_of, room
from facelab.ui.widgets.slider_scale import SliderScale

_KNOB = 5.5
_MAGNET = 3.0  # pixels around the default in which a drag catches on it
_PAGE = 10
_FINE = 0.1
_DRAG_STARTS = 2.0


class SliderTrack(QSlider):
    """Takes mouse, wheel and keys; says what the user wants and shows what it is told.

    Signals
    -------
    pressed
        The mouse took hold.
    moved : float
        A drag, or a click beside the knob.
    released : bool
        The mouse let go; True after a drag, False after a click.
    stepped : float
        Keys, wheel or a screen reader want this value.
    steps_ended
        The key was let go, or the focus went.
    reset_requested
        Double-click.
    typed : str
        A digit or Enter (empty text): the user wants to type a number.
    """

    pressed = Signal()
    moved = Signal(float)
    released = Signal(bool)
    stepped = Signal(float)
    steps_ended = Signal()
    reset_requested = Signal()
    typed = Signal(str)

    def __init__(self, scale: SliderScale, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._scale = scale
        self._value = scale.default
        self._blame = ""
        self._hold = HandHold(self, self._let_go, self._take_back)
        self._dragged = False
        self._ring = False
        self._anchor: tuple[float, float, bool] = (0.0, 0.0, False)  # x, value there, fine
        self._press_x = 0.0
        self._value_at_press = 0.0
        self._wheel = 0.0
        self._hand: float | None = None  # where the knob follows the hand, and the value soon
        self._knob: HandPace[float] = HandPace(self, self._show_hand)
        self._pace: FacePace[float] = FacePace(self, self.moved.emit)
        self._ground = SliderGround()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.valueChanged.connect(self._on_assistive_value)
        self.set_scale(scale)

    @property
    def scale(self) -> SliderScale:
        """What the positions mean."""
        return self._scale

    @property
    def held(self) -> bool:
        """Whether the mouse holds it."""
        return bool(self._hold)

    def set_scale(self, scale: SliderScale) -> None:
        """Set what the positions mean."""
        self._scale = scale
        factor = 10**scale.decimals
        self.blockSignals(True)
        self.setRange(round(scale.minimum * factor), round(scale.maximum * factor))
        self.setSingleStep(max(1, round(scale.step * factor)))
        self.setPageStep(max(1, round(scale.step * factor * _PAGE)))
        self.blockSignals(False)
        self.display(self._value)
        self.update()

    def display(self, value: float) -> None:
        """Show a value; emits nothing."""
        self._value = value
        self.blockSignals(True)
        self.setValue(round(value * 10**self._scale.decimals))
        self.blockSignals(False)
        self.setAccessibleDescription(
            ". ".join(
                filter(
                    None,
                    (
                        f"{self._scale.rounded(value):g}, default {self._scale.default:g}",
                        self._blame,
                    ),
                )
            )
        )
        if self._hand is None:  # else the knob is at the hand, and painted as that moves
            self.update()

    def set_blame(self, why: str) -> None:
        """Fill in amber, for this reason; empty for the usual colour."""
        self._blame = why
        self.display(self._value)
        self.update()

    def blame(self) -> str:
        """Why it is amber, beside lying where faces break."""
        return self._blame

    def position_of(self, value: float) -> float:
        """The x of a value, at the ends for values beyond them."""
        return position_of(self._scale, value, self.width())

    def value_at(self, x: float) -> float:
        """The value at an x, rounded, on the track."""
        scale = self._scale
        share = min(1.0, max(0.0, (x - PAD) / self._room()))
        return scale.rounded(scale.minimum + share * (scale.maximum - scale.minimum))

    def sizeHint(self) -> QSize:
        """A row high."""
        return QSize(140, TOKENS.row)

    def minimumSizeHint(self) -> QSize:
        """Still draggable."""
        return QSize(48, TOKENS.row)

    # -- mouse --------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the knob, or jump to the click and take it there."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        x = event.position().x()
        self._hold.take(event)
        self._dragged = False
        self._press_x, self._value_at_press = x, self._value
        self.pressed.emit()
        if abs(x - self.position_of(self._value)) > _KNOB + 1.5:
            self.moved.emit(self.value_at(x))
        self._anchor = (x, self._value, self._fine(event))
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse; a tenth as far with Shift."""
        if not self._hold:
            return
        x, fine = event.position().x(), self._fine(event)
        if not self._dragged and abs(x - self._press_x) < _DRAG_STARTS:
            return
        self._dragged = True
        if fine != self._anchor[2]:
            self._pace.catch_up()  # where the hand was when Shift was pressed
        scale = self._scale
        start_x, start_value, was_fine = self._anchor
        if fine != was_fine:
            start_x, start_value = x, self._value
            self._anchor = (x, self._value, fine)
        span = (scale.maximum - scale.minimum) / self._room()
        value = start_value + (x - start_x) * span * (_FINE if fine else 1.0)
        if not fine and abs(value - scale.default) < _MAGNET * span:
            value = scale.default
        value = scale.rounded(min(scale.maximum, max(scale.minimum, value)))
        self._knob.take(value)
        self._pace.take(value)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._hold.release(event)

    def _let_go(self) -> None:
        self._pace.catch_up()
        self._follow_no_more()
        self.released.emit(self._dragged)

    def _take_back(self) -> None:
        self._follow_no_more()
        self.moved.emit(self._value_at_press)
        self.released.emit(True)

    def _show_hand(self, value: float) -> None:
        self._hand = value
        self.update()

    def _follow_no_more(self) -> None:
        for pace in (self._knob, self._pace):
            pace.forget()
        self._hand = None
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Back to the default."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._hold.let_go()
            self.reset_requested.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step with Ctrl; else the panel around scrolls, also past the slider used last."""
        wanted = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        delta = event.angleDelta()
        turn = delta.y() or delta.x()  # some systems turn it sideways with Shift
        if not wanted or not turn:
            event.ignore()
            return
        event.accept()
        self._wheel += turn / 120.0
        notches = int(self._wheel)
        if notches:
            self._wheel -= notches
            self._step(notches * (_FINE if self._fine(event) else 1.0))

    # -- keys ---------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows step (Shift: a tenth), Page keys leap, Home and End, digits type."""
        key, scale = event.key(), self._scale
        fine = _FINE if self._fine(event) else 1.0
        plain = not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier
            | Qt.KeyboardModifier.AltModifier
            | Qt.KeyboardModifier.MetaModifier
        )
        text = event.text()
        if not plain:
            event.ignore()
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Up):
            self._step(fine)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Down):
            self._step(-fine)
        elif key == Qt.Key.Key_PageUp:
            self._step(_PAGE * fine)
        elif key == Qt.Key.Key_PageDown:
            self._step(-_PAGE * fine)
        elif key == Qt.Key.Key_Home:
            self.stepped.emit(scale.minimum)
        elif key == Qt.Key.Key_End:
            self.stepped.emit(scale.maximum)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.typed.emit("")
        elif text and text in "0123456789.,-+":
            self.typed.emit(text)
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """The gesture of the keys ends here."""
        if not event.isAutoRepeat():
            self.steps_ended.emit()
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show a ring to those who came by keyboard."""
        self._ring = event.reason() != Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What the keys were doing has ended."""
        if not self._hold:
            self.steps_ended.emit()
        super().focusOutEvent(event)

    def _step(self, steps: float) -> None:
        self._hold.let_go()  # from where it is
        self.stepped.emit(self._scale.stepped(self._value, steps))

    def _on_assistive_value(self, value: int) -> None:
        self.stepped.emit(self._scale.rounded(value / 10**self._scale.decimals))

    @staticmethod
    def _fine(event: QMouseEvent | QKeyEvent | QWheelEvent) -> bool:
        return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)

    def _room(self) -> float:
        return room(self.width())

    # -- painting -----------------------------------------------------------------------

    @property
    def _seen(self) -> float:
        """The value at which the knob is."""
        return self._value if self._hand is None else self._hand

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint groove, breaking zone, tick, fill and knob."""
        c = colors(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(0, 0, self._ground.picture(self, self._scale, c))
        painter.setPen(Qt.PenStyle.NoPen)
        middle = self.height() / 2
        on, warm = self.isEnabled(), self.isEnabled() and (self.underMouse() or self.held)
        start, end = self.position_of(self._scale.origin), self.position_of(self._seen)
        if on and abs(end - start) > 0.5:
            painter.setBrush(QColor(self._fill_color(c, warm)))
            paint_bar(painter, min(start, end), max(start, end), middle)
        self._paint_knob(painter, QPointF(end, middle), c, on, warm)

    def _fill_color(self, c: Colors, warm: bool) -> str:
        scale = self._scale
        if self._blame or scale.breaks(self._seen):
            return c.warning
        if scale.rounded(self._seen) == scale.rounded(scale.default):
            return c.text_disabled  # nothing was changed: quiet
        return c.accent_hover if warm else c.accent

    def _paint_knob(self, painter: QPainter, at: QPointF, c: Colors, on: bool, warm: bool) -> None:
        radius = _KNOB + (0.75 if warm else 0.0)
        ground = self.palette().color(self.backgroundRole())
        if not on:
            painter.setBrush(QColor(c.border_strong))
            painter.drawEllipse(at, _KNOB - 1.5, _KNOB - 1.5)
            return
        painter.setBrush(ground)
        painter.drawEllipse(at, radius + 2.0, radius + 2.0)
        if self.hasFocus():
            ring = QColor(c.focus) if self._ring else with_alpha(c.focus, 0.55)
            painter.setPen(QPen(ring, TOKENS.focus_ring))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(at, radius + 2.2, radius + 2.2)
            painter.setPen(Qt.PenStyle.NoPen)
        if c.scheme == "light":
            painter.setPen(QPen(QColor(c.border_strong), 1.0))
        painter.setBrush(QColor("#ffffff" if self.held or warm else c.handle))
        painter.drawEllipse(at, radius, radius)
        painter.setPen(Qt.PenStyle.NoPen)
        beyond = self._scale.rounded(self._seen)
        if not self._scale.minimum <= beyond <= self._scale.maximum:
            painter.setBrush(QColor(c.warning))
            painter.drawEllipse(at, 2.2, 2.2)
