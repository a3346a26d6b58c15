"""How much memory is left for another network, where it would draw."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

_MEMINFO = Path("/proc/meminfo")
_GROUP = Path("/sys/fs/cgroup")


def free_memory(device: str) -> int | None:
    """Bytes that are free for networks on a device: "cpu", "cuda" or "mps"; None if nobody says."""
    if device == "cuda":
        import torch  # it is loaded already where a network draws on CUDA

        free, _ = torch.cuda.mem_get_info()
        return int(free)
    if device == "mps":  # shares the main memory, of which macOS says nothing of use
        return None
    found = [each for each in (_of_system(), _of_group()) if each is not None]
    return min(found, default=None)


def _of_system() -> int | None:
    system: str = sys.platform  # a variable: a type checker looks at one system only
    if system == "win32":
        return _of_windows()
    try:
        for line in _MEMINFO.read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        return None
    return None


def _of_group() -> int | None:
    """What a container's control group leaves (version 2); what it holds of files can go."""
    try:
        most = (_GROUP / "memory.max").read_text(encoding="ascii").strip()
        if most == "max":
            return None
        limit = int(most)
        used = int((_GROUP / "memory.current").read_text(encoding="ascii"))
        lines = (_GROUP / "memory.stat").read_text(encoding="ascii").splitlines()
        files = sum(int(line.split()[1]) for line in lines if line.startswith("inactive_file "))
    except (OSError, ValueError, IndexError):
        return None
    return max(0, limit - used + files)


class _MemoryStatus(ctypes.Structure):
    """MEMORYSTATUSEX of the Windows API."""

    _fields_ = (
        ("length", ctypes.c_ulong),
        ("load", ctypes.c_ulong),
        ("total", ctypes.c_ulonglong),
        ("available", ctypes.c_ulonglong),
        ("others", ctypes.c_ulonglong * 5),
    )


def _of_windows() -> int | None:
    status = _MemoryStatus(length=ctypes.sizeof(_MemoryStatus))
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - there is none on other systems
    if os.name != "nt" or not kernel.GlobalMemoryStatusEx(ctypes.byref(status)):
        return None
    return int(status.available)
