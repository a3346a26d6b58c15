"""Which preview to draw: the largest, and of one size the closest, that this machine draws often
enough.

Only what was measured decides, since a machine has other things to do as well: previews that
come too late make the next ones smaller, at once; if they come early, the next size is tried.
A trial that fails costs a few late previews, so each one makes the wait for the next longer.
"""

from __future__ import annotations

import math
import statistics
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

PER_SECOND = 20.0
BESIDE = 6.0  # milliseconds that go to sharpening and showing a preview
GROWTH = 1.7  # times as long takes the next size, at least
HEAVIER = 1.8  # times as long take the same pixels by a head that is not light
_JUDGED = 5  # previews that say whether a size holds
_SOON = 8  # previews in time before the next kind is tried
_LATEST = 512  # as many if it failed again and again
_PROVEN = 40  # previews after which a kind is no trial any more


@dataclass(frozen=True)
class PreviewKind:
    """A way to draw a face.

    Attributes
    ----------
    size : int
        Side in pixels; the full side stands for full frames.
    light : bool
        By the light head of this size, which is faster and less close.
    """

    size: int
    light: bool = False


class PreviewChoice:
    """Chooses among kinds by the times of the last previews.

    Parameters
    ----------
    kinds : sequence of PreviewKind
        The fastest first, which is used if none is fast enough.
    per_second : float
        How many previews a second are wanted.

    Attributes
    ----------
    kinds : tuple of PreviewKind
    """

    def __init__(self, kinds: Sequence[PreviewKind], per_second: float = PER_SECOND) -> None:
        self.kinds = tuple(kinds)
        self._budget = 1000 / per_second - BESIDE  # milliseconds
        self._place = 0
        self._times: deque[float] = deque(maxlen=_JUDGED)
        self._shown = 0  # previews of this kind, since it was chosen
        self._wait = _SOON
        self._seen: dict[PreviewKind, float] = {}

    @property
    def kind(self) -> PreviewKind:
        """What to draw next."""
        return self.kinds[self._place]

    def saw(self, kind: PreviewKind, milliseconds: float) -> None:
        """Learn how long a picture took that was drawn for something else, as the full frame of a
        hand that rests: a kind that takes too long is not tried.
        """
        self._seen[kind] = milliseconds

    def note(self, kind: PreviewKind, milliseconds: float) -> None:
        """Learn how long a preview took; one of a kind that is no longer chosen says nothing."""
        if kind != self.kind:
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
        elif self._place < len(self.kinds) - 1 and self._is_early():
            self._choose(self._place + 1)

    def _is_late(self) -> bool:
        """Whether the last previews took more time than there was, even if the next took none."""
        return sum(self._times) > _JUDGED * self._budget

    def _is_early(self) -> bool:
        """Whether the next kind may hold too."""
        following = self.kinds[self._place + 1]
        next_one = self._seen.get(following, 0.0)
        growth = GROWTH if following.size > self.kind.size else HEAVIER
        soon = growth * statistics.median(self._times) <= self._budget
        return self._shown >= self._wait and soon and next_one <= self._budget

    def _choose(self, place: int) -> None:
        self._place = place
        self._times.clear()
        self._shown = 0


def choice_of(
    sizes: Sequence[int],
    resolution: int,
    wanted: str,
    by_other: bool = False,
    light: int | None = None,
) -> PreviewChoice | None:
    """The choice among a network's previews.

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
    light : int, optional
        Side of the previews by a light head; it is used where nobody asked for a size.
    """
    if not sizes or wanted == "off":
        return None
    if wanted != "auto":
        nearest = min(sizes, key=lambda size: abs(size - int(wanted)))
        return PreviewChoice((PreviewKind(nearest),))
    kinds = [PreviewKind(size) for size in (*sizes, resolution)]
    if light is not None:
        kinds.insert([kind.size for kind in kinds].index(light), PreviewKind(light, light=True))
    choice = PreviewChoice(kinds)
    if by_other:
        choice.saw(kinds[-1], math.inf)
    return choice
