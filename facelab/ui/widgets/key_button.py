"""Painted buttons that are at home on the keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QWidget


class KeyButton(QAbstractButton):
    """A button that Enter clicks, too, and that knows whether to paint a ring around itself.

    Subclasses paint.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._by_key = False

    def ringed(self) -> bool:
        """Whether the focus is here and came by keyboard: those who use the mouse need no ring."""
        return self.hasFocus() and self._by_key

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is a click too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember how the focus came. That it comes back, with the window or from what covered
        it, says nothing of that.
        """
        reason, why = event.reason(), Qt.FocusReason
        if reason in (why.TabFocusReason, why.BacktabFocusReason, why.ShortcutFocusReason):
            self._by_key = True
        elif reason == why.MouseFocusReason:
            self._by_key = False
        super().focusInEvent(event)
