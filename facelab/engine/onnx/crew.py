"""Threads that share small pieces of work out among themselves."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor

from facelab.errors import Stopped
from facelab.progress import Stop


class Crew:
    """So many threads, of which one is that of the caller.

    Whoever is done takes the next piece: a thread that the machine interrupts holds nobody up.

    Parameters
    ----------
    count : int
        At least 1.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._others: ThreadPoolExecutor | None = None

    def share(
        self,
        pieces: Iterable[int],
        work: Callable[[int, int], None],
        stop: Stop | None = None,
    ) -> None:
        """Do all pieces; returns when all are done.

        Parameters
        ----------
        pieces : iterable of int
        work : callable
            Called with the number of the thread, from 0, and a piece. It should spend its time
            outside of Python.
        stop : callable, optional
            Asked on the caller's thread before each of its pieces.

        Raises
        ------
        Stopped
            `stop` returned True. Pieces that were begun are done.
        Exception
            What a piece raised; those that were not begun are left out.
        """
        waiting = iter(pieces)
        lock = threading.Lock()
        over = threading.Event()

        def labour(number: int) -> None:
            try:
                while not over.is_set():
                    if number == 0 and stop is not None and stop():
                        raise Stopped
                    with lock:
                        piece = next(waiting, None)
                    if piece is None:
                        return
                    work(number, piece)
            except BaseException:
                over.set()
                raise

        others: list[Future[None]] = []
        try:
            self._begin(labour, others)
            labour(0)
        finally:
            over.set()  # nothing is left, or nobody wants it
            errors = [each.exception() for each in others]
        for error in errors:
            if error is not None:
                raise error

    def _begin(self, labour: Callable[[int], None], begun: list[Future[None]]) -> None:
        """Let the others work; those that cannot be started leave it to the rest."""
        if self._others is None and self.count > 1:
            self._others = ThreadPoolExecutor(self.count - 1, thread_name_prefix="facelab-strips")
        if self._others is None:
            return
        with contextlib.suppress(RuntimeError):  # the system has no memory for a thread
            begun.extend(self._others.submit(labour, number) for number in range(1, self.count))

    def close(self) -> None:
        """Let the threads go."""
        if self._others is not None:
            self._others.shutdown()
            self._others = None
