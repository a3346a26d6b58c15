"""The options that say where files go; what may go where is decided by `facelab.destinations`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import BinaryIO, TypeVar

from facelab import destinations
from facelab.files import move_to_new, part_of, replacing

T = TypeVar("T")


def add_overwrite(parser: argparse._ActionsContainer) -> None:
    """The one way to have a file replaced."""
    parser.add_argument("--overwrite", action="store_true", help="replace existing files")


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


def made_into(
    output: Path, usual: Path, overwrite: bool, make: Callable[[Path], T]
) -> tuple[T, Path]:
    """Have a long job write its file to what `chosen_output` chose.

    A file that came to be there while it worked stays: the next free name is taken, for hours of
    work must not end in a refusal.

    Parameters
    ----------
    make : callable
        Called with the path to write to.

    Returns
    -------
    T
        What `make` returns.
    Path
        Where the file is.
    """
    if overwrite or output == usual:
        return make(output), output
    part = part_of(output)
    try:
        made = make(part)
        while True:
            place = destinations.free(output)
            with suppress(FileExistsError):
                move_to_new(part, place)
                return made, place
    finally:
        with suppress(OSError):  # it has gone to its place, or was never made
            part.unlink()
