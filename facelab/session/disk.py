"""One thread for the disk: pictures, settings, the library. The window never waits for it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from facelab.session.dispatch import Dispatch
from facelab.session.ending import join_patiently

T = TypeVar("T")


def _ignore(_: object) -> None:
    pass


class Writer:
    """Runs short jobs one after another, in the order they were given."""

    def __init__(self, dispatch: Dispatch) -> None:
        self._dispatch = dispatch
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._owed: list[str] = []
        self._thread = threading.Thread(target=self._work, name="facelab-writer", daemon=True)
        self._thread.start()

    def run(
        self,
        job: Callable[[], T],
        done: Callable[[T], None] = _ignore,
        failed: Callable[[Exception], None] = _ignore,
        promised: str = "",
    ) -> None:
        """Run `job` soon; then `done` with its result or `failed` on the session's thread.

        Parameters
        ----------
        promised : str
            What the user counts on, in words: the end of the program waits for it.
        """

        def work() -> None:
            try:
                result = job()
            except Exception as error:  # told to the user by `failed`
                self.tell_failed(failed, error, promised)
            else:
                self.tell(done, result)
                self.settle(promised)

        self.promise(promised)
        self._jobs.put(work)

    @property
    def owed(self) -> tuple[str, ...]:
        """What was promised and is not done yet, the oldest first."""
        with self._lock:
            return tuple(self._owed)

    def promise(self, what: str) -> None:
        """The user counts on this, until it is settled."""
        if what:
            with self._lock:
                self._owed.append(what)

    def settle(self, what: str) -> None:
        """It is done, or the user was told that it failed."""
        if what:
            with self._lock:
                self._owed.remove(what)

    def tell(self, listener: Callable[[Any], None], value: object) -> None:
        """Call a listener on the session's thread."""
        self._dispatch(lambda: listener(value))

    def tell_failed(
        self, failed: Callable[[Exception], None], error: Exception, promised: str = ""
    ) -> None:
        """Call `failed` on the session's thread. What was promised is owed until then: else a
        window that closes would take the message along.
        """

        def told() -> None:
            try:
                failed(error)
            finally:
                self.settle(promised)

        self._dispatch(told)

    def close(self, timeout: float, patience: float = 0.0) -> bool:
        """Finish what was given, then end. Returns whether it did so within `timeout` seconds, or
        within `patience` more if that was for what was promised.
        """
        self._jobs.put(None)
        return join_patiently(self._thread, timeout, patience, lambda: self.owed)

    def _work(self) -> None:
        closing = False
        # A job may put another behind the end: it tries again what did not work yet.
        while not (closing and self._jobs.empty()):
            job = self._jobs.get()
            if job is None:
                closing = True
            else:
                job()
