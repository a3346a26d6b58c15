"""What follows a moving hand without haste.

Under a hand the face changes some twenty times a second, with each preview. What only says where
the face is now (the history, the map, the menu's words) would take its time from the pictures if
it were shown anew with each change.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

PACE_MS = 80  # as often as an eye beside the face would notice


class Unhurried(QTimer):
    """Does something soon, and once for all that asked meanwhile.

    Parameters
    ----------
    owner : QObject
        Nothing is done any more when it is gone.
    follow : callable
        What to do.
    """

    def __init__(self, owner: QObject, follow: Callable[[], object]) -> None:
        super().__init__(owner)
        self._follow = follow
        self.setSingleShot(True)
        self.setInterval(PACE_MS)
        self.timeout.connect(follow)

    def ask(self, moving: bool) -> None:
        """Do it soon if a hand moves on, and at once if none does."""
        if not moving:
            self.stop()
            self._follow()
        elif not self.isActive():
            self.start()
