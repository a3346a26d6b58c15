"""How much memory the process holds, freed of what allocators keep for later."""

from __future__ import annotations

import ctypes
import gc
import os
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

STATM = Path("/proc/self/statm")


def collect() -> None:
    """Free what nobody refers to, and give it back to the system."""
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of glibc
        if trim is not None:
            trim(0)


def resident() -> int:
    """Bytes of the process that are in memory now."""
    if not STATM.exists():
        pytest.skip("how much memory a process holds is read from /proc")
    collect()
    return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def growth(samples: Sequence[int], share: float = 0.25) -> float:
    """How much the last of some samples are above the first, as a fraction: medians, since
    single ones go up and down.
    """
    count = max(1, round(len(samples) * share))
    first, last = statistics.median(samples[:count]), statistics.median(samples[-count:])
    return last / first - 1.0
