"""The widths of the panels at both sides while the window changes: a narrow window squeezes them,
and Qt leaves them so when it is wide again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow

from facelab.ui.window.first_arrangement import WIDE
from facelab.ui.window.panel_entry import SIDE_WIDTH, Place

SIDES = (Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea)
UNKNOWN = 0
# Widths of a window, and how wide a panel may be made in it beside the picture.
LIMITS = ((WIDE, SIDE_WIDTH), (1200, 10_000))


class SideWidths(QObject):
    """Gives panels back the widths that they had before the window was narrow, or their usual
    ones. In a window that was wide all the time they stay as the user has made them.

    Parameters
    ----------
    window : QMainWindow
    docks, places : mapping of str
        By the names of their entries.
    room_came : callable
        Called when the window has another size, once its panels have.
    """

    def __init__(
        self,
        window: QMainWindow,
        docks: Mapping[str, QDockWidget],
        places: Mapping[str, Place],
        room_came: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self._window, self._docks, self._places = window, docks, places
        self._laid_out_for = self._width = window.width()
        self._wide: dict[str, int] = {}  # widths in a window that squeezed nothing
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(lambda: self._follow(self._laid_out_for))
        self._soon.timeout.connect(room_came)
        for each in (window, *docks.values()):
            each.installEventFilter(self)

    def take_over(self, laid_out_for: int) -> None:
        """Panels were put where they were in a window of this width."""
        if laid_out_for != UNKNOWN:
            self._wide.clear()
            self._follow(laid_out_for)

    def _follow(self, laid_out_for: int) -> None:
        """Widen panels if the window was narrow and is wide now."""
        self._laid_out_for = width = self._window.width()
        crossed = [most for limit, most in LIMITS if laid_out_for < limit <= width]
        if crossed:
            self._widen(crossed[-1])

    def _widen(self, most: int) -> None:
        wanted = {}
        for name, dock in self._shown():
            width = min(most, self._wide.get(name, self._places[name].width))
            if dock.width() < width:
                wanted[dock] = width
        if wanted:
            sizes = list(wanted.values())
            self._window.resizeDocks(list(wanted), sizes, Qt.Orientation.Horizontal)

    def _shown(self) -> list[tuple[str, QDockWidget]]:
        """The first panel of each side says how wide it is."""
        found: dict[Qt.DockWidgetArea, tuple[str, QDockWidget]] = {}
        for name, dock in self._docks.items():
            area = self._window.dockWidgetArea(dock)
            if area in SIDES and dock.isVisibleTo(self._window) and not dock.isFloating():
                found.setdefault(area, (name, dock))
        return list(found.values())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window is narrower or wider, and its panels are, too; or they alone are."""
        if isinstance(event, QResizeEvent):
            if watched is self._window:
                self._width = self._window.width()
                self._soon.start()
            elif self._width == self._window.width() >= WIDE:  # not by the window
                self._wide |= {name: dock.width() for name, dock in self._shown()}
        return False
