"""The hand on a picture: zoom and pan by mouse, keys and pinches, and the divider of a wipe."""

from __future__ import annotations

import sys
from typing import Literal

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QGestureEvent, QPinchGesture, QWidget

from facelab.ui.canvas.picture_view import CompareMode, PictureView
from facelab.ui.hand_hold import HandHold

_WHEEL_ZOOM = 1.0015  # a factor for each eighth of a degree; one notch is 120 of them
_KEY_PAN = 48.0
_WIPE_STEP = 0.01
_WIPE_GRIP = 9.0


class HeldView(PictureView):
    """A picture that is zoomed, moved and compared by hand.

    Signals
    -------
    wipe_changed : float
        The user moved the divider to this fraction of the picture's width.
    dragged_out
        A picture that is whole in sight, so that it cannot be moved, is dragged elsewhere.
    """

    wipe_changed = Signal(float)
    dragged_out = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        if sys.platform != "darwin":  # there pinches come as native gestures
            self.grabGesture(Qt.GestureType.PinchGesture)
        self._hold = HandHold(self, self._let_go, self._take_back)
        self._drag: Literal["pan", "wipe", "out"] | None = None
        self._drag_from = QPointF()
        self._at_press = (QPointF(), 0.0)  # middle of the view, divider

    def set_compare(self, mode: CompareMode) -> None:
        """Show only the picture ("off"), both with a divider, or only the one before."""
        self._hold.let_go()
        super().set_compare(mode)
        self._show_cursor(None)

    def _wipe_held(self) -> bool:
        return self._drag == "wipe"

    def _on_view_changed(self) -> None:
        super()._on_view_changed()
        self._show_cursor(None)

    def _move_wipe(self, fraction: float) -> None:
        old = self._wipe
        self.set_wipe(fraction)
        if self._wipe != old:
            self.wipe_changed.emit(self._wipe)

    def _near_divider(self, point: QPointF) -> bool:
        if not self._shows_wipe():
            return False
        rect = self._view.rect()
        inside = rect.top() <= point.y() <= rect.bottom()
        return inside and abs(point.x() - self._wipe_x()) <= _WIPE_GRIP

    def _show_cursor(self, point: QPointF | None) -> None:
        if self._drag == "wipe" or (point is not None and self._near_divider(point)):
            self.setCursor(Qt.CursorShape.SplitHCursor)
        elif self._drag is not None:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._view.can_pan():
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Grab the divider or the picture."""
        buttons = (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton)
        if event.button() not in buttons or self._painted is None:
            event.ignore()
            return
        self._hold.take(event)
        self._drag_from, self._at_press = event.position(), (self._view.centre, self._wipe)
        if event.button() == Qt.MouseButton.LeftButton and self._near_divider(event.position()):
            self._drag = "wipe"
        else:
            self._drag = "pan" if self._view.can_pan() else "out"
        self._show_cursor(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move what is grabbed."""
        point = event.position()
        rect = self._view.rect()
        if self._drag == "wipe" and rect.width() > 0:
            self._move_wipe((point.x() - rect.left()) / rect.width())
        elif self._drag == "out":
            by = (point - self._drag_from).manhattanLength()
            if by >= QApplication.startDragDistance():
                self._hold.let_go()
                self.dragged_out.emit()
        elif self._drag == "pan":
            delta = point - self._drag_from
            self._drag_from = point
            if self._view.pan(delta.x(), delta.y()):
                self.update()
        self._show_cursor(point)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._hold.release(event)
        self._show_cursor(event.position())

    def _let_go(self) -> None:
        self._drag = None
        self._show_cursor(None)
        self.update()

    def _take_back(self) -> None:
        centre, wipe = self._at_press
        if self._drag == "wipe":
            self._move_wipe(wipe)
        else:
            self._view.centre_on(centre)
        self._let_go()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Between the whole picture and 100 %."""
        if event.button() != Qt.MouseButton.LeftButton or self._painted is None:
            event.ignore()
        elif self._view.fitted:
            self.set_zoom(1.0, event.position())
        else:
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the cursor."""
        delta = event.angleDelta().y()
        if delta == 0 or self._painted is None:
            event.ignore()
            return
        self.set_zoom(self._view.zoom * _WHEEL_ZOOM**delta, event.position())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom with Ctrl, pan with the arrows, move the divider with left and right."""
        key = event.key()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            zooms = {
                Qt.Key.Key_Plus: self.zoom_in,
                Qt.Key.Key_Equal: self.zoom_in,
                Qt.Key.Key_Minus: self.zoom_out,
                Qt.Key.Key_0: self.fit,
                Qt.Key.Key_1: self.actual_size,
            }
            for wanted, act in zooms.items():
                if key == wanted:
                    act()
                    return
            event.ignore()
            return
        arrows = {
            Qt.Key.Key_Left: (1, 0),
            Qt.Key.Key_Right: (-1, 0),
            Qt.Key.Key_Up: (0, 1),
            Qt.Key.Key_Down: (0, -1),
        }
        dx, dy = next((step for wanted, step in arrows.items() if key == wanted), (0, 0))
        if dx and self._shows_wipe():
            fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._move_wipe(self._wipe - dx * _WIPE_STEP * (0.1 if fine else 1.0))
        elif (dx or dy) and self._view.pan(dx * _KEY_PAN, dy * _KEY_PAN):
            self.update()
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        """Pinches of touch pads and touch screens."""
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.set_zoom(self._view.zoom * (1.0 + event.value()), event.position())
                return True
        elif event.type() == QEvent.Type.Gesture and isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                at = QPointF(self.mapFromGlobal(pinch.centerPoint().toPoint()))
                self.set_zoom(self._view.zoom * pinch.scaleFactor(), at)
                return True
        return super().event(event)
