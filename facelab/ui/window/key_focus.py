"""Where the keys go: a mouse click takes them from nobody.

Space is the next face, unless text is typed or a control that was reached with the Tab key
has a use for it; a widget with the property `own_space`, as the timeline, has its own in any
case. A slider that was clicked has the arrow keys, a list its own; but Space, and undo while a
search is open, are the window's.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent, QWindow
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QDockWidget,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QScrollBar,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

from facelab.ui.widgets import SearchField

_FIELDS = (QLineEdit, QTextEdit, QPlainTextEdit, QAbstractSpinBox)
_KEYS = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)


def takes_text(widget: QWidget | None) -> bool:
    """Whether text is typed into this widget."""
    return isinstance(widget, _FIELDS)


class KeyFocus(QObject):
    """Watches the widget that has the keys, and that one only: a filter for all of the
    application would call Python for every event there is.

    Parameters
    ----------
    window : QMainWindow
        Its `keyPressEvent` knows the plain keys. Dialogs keep to themselves.
    home : callable
        Gives the keys to the picture, or to what covers it.
    """

    def __init__(self, window: QMainWindow, home: Callable[[], None]) -> None:
        super().__init__(window)
        self._window = window
        self._home = home
        self._last: QWidget | None = None
        self._by_key = False
        self._watched: QWidget | None = None
        self._outer: QWindow | None = None
        # Runs until the event loop comes round: a focus that moves meanwhile was moved by a key.
        self._pressing = QTimer(self)
        self._pressing.setSingleShot(True)
        self._pressing.setInterval(0)
        window.installEventFilter(self)
        app = cast(QApplication, QApplication.instance())
        app.focusChanged.connect(self._on_focus_changed)

    # -- who has the keys ------------------------------------------------------------------------

    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        if self._outer is not None and isValid(self._outer):
            self._outer.removeEventFilter(self)
        self._watched = self._outer = None
        if new is None or not self._is_ours(new):
            return  # a menu, a dialog, another program: it comes back as it was
        if new is not self._last:
            self._last, self._by_key = new, self._pressing.isActive()
        self._watched = new
        new.installEventFilter(self)
        if takes_text(new):
            self._outer = new.window().windowHandle()
            if self._outer is not None:
                self._outer.installEventFilter(self)

    def _is_ours(self, widget: QWidget) -> bool:
        top = widget.window()
        return top is self._window or (
            isinstance(top, QDockWidget) and top.parent() is self._window
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Space where nobody has a use for it; leave a field at a click beside it; open the
        menu of what has the keys.
        """
        kind = event.type()
        if kind in _KEYS and isinstance(event, QKeyEvent):
            self._pressing.start()
            if watched is self._watched and kind == QEvent.Type.KeyPress:
                if _asks_for_menu(event):
                    _open_menu(self._watched)
                    return True
                return self._takes_space(self._watched, event)
            if watched is self._watched and _undoes_elsewhere(self._watched, event):
                event.ignore()  # not the field's: the shortcut of the window acts
                return True
        elif (
            kind == QEvent.Type.MouseButtonPress
            and watched is self._outer
            and isinstance(event, QMouseEvent)
            and event.button() == Qt.MouseButton.LeftButton
            and self._is_beside(event)
        ):
            self._home()
        return super().eventFilter(watched, event)

    def _takes_space(self, widget: QWidget, event: QKeyEvent) -> bool:
        if event.key() != Qt.Key.Key_Space or event.modifiers():
            return False
        if self._by_key or takes_text(widget) or widget.property("own_space"):
            return False
        self._window.keyPressEvent(event)
        return event.isAccepted()

    def _is_beside(self, event: QMouseEvent) -> bool:
        """Whether a press hits what leaves the focus where it is, in a field."""
        field = self._watched
        if field is None:
            return False
        top = field.window()
        hit = top.childAt(event.position().toPoint())
        if hit is None or isinstance(hit, QScrollBar):
            return False  # one scrolls and goes on typing
        at: QWidget | None = hit
        while at is not None and at is not top:
            if at is field or (at.isEnabled() and at.focusPolicy() & Qt.FocusPolicy.ClickFocus):
                return False
            at = at.parentWidget()
        return True


def _undoes_elsewhere(field: QWidget, event: QKeyEvent) -> bool:
    """Whether undo means the face although a field has the keys: what was looked for is no
    work that one takes back, and what was typed nowhere cannot be.
    """
    keys = QKeySequence.StandardKey
    if not (event.matches(keys.Undo) or event.matches(keys.Redo)):
        return False
    if isinstance(field, QPlainTextEdit):
        text = field.document()
        return not (text.isUndoAvailable() or text.isRedoAvailable())
    if not isinstance(field, QLineEdit):
        return False
    return isinstance(field, SearchField) or not (
        field.isUndoAvailable() or field.isRedoAvailable()
    )


def _asks_for_menu(event: QKeyEvent) -> bool:
    """Whether it is Shift+F10, the menu key of keyboards that have none. On Windows the system
    makes one of it; macOS has no such key.
    """
    shift = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
    return event.key() == Qt.Key.Key_F10 and shift and sys.platform not in ("win32", "darwin")


def _open_menu(widget: QWidget) -> None:
    """What the menu key does."""
    at, reason = widget.rect().center(), QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(widget, QContextMenuEvent(reason, at, widget.mapToGlobal(at)))
