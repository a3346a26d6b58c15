"""Sizes and times in words, before an export."""

from __future__ import annotations

from facelab.plain_text import counted
from facelab.preparing.costs import Cost

_UNITS = ("KB", "MB", "GB", "TB")


def amount(count: float) -> str:
    """Bytes, as file managers say it: "1.4 MB"."""
    value = count / 1000
    for unit in _UNITS:
        if value < 999.5 or unit == _UNITS[-1]:
            break
        value /= 1000
    digits = 0 if value >= 99.5 or unit == "KB" else 1
    return f"{max(value, 1.0) if unit == 'KB' else value:.{digits}f} {unit}"


def duration(seconds: float) -> str:
    """A time, as coarse as an estimate is."""
    if seconds < 1.5:
        return "a second"
    if seconds < 90:
        return f"{round(seconds)} seconds"
    minutes = seconds / 60
    if minutes < 90:
        return f"{round(minutes)} minutes"
    hours = minutes / 60
    return f"{hours:.1f} hours" if hours < 9.5 else f"{round(hours)} hours"


def estimate(count: int, cost: Cost | None, free: int | None) -> tuple[str, bool]:
    """What so many faces take, and whether the disk is too small for them.

    Parameters
    ----------
    count : int
    cost : Cost or None
        Of one.
    free : int or None
        Bytes on the disk.
    """
    said = [counted(count, "face")]
    if cost is None or (cost.bytes is None and cost.seconds is None):
        return f"{said[0]}: measuring…", False
    if cost.bytes is not None:
        needed = cost.bytes * count
        if free is not None and needed > free:
            verb = "needs" if count == 1 else "need"
            there = f"only {amount(free)} are free on that disk"
            return f"{said[0]} {verb} about {amount(needed)}, but {there}", True
        said.append(f"about {amount(needed)}")
    if cost.seconds is not None:
        said.append(f"about {duration(cost.seconds * count)}")
    return ", ".join(said), False
