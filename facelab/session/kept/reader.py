"""Questions to the library, answered on a thread of their own, newest first; those behind a
command of the user before them, in their order.

The thread also looks every second whether anyone has written to the file, or has put timelines
beside it where there were none, this window's writer or another process, and says so.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from facelab.errors import FacelabError, Stopped
from facelab.library import LibraryBusyError, Reading, timelines
from facelab.progress import Stop
from facelab.session.dispatch import Dispatch

POLL_SECONDS = 1.0
BUSY_SECONDS = 0.5  # between two tries while another program holds the library

T = TypeVar("T")


def _ignore(_: object) -> None:
    pass


@dataclass(frozen=True, eq=False)
class _Question:
    key: Hashable
    ask: Callable[[Reading, Stop], Any]
    done: Callable[[Any], None]
    failed: Callable[[Exception], None]
    newer: threading.Event


class LibraryReader:
    """Answers questions; every method returns at once.

    Parameters
    ----------
    folder : Path
        The library's; it may come into being later.
    dispatch : callable
        Runs a function later on the session's thread.
    on_changed : callable
        Called there when the library may hold something else than before.
    on_busy : callable
        Called there with the error each time that another program is in the way; the question
        is asked again.
    on_timelines : callable
        Called there when there may be timelines, or none any more.
    """

    def __init__(
        self,
        folder: Path,
        dispatch: Dispatch,
        on_changed: Callable[[], None],
        on_busy: Callable[[LibraryBusyError], None] = _ignore,
        on_timelines: Callable[[], None] = lambda: None,
    ) -> None:
        self._folder = folder
        self._dispatch = dispatch
        self._on_changed = on_changed
        self._on_busy = on_busy
        self._on_timelines = on_timelines
        self._timelines: bool | None = None  # whether there are any; None before the first look
        self._wake = threading.Condition()
        self._closing = False
        self._look = True
        self._place = 0  # how often the folder was changed
        self._orders: OrderedDict[Hashable, _Question] = OrderedDict()
        self._waiting: OrderedDict[Hashable, _Question] = OrderedDict()
        self._unheard: dict[Hashable, _Question] = {}  # `done` or `failed` is still to be called
        self._running: _Question | None = None
        self._reading: Reading | None = None
        self._thread = threading.Thread(target=self._run, name="facelab-library", daemon=True)
        self._thread.start()

    # -- called from the session's thread -----------------------------------------------------

    def ask(
        self,
        key: Hashable,
        question: Callable[[Reading, Stop], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] = _ignore,
        *,
        in_order: bool = False,
    ) -> None:
        """Put a question; then `done` with its answer or `failed` on the session's thread.

        One with the same key whose answer was not heard yet is forgotten. Questions
        `in_order` go before the others, and the first of them first.
        """
        with self._wake:
            self.forget(key)
            asked = _Question(key, question, done, failed, threading.Event())
            (self._orders if in_order else self._waiting)[key] = self._unheard[key] = asked
            self._wake.notify()

    def forget(self, key: Hashable) -> None:
        """The answer to this question is not wanted any more."""
        with self._wake:
            self._orders.pop(key, None)
            self._waiting.pop(key, None)
            old = self._unheard.pop(key, None)
            if old is not None:
                old.newer.set()

    def look_now(self) -> None:
        """Something was written: look for it at once."""
        with self._wake:
            self._look = True
            self._wake.notify()

    def move_to(self, folder: Path) -> None:
        """Read the library in another folder; what was asked of the old one is forgotten."""
        with self._wake:
            self._folder = folder
            self._place += 1
            self._look = True
            for key in list(self._unheard):
                self.forget(key)
            self._wake.notify()

    def close(self, timeout: float) -> bool:
        """Stop soon. Returns whether the thread ended in time."""
        with self._wake:
            self._closing = True
            if self._running is not None:
                self._running.newer.set()
                if self._reading is not None:
                    self._reading.interrupt()
            self._wake.notify()
        self._thread.join(timeout)
        return not self._thread.is_alive()

    # -- the thread ---------------------------------------------------------------------------

    def _run(self) -> None:
        place = 0
        while True:
            with self._wake:
                self._running = None
                if not (self._closing or self._look or self._orders or self._waiting):
                    self._wake.wait(POLL_SECONDS)
                if self._closing:
                    break
                self._look = False
                moved, place = place != self._place, self._place
            if moved and self._reading is not None:
                self._reading.close()
                self._reading = None
            if moved:
                self._timelines = None
            self._notice_changes(place)
            self._notice_timelines(place)
            with self._wake:
                if place == self._place:
                    self._running = self._next()
            if self._running is not None:
                self._answer(self._running)
        if self._reading is not None:
            self._reading.close()

    def _next(self) -> _Question | None:
        if self._orders:
            return self._orders.popitem(last=False)[1]
        return self._waiting.popitem(last=True)[1] if self._waiting else None

    def _notice_changes(self, place: int) -> None:
        try:
            if self._reading is None:
                self._reading = Reading(self._folder)
            changed = self._reading.has_changed()
        except FacelabError:
            # The writer tells of what is wrong; there may be a file the next time.
            return
        if changed:
            self._dispatch(lambda: self._on_changed() if place == self._place else None)

    def _notice_timelines(self, place: int) -> None:
        try:
            there = timelines.are_kept(self._folder)
        except OSError:
            there = True  # nobody may look: who opens or exports them is told
        if there != self._timelines:
            self._timelines = there
            self._dispatch(lambda: self._on_timelines() if place == self._place else None)

    def _answer(self, question: _Question) -> None:
        try:
            if self._reading is None:
                self._reading = Reading(self._folder)
            answer = question.ask(self._reading, question.newer.is_set)
        except Stopped:
            return
        except LibraryBusyError as error:
            self._ask_again(question, error)
        except Exception as error:  # told to the user by `failed`
            self._later(question, question.failed, error)
        else:
            self._later(question, question.done, answer)

    def _ask_again(self, question: _Question, error: LibraryBusyError) -> None:
        self._dispatch(lambda: self._on_busy(error))
        with self._wake:
            if not question.newer.is_set():
                self._orders[question.key] = question
                self._orders.move_to_end(question.key, last=False)
            # It has waited for as long as SQLite does; what comes meanwhile may go first.
            self._wake.wait(BUSY_SECONDS)

    def _later(self, question: _Question, listener: Callable[[Any], None], value: object) -> None:
        def hear() -> None:
            # An answer that a newer question has overtaken is not shown, even at the last
            # moment, nor one that comes from a library that was left.
            if not question.newer.is_set():
                del self._unheard[question.key]
                listener(value)

        self._dispatch(hear)
