"""The pace at which a hand that drags is followed.

Mice report where they are up to a thousand times a second. The screen shows sixty pictures of that,
the face some twenty: whatever is done for each report beyond these is taken from the pictures. So
what is under the hand follows at the pace of the screen (`HandPace`), and the face at that of its
previews (`FacePace`): it is asked for when the engine is about to take the next, and not before.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer
from shiboken6 import isValid

from facelab.engine import Frame
from facelab.recipe import Recipe
from facelab.session import Session

PACE_MS = 14  # a little sooner than a screen shows the next picture
PATIENCE_MS = 100  # that a preview is waited for: a slow network is asked more often than it draws

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
            self._go(report)

    def catch_up(self) -> None:
        """Follow the report that waits now, if one does."""
        if self._waiting:
            self._go(self._waiting.pop())

    def forget(self) -> None:
        """The report that waits is not to be followed."""
        self._waiting.clear()
        self.stop()

    def _go(self, report: T) -> None:
        self.start()
        self._follow(report)


class FacePace(HandPace[T]):
    """The same for what changes the face: while a preview is drawn, the last report waits for the
    next one to begin. What changes no face is followed as fast as a hand is.
    """

    def __init__(self, owner: QObject, follow: Callable[[T], object]) -> None:
        super().__init__(owner, follow)
        self._previews = previews()

    def _go(self, report: T) -> None:
        super()._go(report)
        if self._previews.awaited:
            self._previews.call_once(self._on_due)
        self.start(PATIENCE_MS if self._previews.awaited else PACE_MS)

    def _on_due(self) -> None:
        if not isValid(self):
            return
        if self._waiting:
            self.catch_up()
        else:
            self.stop()


class Previews:
    """When the engine begins with previews, for whatever follows the hand.

    Attributes
    ----------
    awaited : bool
        Whether one was asked for, and the next is not due yet.
    """

    def __init__(self) -> None:
        self.awaited = False
        self._waiting: list[Callable[[], None]] = []

    def call_once(self, follow: Callable[[], None]) -> None:
        """Call back when the engine is about to take the next face. What asks again before that is
        called once.
        """
        if follow not in self._waiting:
            self._waiting.append(follow)

    def follow(self, session: Session) -> None:
        """Hear of the previews of a window."""
        session.face.shown.connect(self._on_shown)
        session.face_due.connect(self._on_due)
        session.frame_ready.connect(self._on_frame)

    def _on_shown(self, _recipe: Recipe, resting: bool) -> None:
        self.awaited = not resting

    def _on_frame(self, frame: Frame) -> None:
        if frame.kind == "full":
            self._on_due()

    def _on_due(self) -> None:
        if self.awaited:
            self.awaited = False
            waiting, self._waiting = self._waiting, []
            for follow in waiting:
                follow()


@functools.cache
def previews() -> Previews:
    """Those of this process: its windows tell of them, and what follows a hand need not know of
    windows.
    """
    return Previews()
