"""Taking turns and keeping the times."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Times:
    """Milliseconds of several runs of one thing, in the order they were taken."""

    milliseconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Median, milliseconds."""
        return statistics.median(self.milliseconds)

    @property
    def low(self) -> float:
        """Fastest, milliseconds."""
        return min(self.milliseconds)

    @property
    def high(self) -> float:
        """Slowest, milliseconds."""
        return max(self.milliseconds)

    def ratio_to(self, other: Times) -> float:
        """Median over the rounds of this one's time divided by the other's of the same round."""
        pairs = zip(self.milliseconds, other.milliseconds, strict=True)
        return statistics.median(mine / theirs for mine, theirs in pairs)

    def as_json(self) -> dict[str, float]:
        """Median, minimum and maximum, milliseconds."""
        return {
            "median_ms": round(self.median, 3),
            "min_ms": round(self.low, 3),
            "max_ms": round(self.high, 3),
        }


def take_turns(
    subjects: Mapping[str, Callable[[], object]],
    rounds: int,
    warm_up: int = 1,
    told: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Times]:
    """Run all subjects in turn, A B C A B C ..., and time each.

    Parameters
    ----------
    subjects : mapping of name to callable
    rounds : int
        Timed rounds.
    warm_up : int
        Rounds before that are not timed.
    told : callable
        Told (rounds done, rounds in all).
    """
    kept: dict[str, list[float]] = {name: [] for name in subjects}
    for turn in range(warm_up + rounds):
        told(turn, warm_up + rounds)
        for name, subject in subjects.items():
            start = time.perf_counter()
            subject()
            elapsed = (time.perf_counter() - start) * 1000
            if turn >= warm_up:
                kept[name].append(elapsed)
    return {name: Times(tuple(times)) for name, times in kept.items()}
