"""What kind of key was pressed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_TYPED_WITH = _KEYPAD | Qt.KeyboardModifier.ShiftModifier


def is_plain(event: QKeyEvent) -> bool:
    """Whether a key was pressed without Shift, Ctrl and the like."""
    return not event.modifiers() & ~_KEYPAD


def is_typed(event: QKeyEvent) -> bool:
    """Whether a key writes something. A list of Qt's would look for a name by it; ours leave it
    to the window, which has keys of one letter.
    """
    text = event.text()
    return bool(text) and text.isprintable() and not event.modifiers() & ~_TYPED_WITH
