"""Peak memory of one back end, and how long it takes to load: in a process of its own, so that
nothing else is counted.

`python -m facelab.bench.memory FILE DEVICE BACKEND` draws a preview and a full frame and prints
the figures; `measure_alone` starts it.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from facelab.engine import load
from facelab.recipe import Recipe, Seed

FRAMES = 3


def peak_memory_mb() -> float | None:
    """Largest resident memory of this process so far, 10^6 bytes; None where nobody counts."""
    system: str = sys.platform  # a variable: a type checker looks at one system only
    if system == "win32":
        return None
    if system.startswith("linux"):
        # What getrusage says begins with the peak of the process that started this one.
        status = Path("/proc/self/status").read_text(encoding="ascii")
        peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) * 1024 / 1e6
    import resource  # POSIX only

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def resident_mb() -> float | None:
    """Memory that this process holds now, 10^6 bytes, after allocators have given back what they
    keep for later; None where nobody counts.
    """
    if not sys.platform.startswith("linux"):
        return None
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of glibc
    if trim is not None:
        trim(0)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@dataclass(frozen=True)
class Alone:
    """What a back end needs in a process that does nothing else.

    Attributes
    ----------
    peak_memory_mb : float or None
        Largest resident memory, 10^6 bytes; None where nobody counts.
    load_seconds : float
        From the file to a network that draws, with what is imported for it.
    first_frame_seconds : float
        Of the first full frame after it.
    """

    peak_memory_mb: float | None
    load_seconds: float
    first_frame_seconds: float


def measure_alone(path: Path, device: str, backend: str) -> Alone | None:
    """Load a network and draw with one back end in a new process; None if it does not run
    there.
    """
    command = [sys.executable, "-m", "facelab.bench.memory", str(path), device, backend]
    done = subprocess.run(command, capture_output=True, text=True)
    try:
        return Alone(**json.loads(done.stdout.splitlines()[-1]))
    except (IndexError, TypeError, ValueError):
        return None


def draw(path: Path, device: str, backend: str) -> Alone:
    """Load a network and draw faces of all kinds."""
    start = time.perf_counter()
    renderer = load(path, device, backend=backend)
    loaded = time.perf_counter()
    renderer.full(Recipe(renderer.info.ref, Seed(0)))
    drawn = time.perf_counter()
    for seed in range(FRAMES):
        recipe = Recipe(renderer.info.ref, Seed(seed))
        renderer.preview(recipe)
        renderer.full(recipe)
    renderer.close()
    return Alone(peak_memory_mb(), round(loaded - start, 3), round(drawn - loaded, 3))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(draw(Path(sys.argv[1]), *sys.argv[2:4]))) + "\n")
