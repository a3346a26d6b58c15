"""How many processors this process may use: fewer than there are under `taskset` or in a container.

Whoever starts one thread for each processor asks here. Python's own `os.process_cpu_count` is
there since 3.13 only, and knows no quota.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

_MEMBERSHIPS = Path("/proc/self/cgroup")
_GROUPS = Path("/sys/fs/cgroup")


_share: list[int] = []  # of this process, if it has a share


def take_share(count: int) -> None:
    """Use so many at most from now on: several processes draw together."""
    _share[:] = [max(1, count)]


def processors() -> int:
    """Processors that this process may use, at least 1."""
    return min([_all_processors(), *_share])


def _all_processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        count = len(os.sched_getaffinity(0))
    else:
        count = os.cpu_count() or 1
    return max(1, math.ceil(min(count, _quota())))


def instruction_sets() -> tuple[str, ...]:
    """What they can do, in numpy's names, as "X86_V4" or "AVX512F"."""
    import numpy as np  # not for those who only count

    found = np.show_config(mode="dicts")["SIMD Extensions"]
    return (*found.get("baseline", ()), *found.get("found", ()))


def restricted() -> bool:
    """Whether they are fewer than the machine has."""
    return _all_processors() < (os.cpu_count() or 1)


def _quota() -> float:
    """Processor time that a container's control groups grant, in processors; infinite if any."""
    least = math.inf
    for folder in _folders():
        try:
            if (folder / "cpu.max").is_file():  # version 2: "150000 100000" or "max 100000"
                granted, period = (folder / "cpu.max").read_text().split()[:2]
            else:
                granted = (folder / "cpu.cfs_quota_us").read_text()
                period = (folder / "cpu.cfs_period_us").read_text()
            if float(granted) > 0 and float(period) > 0:  # -1 is no limit
                least = min(least, float(granted) / float(period))
        except (OSError, ValueError):
            continue
    return least


def _folders() -> Iterator[Path]:
    """Folders of the control groups that this process is in, and of those around them.

    A container often sees its own group as the root, whatever its path is called outside.
    """
    try:
        lines = _MEMBERSHIPS.read_text().splitlines()
    except OSError:
        return
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers == "":
            top = _GROUPS
        elif "cpu" in controllers.split(","):
            top = _GROUPS / "cpu"
        else:
            continue
        inside = PurePosixPath(path.lstrip("/"))
        if ".." not in inside.parts:
            for each in (inside, *inside.parents):
                yield top / each
