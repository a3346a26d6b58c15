"""The newest of several wishes, done on a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Newest(Generic[T]):
    """Does what was wished last. The thread is started when it is first needed.

    Parameters
    ----------
    name : str
        Of the thread.
    do : callable
        Called there with a wish. What it raises, it sees to itself.
    rest : callable
        Called there when nothing is wished any more.
    """

    def __init__(
        self, name: str, do: Callable[[T], None], rest: Callable[[], None] = lambda: None
    ) -> None:
        self._name, self._do, self._rest = name, do, rest
        self._wake = threading.Condition()
        self._wish: T | None = None
        self._taken: T | None = None
        self._thread: threading.Thread | None = None
        self.closing = False

    @property
    def wish(self) -> T | None:
        """The newest, None if nothing is wished; another thread may set it meanwhile."""
        return self._wish

    def put(self, wish: T | None) -> None:
        """Wish this from now on; the same again is done again if it is another object."""
        with self._wake:
            self._wish = wish
            self._wake.notify()
            if wish is not None and self._thread is None and not self.closing:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Begin to end: what was begun is over."""
        with self._wake:
            self.closing = True
            self._wish = None
            self._wake.notify()

    def close(self, timeout: float) -> bool:
        """End. Returns whether the thread did in time."""
        self.stop()
        if self._thread is None:
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while True:
            with self._wake:
                while self._wish is self._taken and not self.closing:
                    self._wake.wait()
                if self.closing:
                    return
                wish = self._taken = self._wish
            if wish is None:
                self._rest()
            else:
                self._do(wish)
