"""Which size of preview to draw: the largest that this machine draws often enough.

Only what was measured decides, since a machine has other things to do as well: previews that
come too late make the next ones smaller, at once; if they come early, the next size is tried.
A trial that fails costs a few late previews, so each one makes the wait for the next longer.
"""

from __future__ import annotations

import math
import statistics
from collections import deque
from collections.abc import Sequence

PER_SECOND = 15.0
GROWTH = 1.7  # times as long takes the next size, at least
_JUDGED = 5  # previews that say whether a size holds
_SOON = 8  # previews in time before a larger size is tried
_LATEST = 512  # as many if it failed again and again
_PROVEN = 40  # previews after which a size is no trial any more


class PreviewChoice:
    """Chooses among sizes by the times of the last previews.

    Parameters
    ----------
    sizes : sequence of int
        Sides in pixels, ascending; the first is used if none is fast enough.
    per_second : float
        How many previews a second are wanted.

    Attributes
    ----------
    sizes : tuple of int
    """

    def __init__(self, sizes: Sequence[int], per_second: float = PER_SECOND) -> None:
        self.sizes = tuple(sizes)
        self._budget = 1000 / per_second  # milliseconds
        self._place = 0
        self._times: deque[float] = deque(maxlen=_JUDGED)
        self._shown = 0  # previews of this size, since it was chosen
        self._wait = _SOON
        self._seen: dict[int, float] = {}

    @property
    def size(self) -> int:
        """The size to draw next."""
        return self.sizes[self._place]

    def saw(self, size: int, milliseconds: float) -> None:
        """Learn how long a picture took that was drawn for something else, as the full frame of a
        hand that rests: a size that takes too long is not tried.
        """
        self._seen[size] = milliseconds

    def note(self, size: int, milliseconds: float) -> None:
        """Learn how long a preview took; one of a size that is no longer chosen says nothing."""
        if size != self.size:
            return
        self._times.append(milliseconds)
        self._shown += 1
        if self._shown == _PROVEN and self._place > 0:
            self._wait = _SOON
        if self._is_late():
            if self._place > 0:
                if self._shown < _PROVEN:
                    self._wait = min(2 * self._wait, _LATEST)
                self._choose(self._place - 1)
        elif self._place < len(self.sizes) - 1 and self._is_early():
            self._choose(self._place + 1)

    def _is_late(self) -> bool:
        """Whether the last previews took more time than there was, even if the next took none."""
        return sum(self._times) > _JUDGED * self._budget

    def _is_early(self) -> bool:
        """Whether the next size may hold too."""
        next_one = self._seen.get(self.sizes[self._place + 1], 0.0)
        soon = GROWTH * statistics.median(self._times) <= self._budget
        return self._shown >= self._wait and soon and next_one <= self._budget

    def _choose(self, place: int) -> None:
        self._place = place
        self._times.clear()
        self._shown = 0


def choice_of(
    sizes: Sequence[int], resolution: int, wanted: str, by_other: bool = False
) -> PreviewChoice | None:
    """The choice among a network's sizes of preview.

    Parameters
    ----------
    sizes : sequence of int
        Sides in pixels, ascending, without the full one.
    resolution : int
        The full side.
    wanted : str
        As `Renderer.set_previews` takes it.
    by_other : bool
        Another network draws these sizes: how long it takes says nothing of the full frame, which
        is not tried before somebody saw that it is fast.
    """
    if not sizes or wanted == "off":
        return None
    if wanted != "auto":
        return PreviewChoice((min(sizes, key=lambda size: abs(size - int(wanted))),))
    choice = PreviewChoice((*sizes, resolution))
    if by_other:
        choice.saw(resolution, math.inf)
    return choice
