"""The end of a thread that may still owe the user something."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

END_SECONDS = 0.5
_LOOK_SECONDS = 0.02


def join_patiently(
    thread: threading.Thread,
    timeout: float,
    patience: float,
    owed: Callable[[], Sequence[str]],
) -> bool:
    """Wait for the end of a thread that was asked to end.

    Parameters
    ----------
    thread : Thread
    timeout : float
        Seconds that it has in any case.
    patience : float
        Seconds more that it has for what was promised.
    owed : callable
        What was promised and is not done yet.

    Returns
    -------
    bool
        Whether it ended.
    """
    promised = bool(owed())
    thread.join(timeout)
    until = time.monotonic() + patience
    while thread.is_alive() and owed() and time.monotonic() < until:
        thread.join(_LOOK_SECONDS)
    if promised and not owed():  # that is done: the thread has only its end before it
        thread.join(END_SECONDS)
    return not thread.is_alive()
