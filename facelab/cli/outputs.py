"""The options that say where files go; what may go where is decided by `facelab.destinations`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

from facelab import destinations
from facelab.files import replacing


def add_overwrite(parser: argparse._ActionsContainer) -> None:
    """The one way to have a file replaced."""
    parser.add_argument("--overwrite", action="store_true", help="replace files that are there")


def chosen_output(
    arguments: argparse.Namespace,
    usual: Path,
    suffixes: Sequence[str],
    inputs: Iterable[Path] = (),
) -> Path:
    """What `--output` says, or the usual place, whose file is made anew.

    Raises
    ------
    DestinationError
        `--output` is no place for it, or there is a file without `--overwrite`.
    """
    chosen: Path | None = arguments.output
    if chosen is None or chosen.absolute() == usual.absolute():
        return usual
    return destinations.named(chosen, suffixes, arguments.overwrite, inputs)


def opened_output(
    output: Path, usual: Path, suffixes: Sequence[str], overwrite: bool
) -> AbstractContextManager[BinaryIO]:
    """Open what `chosen_output` chose, or a file beside it, for writing."""
    if output == usual:
        return replacing(output)
    return destinations.writing(output, suffixes, overwrite)
