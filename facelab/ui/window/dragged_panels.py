"""Panels, and the edges between them, while a hand drags them: Qt's layout is not to be another
meanwhile, and loses what lies in the middle.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QCursor, QMouseEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QWidget

_LEFT, _NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


def drop_dragged(window: QMainWindow) -> None:
    """Let a panel, or an edge of panels, stay where the hand has it. Call it before panels are
    hidden or laid out anew, which a key may ask for at any time.
    """
    if not QApplication.mouseButtons() & _LEFT:
        return
    holder, at = QWidget.mouseGrabber(), QPointF(QCursor.pos())
    # Qt has the panel take the mouse; an edge is the window's own.
    for held in (holder, window):
        if isinstance(held, (QDockWidget, QMainWindow)):
            release = QMouseEvent(
                QEvent.Type.MouseButtonRelease, QPointF(held.mapFromGlobal(at)), at,
                _LEFT, _NONE, Qt.KeyboardModifier.NoModifier,
            )  # fmt: skip
            QApplication.sendEvent(held, release)
