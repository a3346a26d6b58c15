"""Tooltips that cover nothing one would take hold of next.

Qt puts a tooltip under the pointer, as a window that takes the mouse: over the slider below,
whose drag it swallows. Those of panels appear beside their panel instead, over the edge of the
picture, in short lines, and those of dialogs beside the dialog; and no tooltip takes the mouse,
wherever it is.
"""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, QTimer
from PySide6.QtGui import QCursor, Qt, QWindow
from PySide6.QtWidgets import QApplication, QDialog, QDockWidget, QLabel, QMainWindow, QWidget
from shiboken6 import isValid

from facelab.ui.theme import TOKENS

GAP = 6
WIDEST = 260
# Qt shows a tooltip after 700 ms, and for two seconds more the next one after 20.
REST_MS = 300
AWAKE_MS = 3000
_TIP = "qtooltip_label"  # the name of Qt's window


class Tips(QObject):
    """Places the tooltips of a window, of its floating panels and of its dialogs.

    The application's events are watched only while the mouse rests: a filter for all of them
    would call Python for each, also in the middle of a drag.

    Parameters
    ----------
    window : QMainWindow
    """

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._handles: list[QWindow] = []
        self._watching = False
        self._placing = False
        self._over: QWidget | None = None  # what the tooltip is about
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._watch)
        self._awake = QTimer(self)
        self._awake.setSingleShot(True)
        self._awake.setInterval(AWAKE_MS)
        self.follow(window)
        # Dialogs are known once they are in use.
        app = cast(QApplication, QApplication.instance())
        app.focusChanged.connect(self._on_focus_changed)

    def follow(self, top: QWidget) -> None:
        """Watch where the mouse rests in a window of its own, also if it becomes one later."""
        top.installEventFilter(self)
        self._hook(top)

    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None:
            self._hook(new.window())

    def _hook(self, top: QWidget) -> None:
        self._handles = [each for each in self._handles if isValid(each)]
        handle = top.windowHandle() if top.isWindow() else None
        if handle is not None and handle not in self._handles:
            self._handles.append(handle)
            handle.installEventFilter(self)

    def _watch(self) -> None:
        if not self._watching:
            self._watching = True
            cast(QApplication, QApplication.instance()).installEventFilter(self)

    def _look_away(self) -> None:
        if self._watching:
            self._watching = False
            cast(QApplication, QApplication.instance()).removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Learn where the mouse rests, and put the tooltip where it belongs."""
        kind = event.type()
        if isinstance(watched, QWindow):
            if kind == QEvent.Type.MouseMove and watched in self._handles:
                if not self._watching:
                    self._rest.start()
                elif not self._awake.isActive() and not _tip_is_shown():
                    self._look_away()
                    self._rest.start()
        elif kind == QEvent.Type.ToolTip:
            if isinstance(watched, QWidget) and self._watching:
                self._over = watched
        elif kind in (QEvent.Type.Show, QEvent.Type.WinIdChange):
            if isinstance(watched, QLabel) and watched.objectName() == _TIP:
                self._place(watched)
            elif isinstance(watched, QMainWindow | QDockWidget):
                self._hook(watched)
        elif (
            kind in (QEvent.Type.Move, QEvent.Type.Resize)
            and isinstance(watched, QLabel)
            and watched.objectName() == _TIP
        ):
            self._place(watched)  # the same window, shown for the next control
        return False

    # -- the tooltip -----------------------------------------------------------------------------

    def _place(self, tip: QLabel) -> None:
        if self._placing:
            return
        self._awake.start()
        handle = tip.windowHandle()
        if handle is not None:
            handle.setFlag(Qt.WindowType.WindowTransparentForInput)
        over = self._over
        if over is None or not isValid(over):
            return
        dock, top = _dock_of(over), over.window()
        self._placing = True
        try:
            if dock is None:
                if isinstance(top, QDialog):
                    _put_beside_dialog(tip, top, over)
                return
            size = _in_short_lines(tip)
            panel = QRect(dock.mapToGlobal(QPoint(0, 0)), dock.size())
            room = dock.screen().availableGeometry()
            area = self._window.dockWidgetArea(dock)
            if area == Qt.DockWidgetArea.BottomDockWidgetArea and not dock.isFloating():
                at = above(panel, QCursor.pos(), size, room)
            else:
                row = QRect(over.mapToGlobal(QPoint(0, 0)), over.size())
                left = area == Qt.DockWidgetArea.LeftDockWidgetArea and not dock.isFloating()
                at = beside(panel, row, size, room, to_the_right=left)
            tip.setGeometry(QRect(at, size))
        finally:
            self._placing = False


def beside(panel: QRect, row: QRect, size: QSize, room: QRect, *, to_the_right: bool) -> QPoint:
    """Where a tooltip lies beside a panel, at the height of a row; on the other side if there
    is no room on this one.
    """
    right, left = panel.right() + 1 + GAP, panel.left() - GAP - size.width()
    fits = {right: right + size.width() <= room.right() + 1, left: left >= room.left()}
    first, second = (right, left) if to_the_right else (left, right)
    x = second if fits[second] and not fits[first] else first
    x = max(room.left(), min(x, room.right() + 1 - size.width()))
    y = row.center().y() - min(size.height(), row.height()) // 2
    return QPoint(x, max(room.top(), min(y, room.bottom() + 1 - size.height())))


def above(panel: QRect, pointer: QPoint, size: QSize, room: QRect) -> QPoint:
    """Where a tooltip lies over the upper edge of a panel, at the pointer."""
    x = min(pointer.x(), panel.right() + 1 - size.width())
    x = max(room.left(), min(x, room.right() + 1 - size.width()))
    return QPoint(x, max(room.top(), panel.top() - GAP - size.height()))


def _put_beside_dialog(tip: QLabel, dialog: QDialog, over: QWidget) -> None:
    """Beside a dialog; where there is no room it stays under the pointer."""
    size, room = _in_short_lines(tip), dialog.screen().availableGeometry()
    row = QRect(over.mapToGlobal(QPoint(0, 0)), over.size())
    place = QRect(beside(dialog.frameGeometry(), row, size, room, to_the_right=True), size)
    if not place.intersects(dialog.frameGeometry()):
        tip.setGeometry(place)


def _in_short_lines(tip: QLabel) -> QSize:
    tip.setWordWrap(True)
    tip.setMinimumSize(0, 0)
    frame = 2 * (tip.margin() + TOKENS.space_2)
    lines = max(tip.fontMetrics().horizontalAdvance(line) for line in tip.text().split("\n"))
    natural = tip.sizeHint().width() if Qt.mightBeRichText(tip.text()) else lines + frame
    wide = min(WIDEST, natural + 2)
    return QSize(wide, max(tip.heightForWidth(wide), tip.fontMetrics().height()))


def _dock_of(widget: QWidget) -> QDockWidget | None:
    at: QWidget | None = widget
    while at is not None and not isinstance(at, QDockWidget):
        at = at.parentWidget()
    return at


def _tip_is_shown() -> bool:
    return any(
        top.objectName() == _TIP and top.isVisible() for top in QApplication.topLevelWidgets()
    )
