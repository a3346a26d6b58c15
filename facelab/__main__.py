"""`facelab` and `python -m facelab`: puts the command line and the window together."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from facelab.cli import main as command_line
from facelab.engine.vector_files import Meant


class QtWindow:
    """The window, imported only when it is wanted: commands need no window system."""

    def open(
        self,
        seed: int | None,
        paths: Sequence[Path],
        device: str | None,
        library: Path | None,
        meant: Meant | None = None,
    ) -> int:
        """Open the window and stay until it is closed; returns the exit status."""
        from facelab.ui.app import run

        return run(seed, paths, device, library, meant)

    def drag(self, seconds: float, device: str) -> Mapping[str, float | int | str]:
        """Drag a slider in it for some seconds; returns what was measured."""
        from facelab.ui.drag_bench import measure_drag

        return measure_drag(seconds, device)


def main() -> int:
    """Run facelab with the arguments of the process."""
    return command_line.main(sys.argv[1:], QtWindow())


if __name__ == "__main__":
    sys.exit(main())
