"""Mouse, keyboard, wheel and drops as the window system sends them.

Everything goes to a window, not to a widget: Qt itself finds what lies under the mouse and what
has the focus, and keeps back what a dialog or an open menu covers, as for a user.
"""

from __future__ import annotations

from collections.abc import Iterable

import shiboken6
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QWindow,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

PLAIN = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
MODIFIERS = (
    (Qt.Key.Key_Shift, Qt.KeyboardModifier.ShiftModifier),
    (Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier),
    (Qt.Key.Key_Alt, Qt.KeyboardModifier.AltModifier),
)
BETWEEN_CLICKS_MS = 500  # in the clock of QTest


class GoneError(Exception):
    """What was to be touched has closed or moved away meanwhile."""


class Hands:
    """What two hands can do to the windows of the application.

    Attributes
    ----------
    held : list of Qt.Key
        Keys that are down.
    """

    def __init__(self) -> None:
        self.held: list[Qt.Key] = []
        self._down: Qt.MouseButton | None = None

    # -- the mouse ---------------------------------------------------------------------------

    def click(
        self,
        widget: QWidget,
        at: QPoint,
        button: Qt.MouseButton = LEFT,
        modifiers: Qt.KeyboardModifier = PLAIN,
    ) -> None:
        """Click at a place of a widget."""
        self.press(widget, at, button, modifiers)
        self.release(widget, at, button)

    def double_click(self, widget: QWidget, at: QPoint) -> None:
        """Click twice, quickly."""
        self.click(widget, at)
        # `QTest.mouseDClick` would send all of it to the window of the first click, also where
        # that has closed it; two clicks of its own it keeps half a second apart.
        usual = QApplication.doubleClickInterval()
        QApplication.setDoubleClickInterval(2 * BETWEEN_CLICKS_MS)
        try:
            self.press(widget, at)
        finally:
            QApplication.setDoubleClickInterval(usual)
        self.release(widget, at)

    def press(
        self,
        widget: QWidget,
        at: QPoint,
        button: Qt.MouseButton = LEFT,
        modifiers: Qt.KeyboardModifier = PLAIN,
    ) -> None:
        """Take hold of what is there."""
        if self._down is not None:
            self.release_anywhere()  # what it was let go over had closed
        self.move(widget, at)
        window, place = _in_window(widget, at)  # what the mouse passes may go
        self._down = button
        QTest.mousePress(window, button, modifiers, place)

    def move(self, widget: QWidget, at: QPoint) -> None:
        """Move the mouse, which may hold something."""
        window, place = _in_window(widget, at)
        QTest.mouseMove(window, place)

    def release(self, widget: QWidget, at: QPoint, button: Qt.MouseButton = LEFT) -> None:
        """Let go."""
        window, place = _in_window(widget, at)
        self._down = None
        QTest.mouseRelease(window, button, PLAIN, place)

    def release_anywhere(self) -> None:
        """Let go of what is not where it was."""
        button, self._down = self._down, None
        if button is not None:
            QTest.mouseRelease(_listening(), button, PLAIN, QPoint(1, 1))

    def wheel(
        self, widget: QWidget, at: QPoint, notches: int, modifiers: Qt.KeyboardModifier = PLAIN
    ) -> None:
        """Turn the wheel over a place of a widget."""
        window, place = _in_window(widget, at)
        QTest.wheelEvent(window, place, QPoint(0, 120 * notches), QPoint(), modifiers)

    # -- the keyboard ------------------------------------------------------------------------

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        """Press a key and let it go, and with it what else is held for it."""
        wanted = [pair for pair in MODIFIERS if modifiers & pair[1]]
        held = PLAIN
        for each, its in wanted:
            _send(True, each, held)
            held |= its
        _send(True, key, modifiers)
        _send(False, key, modifiers)
        for each, its in reversed(wanted):
            _send(False, each, held)
            held &= ~its

    def keys(self, text: str) -> None:
        """Press a combination, such as "Ctrl+Shift+Z"."""
        combination = QKeySequence(text)[0]  # type: ignore[index]  # the stub does not know it
        self.key(combination.key(), combination.keyboardModifiers())

    def hold(self, key: Qt.Key) -> None:
        """Press a key and keep it down."""
        self.held.append(key)
        _send(True, key, PLAIN)

    def let_go(self) -> None:
        """Release the keys that are down."""
        while self.held:
            _send(False, self.held.pop(), PLAIN)

    def type(self, text: str) -> None:
        """Type text into what has the focus."""
        for letter in text:
            for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
                focus = QApplication.focusWidget()
                if focus is not None:
                    key = Qt.Key(ord(letter.upper())) if letter.isascii() else Qt.Key.Key_unknown
                    QApplication.sendEvent(focus, QKeyEvent(kind, key, PLAIN, letter))

    # -- drag and drop -----------------------------------------------------------------------

    def drop(
        self, window: QWidget, path: Iterable[QPoint], data: QMimeData, *, let_go: bool = True
    ) -> Qt.DropAction:
        """Carry data over places of a window, and drop it at the last or leave with it."""
        over: QWidget | None = None
        entered = welcome = False
        place = QPoint()
        for place in path:
            under = _taker(window, place)
            if under is not over:
                if over is not None and entered:
                    QApplication.sendEvent(over, QDragLeaveEvent())
                over = under
                entered = over is not None and _enters(over, window, place, data)
            welcome = over is not None and entered and _may_drop(over, window, place, data)
        if over is None or not entered:
            return Qt.DropAction.IgnoreAction
        if not (let_go and welcome):
            QApplication.sendEvent(over, QDragLeaveEvent())
            return Qt.DropAction.IgnoreAction
        at = QPointF(over.mapFrom(window, place))
        QApplication.sendEvent(over, QDropEvent(at, Qt.DropAction.CopyAction, data, LEFT, PLAIN))
        return Qt.DropAction.CopyAction


def _send(press: bool, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    """Send one key to the window that listens at this moment.

    `QTest.keyPress` sends Ctrl and A to the same window, and lets the application run between
    them: where a panel is docked or a dialog goes meanwhile, its window is no more, and the
    second key ends the interpreter.
    """
    text = str(QTest.keyToAscii(key)).strip("\0")  # a letter, though the stub says a number
    QTest.simulateEvent(_listening(), press, key, modifiers, text, False)


def _enters(taker: QWidget, window: QWidget, place: QPoint, data: QMimeData) -> bool:
    at = taker.mapFrom(window, place)
    event = QDragEnterEvent(at, Qt.DropAction.CopyAction, data, LEFT, PLAIN)
    event.ignore()
    QApplication.sendEvent(taker, event)
    return event.isAccepted()


def _may_drop(taker: QWidget, window: QWidget, place: QPoint, data: QMimeData) -> bool:
    at = taker.mapFrom(window, place)
    event = QDragMoveEvent(at, Qt.DropAction.CopyAction, data, LEFT, PLAIN)
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()  # as Qt does: who has no say in it takes it everywhere
    QApplication.sendEvent(taker, event)
    return event.isAccepted()


def _taker(window: QWidget, place: QPoint) -> QWidget | None:
    """The innermost widget under a place that takes drops."""
    widget: QWidget | None = window.childAt(place) or window
    while widget is not None and not widget.acceptDrops():
        widget = None if widget.isWindow() else widget.parentWidget()
    return widget


def _in_window(widget: QWidget, at: QPoint) -> tuple[QWindow, QPoint]:
    if not shiboken6.isValid(widget) or not widget.isVisible():
        raise GoneError
    top = widget.window()
    handle, place = _handle(top), widget.mapTo(top, at)
    if not shiboken6.isValid(handle):
        raise GoneError
    if not QRect(QPoint(0, 0), handle.size()).contains(place):
        raise GoneError  # the window was made smaller, and its widgets do not know it yet
    return handle, place


def _listening() -> QWindow:
    """The window that gets the keys; if none does, the user clicks on the main window first."""
    window = _with_keys()
    if not shiboken6.isValid(window):
        QApplication.processEvents()  # it has closed: the one below it is next
        window = _with_keys()
    if not shiboken6.isValid(window):  # PySide has taken another that has closed for it
        live = QApplication.topLevelWindows()
        window = next(each for each in live if shiboken6.isValid(each) and each.isVisible())
    return window


def _with_keys() -> QWindow:
    top = (
        QApplication.activePopupWidget()
        or QApplication.activeModalWidget()
        or QApplication.activeWindow()
    )
    if top is None:
        windows = [top for top in QApplication.topLevelWidgets() if isinstance(top, QMainWindow)]
        top = next(window for window in windows if window.isVisible())
        top.activateWindow()
    return _handle(top.window())


def _handle(top: QWidget) -> QWindow:
    handle, live = top.windowHandle(), QApplication.topLevelWindows()
    # A dock that was made to float has a new window, but PySide may still know the old one: a
    # key sent to that ends the interpreter.
    if handle is None or not any(handle is each for each in live):
        handle = next(each for each in live if each.winId() == top.winId())
    return handle
