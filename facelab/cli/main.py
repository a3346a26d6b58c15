"""`facelab`: the window, or one of the commands.

The window is handed in by `facelab.__main__`: command line and window do not know each other.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from facelab import __version__
from facelab.cli import (
    bench,
    directions,
    info,
    library,
    make,
    parsing,
    render,
    signer,
    vectors,
    verify,
    weights,
)
from facelab.cli.console import out, say
from facelab.cli.models import file_of, is_own
from facelab.cli.parser import OneLineParser
from facelab.cli.streams import STOPPED, STOPPED_STATUS
from facelab.engine.vector_files import Meant
from facelab.errors import (
    DestinationError,
    DeviceError,
    FacelabError,
    RecipeError,
    is_out_of_memory,
)
from facelab.session.leftovers import sweep_own_folders
from facelab.session.settings import PreviewsChoice
from facelab.session.unforeseen import unforeseen

OPEN = "open"
NO_MEMORY = DeviceError(
    "This computer is out of memory.",
    "Other programs may be using it.",
    "Close some of them and try again. A long job continues where it stopped.",
)


def build_parser() -> OneLineParser:
    """All commands and their options."""
    parser = OneLineParser(
        prog="facelab",
        description=(
            "A studio for exploring the latent space of a face GAN. Without a "
            "command, it opens the window."
        ),
    )
    parser.add_argument("--version", action="version", version=f"facelab {__version__}")
    _add_window_options(parser, None)
    parser.add_argument(
        "--seed", type=parsing.seed, metavar="N", help="open with the face of this seed"
    )
    parser.add_argument(
        "--open", type=parsing.path, metavar="FILE", help="same as the command open"
    )
    commands = parser.add_subparsers(metavar="COMMAND", dest="command")
    opening = commands.add_parser(
        OPEN,
        help="open files in the window",
        description=(
            "Open the window with the face in a picture facelab saved, a recipe "
            "(.json) or a latent (.npy, .npz, .pt, .safetensors). With several files "
            "or a folder, the first face is shown and the others are in the history. "
            "Exported faces (.facelab) are imported and the first is shown. "
            "Timelines, character sheets and wishes of a cast go to their panels. "
            "Directions are imported into Mine. A network (.pkl, .pt, .safetensors) is loaded."
        ),
    )
    opening.add_argument("file", type=parsing.path, nargs="+", metavar="FILE")
    vectors.add_as(opening)
    _add_window_options(opening, argparse.SUPPRESS)
    for command in (render, make, verify, library, weights, directions, signer, bench, info):
        command.add_parser(commands)
    return parser


def _add_window_options(parser: argparse.ArgumentParser, default: str | None) -> None:
    # Names of their own: commands have a --device that means something else.
    parser.add_argument(
        "--device",
        choices=("auto", "cuda", "mps", "cpu"),
        dest="window_device",
        default=default,
        help="device the network runs on, from now on",
    )
    parser.add_argument(
        "--library",
        type=parsing.path,
        metavar="DIR",
        default=default,
        help="library folder (FACELAB_LIBRARY, the settings, or the default folder)",
    )
    parser.add_argument(
        "--model",
        dest="window_model",
        metavar="NAME|FILE",
        default=default,
        help="network to use from now on: of the catalogue, one that you added, or a file",
    )


class Window(Protocol):
    """What the command line asks of the window."""

    def open(
        self,
        seed: int | None,
        paths: Sequence[Path],
        device: str | None,
        library: Path | None,
        meant: Meant | None = None,
        network: Path | None = None,
    ) -> int:
        """Open it and stay until it is closed; returns the exit status."""

    def drag(
        self,
        seconds: float,
        device: str,
        seen: bool,
        network: Path | None = None,
        previews: PreviewsChoice = "auto",
    ) -> Mapping[str, Any]:
        """Drag a slider in it for some seconds; returns what was measured."""


def main(arguments: Sequence[str], window: Window | None = None) -> int:
    """Run facelab. Returns the exit status: 0 well, 1 failed, 2 wrong arguments.

    Parameters
    ----------
    arguments : sequence of str
        Without the program's name.
    window : Window or None
        Opened if there is no command; without one a command is needed.
    """
    parser = build_parser()
    parsed = parser.parse_args(arguments)
    _refuse_window_options(parser, parsed)
    try:
        if parsed.command in (None, OPEN):
            if window is None:
                parser.error("a command is needed; see --help")
            paths = parsed.file if parsed.command else [parsed.open] if parsed.open else []
            meant = parsed.meant if parsed.command else None
            network = None if parsed.window_model is None else file_of(parsed.window_model)
            return window.open(
                parsed.seed, paths, parsed.window_device, parsed.library, meant, network
            )
        if parsed.command == "bench" and parsed.drag_here:
            if window is None:
                parser.error("no window to measure")
            seen = parsed.drag_here == "all"
            network = file_of(parsed.model) if is_own(parsed.model) else None
            figures = window.drag(parsed.seconds, parsed.device, seen, network, parsed.previews)
            out(bench.drag_json(figures))
            return 0
        sweep_own_folders()
        status: int = parsed.run(parsed)
        return status
    except FacelabError as error:
        return _failed(parsed, error)
    except KeyboardInterrupt:
        say(STOPPED)
        return STOPPED_STATUS
    except BrokenPipeError:
        # The reader of our output has gone, as `| head` does; nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        return _failed(parsed, _of_system(error))
    except Exception as error:  # the outermost edge: nobody sees a traceback
        return _failed(parsed, NO_MEMORY if is_out_of_memory(error) else unforeseen(error))


def _failed(parsed: argparse.Namespace, error: FacelabError) -> int:
    """Say it on one line, whatever a file or a library said. Returns the exit status."""
    name = f"facelab {parsed.command}" if parsed.command else "facelab"
    say(f"{name}: {error}")
    return 2 if isinstance(error, RecipeError | DestinationError) else 1


def _of_system(error: OSError) -> FacelabError:
    """What the system refused, in words."""
    try:
        Path.cwd()
    except OSError:
        return FacelabError(
            "The folder facelab was started in no longer exists.",
            "",
            "Change to another folder and try again.",
        )
    place = f"{error.filename}: " if error.filename else ""
    return FacelabError(f"{place}{error.strerror or error}.")


def _refuse_window_options(parser: OneLineParser, parsed: argparse.Namespace) -> None:
    """What is for the window must not be passed over in silence with another command."""
    command = parsed.command
    if command is None:
        return
    for option in ("seed", "open", "window_device", "library", "window_model"):
        if getattr(parsed, option) is None or (command, option) == ("library", "library"):
            continue
        if command == OPEN and option in ("window_device", "library", "window_model"):
            continue
        name = option.removeprefix("window_")
        parser.error(f"--{name} before {command} applies only to the window")
