"""How long a job will still take, by how far it came in the last seconds."""

from __future__ import annotations

import math
from collections import deque

WINDOW_SECONDS = 20.0  # a beginning that was slower says nothing of the rest
FIRST_SECONDS = 2.0  # before that, nobody knows


class TimeLeft:
    """Told how far a job is, now and then, it says how long the rest will take."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, float]] = deque()  # when, and the fraction then

    def note(self, now: float, fraction: float | None) -> None:
        """The job is so far, at this time in seconds; None if nobody knows how far."""
        if fraction is None or (self._seen and fraction < self._seen[-1][1]):
            self._seen.clear()  # another part of it has begun
        if fraction is None:
            return
        self._seen.append((now, fraction))
        while len(self._seen) > 2 and now - self._seen[1][0] >= WINDOW_SECONDS:
            self._seen.popleft()

    def seconds(self, now: float) -> float | None:
        """Seconds from now to the end; None if nobody knows yet."""
        if len(self._seen) < 2:
            return None
        (start, first), (last, fraction) = self._seen[0], self._seen[-1]
        if last - start < FIRST_SECONDS or fraction <= first or fraction >= 1.0:
            return None
        speed = (fraction - first) / (last - start)
        return max(0.0, (1.0 - fraction) / speed - (now - last))


def words(seconds: float | None) -> str:
    """A time in words, "about 2 minutes left"; empty if nobody knows.

    Coarse on purpose: a number that jumps about is believed by nobody.
    """
    if seconds is None:
        return ""
    if seconds < 5:
        return "a few seconds left"
    if seconds < 45:
        return f"about {10 * max(1, round(seconds / 10))} seconds left"
    minutes = max(1, round(seconds / 60))
    if minutes < 60:
        return "about a minute left" if minutes == 1 else f"about {minutes} minutes left"
    hours = math.floor(seconds / 3600 + 0.5)
    return "about an hour left" if hours == 1 else f"about {hours} hours left"
