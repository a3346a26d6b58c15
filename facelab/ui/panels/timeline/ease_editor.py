"""The curve of a change with its two handles."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from facelab.recipe.easing import HANDLE_Y, HANDLES, AnyEase, Curve
from facelab.ui.hand_hold import HandHold
from facelab.ui.panels.timeline.painting import curve
from facelab.ui.theme import TOKENS, colors

NEAR = 12.0
STEP, FINE = 0.05, 0.01


class EaseEditor(QWidget):
    """Shows an easing; a handle that is dragged makes a curve of it.

    Signals
    -------
    edited : Curve or Ease
        By hand; a named one if it was that before a drag that is taken back.
    finished
        The hand has let go.
    """

    edited = Signal(object)
    finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ease: AnyEase = "ease"
        self._ease_at_press: AnyEase = "ease"
        self._hold = HandHold(self, self._let_go, self._take_back)
        self._at = 0  # handle that is held, and that the arrow keys move
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Easing curve")
        self.setToolTip(
            "Drag the handles to make your own curve. With the keyboard: the arrows move one, "
            "Page Up and Page Down choose which."
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(80, 56)

    def sizeHint(self) -> QSize:
        """A little higher than a row."""
        return QSize(160, 84)

    def show_ease(self, ease: AnyEase) -> None:
        """Show an easing; emits nothing."""
        if ease != self._ease:
            self._ease = ease
            self.update()
        c = self.handles
        self.setAccessibleDescription(
            f"Handles at {c.x1:.2f}, {c.y1:.2f} and {c.x2:.2f}, {c.y2:.2f}"
        )

    @property
    def handles(self) -> Curve:
        """Where the handles are, of a named easing those that come nearest."""
        return self._ease if isinstance(self._ease, Curve) else HANDLES[self._ease]

    def _box(self) -> QRectF:
        """From 0 to 1 both ways: above and below there is room for handles."""
        room = QRectF(self.rect()).adjusted(10, 8, -10, -8)
        low, high = HANDLE_Y
        unit = room.height() / (high - low)
        return QRectF(room.left(), room.top() + (high - 1.0) * unit, room.width(), unit)

    def _point(self, x: float, y: float) -> QPointF:
        box = self._box()
        return QPointF(box.left() + x * box.width(), box.bottom() - y * box.height())

    def _places(self) -> tuple[QPointF, QPointF]:
        c = self.handles
        return self._point(c.x1, c.y1), self._point(c.x2, c.y2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the curve and its handles."""
        c = colors(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(c.focus if self.hasFocus() else c.border), 1.0))
        painter.setBrush(QColor(c.field))
        painter.drawRoundedRect(frame, TOKENS.radius, TOKENS.radius)
        if not self.isEnabled():
            return
        box = self._box()
        painter.setPen(QPen(QColor(c.track), 1.0, Qt.PenStyle.DotLine))
        for y in (box.top(), box.bottom()):
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(c.border_strong), 1.0))
        ends = (box.bottomLeft(), box.topRight())
        for end, handle in zip(ends, self._places(), strict=True):
            painter.drawLine(end, handle)
        painter.setPen(QPen(QColor(c.accent), 2.0))
        painter.drawPath(curve(box, self._ease))
        for number, handle in enumerate(self._places()):
            chosen = self._at == number and (self.hasFocus() or bool(self._hold))
            painter.setPen(QPen(QColor(c.window), 1.0))
            painter.setBrush(QColor(c.focus if chosen else c.handle))
            painter.drawEllipse(handle, 5.0, 5.0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the nearer handle."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        away = [(event.position() - each).manhattanLength() for each in self._places()]
        self._at, self._ease_at_press = away.index(min(away)), self._ease
        self._hold.take(event)
        if min(away) > NEAR:
            self._drag(event.position())
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move it."""
        if self._hold:
            self._drag(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let it go."""
        self._hold.release(event)

    def _let_go(self) -> None:
        self.finished.emit()
        self.update()

    def _take_back(self) -> None:
        self._say(self._ease_at_press)
        self._let_go()

    def _drag(self, place: QPointF) -> None:
        box = self._box()
        x = (place.x() - box.left()) / box.width()
        y = (box.bottom() - place.y()) / box.height()
        self._set(self._at, x, y)

    def _set(self, number: int, x: float, y: float) -> None:
        x = round(min(max(x, 0.0), 1.0), 2)
        y = round(min(max(y, HANDLE_Y[0]), HANDLE_Y[1]), 2)
        c = self.handles
        made = Curve(x, y, c.x2, c.y2) if number == 0 else Curve(c.x1, c.y1, x, y)
        self._say(made)

    def _say(self, ease: AnyEase) -> None:
        self.show_ease(ease)
        self.edited.emit(ease)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move a handle, Page Up and Page Down choose which."""
        key = event.key()
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._at = 0 if key == Qt.Key.Key_PageUp else 1
            self.update()
            return
        step = FINE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
        steps = {
            Qt.Key.Key_Left: (-step, 0.0),
            Qt.Key.Key_Right: (step, 0.0),
            Qt.Key.Key_Down: (0.0, -step),
            Qt.Key.Key_Up: (0.0, step),
        }
        by = steps.get(Qt.Key(key))
        if by is None:
            event.ignore()
            return
        c = self.handles
        x, y = (c.x1, c.y1) if self._at == 0 else (c.x2, c.y2)
        self._set(self._at, x + by[0], y + by[1])

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """What a key moved is done once it is let go."""
        if not event.isAutoRepeat() and not self._hold:
            self.finished.emit()
        event.ignore()
