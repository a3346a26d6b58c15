"""How far a job is that takes long: what its generator yields."""

from __future__ import annotations

from collections.abc import Generator as Steps
from typing import TypeVar, cast

# fraction done, and what is being done: an activity, a colon, how far it is
Progress = tuple[float, str]
T = TypeVar("T")


def part(job: Steps[Progress, None, T], start: float, end: float) -> Steps[Progress, None, T]:
    """A job as a part of a longer one, from one fraction of it to another."""
    while True:
        try:
            done, what = next(job)
        except StopIteration as stop:
            return cast(T, stop.value)
        yield start + (end - start) * done, what
