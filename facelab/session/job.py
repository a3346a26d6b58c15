"""A long job as it is seen: what it does, where it is, how far it is, and how to stop it.

`facelab.session.jobs` makes and runs them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from enum import Enum

from facelab.plain_text import plain
from facelab.progress import Progress
from facelab.session.dispatch import Dispatch
from facelab.session.signals import Signal
from facelab.session.time_left import TimeLeft

TELL_SECONDS = 0.05  # between two times that the same step is told of


class State(Enum):
    """Where a job is."""

    WAITING = "waiting"  # for those before it in its lane
    RUNNING = "running"
    STOPPING = "stopping"  # it was asked to, and takes back what it began
    ENDED = "ended"


class Job:
    """A job that was asked for. It changes on the session's thread only.

    Attributes
    ----------
    title : str
        What is done: "Importing cast.facelab".
    lane : str
    owed : str
        What the user counts on, in words; who quits is asked about it.
    stopped : Event
        Whether it was asked to stop.
    state : State
    progress : Progress

    Signals
    -------
    changed(): its state or progress is another.
    """

    changed = Signal()

    def __init__(
        self,
        title: str,
        lane: str,
        owed: str,
        stop: Callable[[Job], None],
        told: Callable[[], None],
        clock: Callable[[], float],
    ) -> None:
        self.title = plain(title)
        self.lane = lane
        self.owed = owed
        self.state = State.WAITING
        self.progress = Progress()
        self._stop, self._told_of, self._clock = stop, told, clock
        self._left = TimeLeft()
        # Shared with the thread that does it.
        self.stopped = threading.Event()
        self._lock = threading.Lock()
        self._newest = self.progress
        self._on_its_way = False  # a telling of the newest
        self._told = (-TELL_SECONDS, "")  # when, and the text then

    @property
    def seconds_left(self) -> float | None:
        """How long it will still take, None if nobody knows."""
        return self._left.seconds(self._clock())

    def cancel(self) -> None:
        """Stop it; what it began is taken back, and `failed` is called with None."""
        self._stop(self)

    def report(self, now: Progress, dispatch: Dispatch) -> None:
        """Take a step's progress, on the thread that does it: told of as often as is of use."""
        at = self._clock()
        with self._lock:
            self._newest = now
            since, text = self._told
            if self._on_its_way or (now.text == text and at - since < TELL_SECONDS):
                return
            self._on_its_way = True
            self._told = (at, now.text)
        dispatch(self._hear)

    def _hear(self) -> None:
        with self._lock:
            self.progress, self._on_its_way = self._newest, False
        self._left.note(self._clock(), self.progress.fraction)
        self.tell()

    def tell(self, state: State | None = None) -> None:
        """Say that it has changed; on the session's thread."""
        if self.state is not State.ENDED:
            self.state = state or self.state
            self.changed.emit()
            self._told_of()
