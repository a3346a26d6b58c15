"""Windows that come back where a screen is: the one they were on may be gone or smaller."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

TITLE = 28  # height of what a window is taken by
GRIP = 120  # so much of its width must be there for the hand


def brought_in(frame: QRect, screens: Sequence[QRect]) -> QRect:
    """Where a window goes so that its title can be seen and taken.

    Parameters
    ----------
    frame : QRect
        Where it would be, with its title at the top.
    screens : sequence of QRect
        The rooms that screens leave to windows.

    Returns
    -------
    QRect
        The same where its title is on a screen; else on the nearest one, no larger than that.
    """
    if not screens:
        return frame
    title = QRect(frame.x(), frame.y(), frame.width(), min(TITLE, frame.height()))
    for screen in screens:
        seen = title.intersected(screen)
        if seen.width() >= min(GRIP, frame.width()) and seen.height() >= title.height():
            return frame
    near = min(screens, key=lambda screen: _distance(frame, screen))
    wide, high = min(frame.width(), near.width()), min(frame.height(), near.height())
    x = min(max(frame.x(), near.x()), near.x() + near.width() - wide)
    y = min(max(frame.y(), near.y()), near.y() + near.height() - high)
    return QRect(x, y, wide, high)


def bring_in(window: QWidget) -> None:
    """Move a window onto a screen if it is on none."""
    frame = window.frameGeometry()
    wanted = brought_in(frame, [each.availableGeometry() for each in QGuiApplication.screens()])
    if wanted == frame:
        return
    around = frame.size() - window.size()
    window.resize(wanted.size() - around)
    window.move(wanted.topLeft())


def _distance(frame: QRect, screen: QRect) -> int:
    """Squared distance of a window's middle to a screen; 0 inside."""
    middle = frame.center()
    inside = QPoint(
        min(max(middle.x(), screen.left()), screen.right()),
        min(max(middle.y(), screen.top()), screen.bottom()),
    )
    away = middle - inside
    return away.x() ** 2 + away.y() ** 2
