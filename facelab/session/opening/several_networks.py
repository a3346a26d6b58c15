"""Several networks that are opened together: one is put to use, the others go into the menu."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from facelab.errors import FacelabError
from facelab.plain_text import plain
from facelab.progress import Progress, Steps
from facelab.session.known_networks import KnownNetwork, described
from facelab.session.messages import Message

MOST_NAMED = 6  # files that were refused and are named, each with its reason
MOST_LETTERS = 60  # of a file's name


@dataclass(frozen=True)
class Described:
    """What files hold.

    Attributes
    ----------
    known : tuple of KnownNetwork
    refused : tuple of (str, FacelabError)
        Name of a file that holds no network that could be drawn with, and why.
    """

    known: tuple[KnownNetwork, ...]
    refused: tuple[tuple[str, FacelabError], ...]


def describe_all(paths: Sequence[Path]) -> Steps[Described]:
    """Read the files, one after another."""
    known: list[KnownNetwork] = []
    refused: list[tuple[str, FacelabError]] = []
    for number, path in enumerate(paths):
        yield Progress(number, len(paths), f"Reading {plain(path.name, MOST_LETTERS)}")
        try:
            known.append(described(path))
        except FacelabError as error:
            refused.append((path.name, error))
    return Described(tuple(known), tuple(refused))


def told_described(found: Described, first: Path, most: int) -> Message:
    """What came of it.

    Parameters
    ----------
    found : Described
        All but the first, which tells of itself.
    first : Path
        The one that is put to use.
    most : int
        How many files the menu remembers.
    """
    count = len(found.known)
    what = "1 more network is in the Network menu"
    if count != 1:
        what = f"{count} more networks are in the Network menu"
    lines = [f"{plain(first.name, MOST_LETTERS)} is the first, and is put to use."]
    if count >= most:
        lines.append(f"The menu shows the {most} files that were opened last.")
    lines += [
        f"{plain(name, MOST_LETTERS)}: {plain(error.why or error.what, 160)}"
        for name, error in found.refused[:MOST_NAMED]
    ]
    if len(found.refused) > MOST_NAMED:
        lines.append(f"And {len(found.refused) - MOST_NAMED} more were not opened.")
    return Message("warning" if found.refused else "info", what, "\n".join(lines))
