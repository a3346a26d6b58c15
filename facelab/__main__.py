"""`facelab` and `python -m facelab`: puts the command line and the window together."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from typing import TYPE_CHECKING, Any

# What takes time to import is imported in `main`, where Ctrl+C is taken care of.
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from facelab.engine.vector_files import Meant
    from facelab.session.settings import PreviewsChoice


class QtWindow:
    """The window, imported only when it is wanted: commands need no window system."""

    def open(
        self,
        seed: int | None,
        paths: Sequence[Path],
        device: str | None,
        library: Path | None,
        meant: Meant | None = None,
        network: Path | None = None,
    ) -> int:
        """Open the window and stay until it is closed; returns the exit status."""
        from facelab.ui.system_libraries import needed

        with needed():
            from facelab.ui.app import run

        return run(seed, paths, device, library, meant, network)

    def drag(
        self,
        seconds: float,
        device: str,
        seen: bool,
        network: Path | None = None,
        previews: PreviewsChoice = "auto",
    ) -> Mapping[str, Any]:
        """Drag a slider in it for some seconds; returns what was measured."""
        from facelab.ui.system_libraries import needed

        with needed():
            from facelab.ui.drag_bench import measure_drag

        return measure_drag(seconds, device, seen, network, previews)


def main() -> int:
    """Run facelab with the arguments of the process."""
    # An import that is interrupted may fail in any way; nothing is to be saved yet.
    with_python = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if with_python:  # else it is ignored, as with nohup
        signal.signal(signal.SIGINT, _stopped)
    from facelab.cli import streams
    from facelab.cli.main import main as command_line

    if with_python:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    return streams.run(lambda: command_line(sys.argv[1:], QtWindow()))


def _stopped(*_: object) -> None:
    with contextlib.suppress(OSError):
        os.write(2, b"facelab: stopped\n")
    os._exit(130)


if __name__ == "__main__":
    sys.exit(main())
