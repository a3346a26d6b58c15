"""Peak memory of one back end: in a process of its own, so that nothing else is counted.

`python -m facelab.bench.memory FILE DEVICE BACKEND` draws a preview and a full frame and prints
the figure; `backend_memory_mb` starts it.
"""

from __future__ import annotations

import subprocess
import sys
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


def backend_memory_mb(path: Path, device: str, backend: str) -> float | None:
    """Largest resident memory of a process that draws with one back end, 10^6 bytes.

    None where nobody counts, or if the back end does not run there.
    """
    command = [sys.executable, "-m", "facelab.bench.memory", str(path), device, backend]
    done = subprocess.run(command, capture_output=True, text=True)
    try:
        return float(done.stdout.split()[-1])
    except (IndexError, ValueError):
        return None


def draw(path: Path, device: str, backend: str) -> None:
    """Load a network and draw faces of all kinds."""
    renderer = load(path, device, backend=backend)
    for seed in range(FRAMES):
        recipe = Recipe(renderer.info.ref, Seed(seed))
        renderer.preview(recipe)
        renderer.full(recipe)
    renderer.close()


if __name__ == "__main__":
    draw(Path(sys.argv[1]), *sys.argv[2:4])
    sys.stdout.write(f"{peak_memory_mb()}\n")
