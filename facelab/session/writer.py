"""One thread for the disk: pictures, settings, the library. The window never waits for it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from facelab.session.engine_thread import Dispatch

T = TypeVar("T")


def _ignore(_: object) -> None:
    pass


class Writer:
    """Runs short jobs one after another, in the order they were given."""

    def __init__(self, dispatch: Dispatch) -> None:
        self._dispatch = dispatch
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="facelab-writer", daemon=True)
        self._thread.start()

    def run(
        self,
        job: Callable[[], T],
        done: Callable[[T], None] = _ignore,
        failed: Callable[[Exception], None] = _ignore,
    ) -> None:
        """Run `job` soon; then `done` with its result or `failed` on the session's thread."""

        def work() -> None:
            try:
                result = job()
            except Exception as error:  # told to the user by `failed`
                self._later(failed, error)
            else:
                self._later(done, result)

        self._jobs.put(work)

    def close(self, timeout: float) -> bool:
        """Finish what was given, then end. Returns whether it did so in time."""
        self._jobs.put(None)
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _later(self, listener: Callable[[Any], None], value: object) -> None:
        self._dispatch(lambda: listener(value))

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
