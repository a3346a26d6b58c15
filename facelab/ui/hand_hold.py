"""What a hand holds, and how it lets go.

A widget that is dragged hears of the mouse's release, unless something else takes it: a menu, a
dialog, another page in its place, another window. It would be held for ever, and follow a mouse
whose button nobody presses. There it is let go, and stays where it is. Escape takes the drag back;
any other key ends it first, and does what it does to what was reached.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

_HEARD = frozenset(
    (
        QEvent.Type.ShortcutOverride,
        QEvent.Type.KeyPress,
        QEvent.Type.FocusOut,
        QEvent.Type.Hide,
        QEvent.Type.EnabledChange,
        QEvent.Type.WindowDeactivate,
        QEvent.Type.WindowBlocked,
    )
)
# They say how something is dragged, and end nothing.
_MODIFIERS = (
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
)
_held: list[HandHold] = []  # one at most: there is one mouse


def let_go_of_all() -> None:
    """Let go of what is held in this process, if anything is: what it changes is about to be
    something else.
    """
    for each in tuple(_held):
        _held.clear()
        if isValid(each):
            each.let_go()


class HandHold(QObject):
    """From the press of a mouse button on a widget until it is let go.

    Parameters
    ----------
    widget : QWidget
        What is dragged, or something on it.
    let_go : callable
        What was dragged stays where it is.
    take_back : callable
        It goes back to where it was taken.
    """

    def __init__(
        self, widget: QWidget, let_go: Callable[[], object], take_back: Callable[[], object]
    ) -> None:
        super().__init__(widget)
        self._widget = widget
        self._let_go = let_go
        self._take_back = take_back
        self._button = Qt.MouseButton.NoButton
        self._watched: list[QWidget] = []  # while it is held, and no longer

    def __bool__(self) -> bool:
        return self._button != Qt.MouseButton.NoButton

    def take(self, press: QMouseEvent) -> None:
        """The hand takes hold."""
        let_go_of_all()
        self._button = press.button()
        _held.append(self)
        for each in (self._widget, self._widget.window(), QApplication.focusWidget()):
            if each is not None and each not in self._watched:
                self._watched.append(each)
                each.installEventFilter(self)

    def release(self, release: QMouseEvent) -> None:
        """Let go, if that is the button that took hold."""
        if release.button() == self._button:
            self.let_go()

    def let_go(self) -> None:
        """Let go, if it is held."""
        if self._end():
            self._let_go()

    def _end(self) -> bool:
        held, self._button = bool(self), Qt.MouseButton.NoButton
        if held:
            _held.clear()
        for each in self._watched:
            if isValid(each):
                each.removeEventFilter(self)
        self._watched.clear()
        return held

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let go with keys, and where nothing more is heard of the mouse."""
        if event.type() not in _HEARD:
            return False  # it is moved, and what it moves is painted
        if isinstance(event, QKeyEvent):
            return self._on_key(event)
        if self._is_lost(watched, event):
            self.let_go()
        return False

    def _is_lost(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent):
            return event.reason() == Qt.FocusReason.PopupFocusReason
        if event.type() == QEvent.Type.EnabledChange:
            return not self._widget.isEnabled()
        own = self._widget if event.type() == QEvent.Type.Hide else self._widget.window()
        return watched is own

    def _on_key(self, event: QKeyEvent) -> bool:
        if event.isAutoRepeat() or event.key() in _MODIFIERS:
            return False
        if event.key() != Qt.Key.Key_Escape or event.modifiers():
            self.let_go()
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress and self._end():
            self._take_back()
        return True
