"""The pace at which a hand that drags is followed.

Mice report where they are up to a thousand times a second. The face follows some twenty times, the
screen sixty: whatever is done for each report beyond these is taken from the pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer

PACE_MS = 14  # a little sooner than a screen shows the next picture

T = TypeVar("T")


class HandPace(QTimer, Generic[T]):
    """Follows the first report at once, and of those that come too soon after it the last.

    Parameters
    ----------
    owner : QObject
        Nothing is followed any more when it is gone.
    follow : callable
        Called with a report.
    """

    def __init__(self, owner: QObject, follow: Callable[[T], object]) -> None:
        super().__init__(owner)
        self._follow = follow
        self._waiting: list[T] = []
        self.setSingleShot(True)
        self.setTimerType(Qt.TimerType.PreciseTimer)
        self.setInterval(PACE_MS)
        self.timeout.connect(self.catch_up)

    def take(self, report: T) -> None:
        """Follow a report, now or soon."""
        if self.isActive():
            self._waiting = [report]
        else:
            self.start()
            self._follow(report)

    def catch_up(self) -> None:
        """Follow the report that waits now, if one does."""
        if self._waiting:
            report = self._waiting.pop()
            self.start()
            self._follow(report)

    def forget(self) -> None:
        """The report that waits is not to be followed."""
        self._waiting.clear()
        self.stop()
