"""Full screen: the middle of the window alone, and back to how the window was."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMainWindow, QWidget

from facelab.session import Message, Session
from facelab.ui.window.hidden_panels import HiddenPanels

WAY_OUT = Message(
    "info",
    "Press Escape to leave full screen",
    "To see a panel, rest the pointer at an edge of the screen.",
)


class FullScreen(QObject):
    """Shows a window on the whole screen without its panels and bars.

    Parameters
    ----------
    window : QMainWindow
    session : Session
        Tells the user, the first time, how to leave it.
    hidden : HiddenPanels
    """

    def __init__(self, window: QMainWindow, session: Session, hidden: HiddenPanels) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._hidden = hidden
        self._bars: tuple[QWidget, ...] = ()
        self._plain_state = Qt.WindowState.WindowNoState
        self._told = False

    def hides(self, *bars: QWidget) -> None:
        """These go with the panels."""
        self._bars = bars

    def set_on(self, on: bool) -> None:
        """Use the whole screen; afterwards the window is as it was, maximised or not."""
        window = self._window
        if on and not window.isFullScreen():
            self._plain_state = window.windowState()
            window.showFullScreen()
        elif not on and window.isFullScreen():
            maximised = bool(self._plain_state & Qt.WindowState.WindowMaximized)
            window.showMaximized() if maximised else window.showNormal()
        self._hidden.set_alone(on, self._bars)
        if on and not self._told:
            self._told = True
            self._session.tell(WAY_OUT)
        elif not on:
            self._session.withdraw(WAY_OUT)
