"""Work in parts, of which a second processor does some if it is free at once.

numpy lets go of Python's lock while it works on arrays, so two threads halve the time of what is
done in strips. Nobody waits for a thread that does not come: where the machine has other things
to do, whoever asked does it all.
"""

from __future__ import annotations

import functools
import queue
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import TypeVar

from facelab.processors import processors

Part = TypeVar("Part")
_Job = tuple["Future[None]", Callable[[], None]]


def each(work: Callable[[Part], object], parts: Iterable[Part]) -> None:
    """Call `work` with each part, on two threads; the parts must not depend on one another.

    An error in either is raised here.
    """
    left = iter(tuple(parts))  # whose next one is had by one thread only

    def go() -> None:
        for part in left:
            work(part)

    if processors() == 1:
        go()
        return
    helped: Future[None] = Future()
    _jobs().put((helped, go))
    try:
        go()
    finally:
        if not helped.cancel():
            helped.result()


@functools.cache
def _jobs() -> queue.SimpleQueue[_Job]:
    """What the second thread is asked to do; it is there as long as the process."""
    jobs: queue.SimpleQueue[_Job] = queue.SimpleQueue()

    def run() -> None:
        while True:
            helped, go = jobs.get()
            if not helped.set_running_or_notify_cancel():
                continue
            try:
                go()
            except BaseException as error:
                helped.set_exception(error)
            else:
                helped.set_result(None)
            del helped, go  # and the arrays that they hold

    threading.Thread(target=run, name="second-hand", daemon=True).start()
    return jobs
