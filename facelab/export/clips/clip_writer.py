"""What a kind of clip is: how its file is begun, and what it can hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from facelab.export.writer import Pixels

RATES = (12, 60)  # pictures a second


@dataclass(frozen=True, eq=False)
class Shown:
    """What a file is to say of its pictures.

    Attributes
    ----------
    count : int
        How many there will be.
    rate : int
        Pictures a second.
    software : str
        What made it.
    xmp : bytes or None
        An XMP packet in UTF-8.
    repeat : bool
        Whether it is to be played again and again, where a file can say so.
    samples : sequence of arrays
        Some of its pictures, for a writer that wants to know the colours first.
    """

    count: int
    rate: int
    software: str = ""
    xmp: bytes | None = None
    repeat: bool = False
    samples: Sequence[Pixels] = ()


class ClipFile(Protocol):
    """A clip that is being written. It holds no more than a few pictures at any time."""

    def add(self, pixels: Pixels) -> None:
        """The next picture [H, W, 3 or 4], all of one size; four channels only if the kind has
        alpha.
        """

    def finish(self) -> None:
        """Write what is still held, and the index."""

    def abandon(self) -> None:
        """Let go of a file that nobody will read."""


class ClipWriter(Protocol):
    """Writes one kind of clip. The same pictures give the same bytes.

    Attributes
    ----------
    name : str
        By which it is asked for.
    title : str
        For people.
    about : str
        Who takes it, in a few words.
    suffixes : tuple of str
        Endings of its files; the first is given to new ones.
    media_type : str
    alpha : bool
        Whether it holds transparency, straight.
    even : bool
        Whether its sides must be even numbers.
    deep : bool
        Whether float32 pixels hold more than it would write of uint8.
    rates : (int, int)
        Pictures a second, least and most.
    sampled : bool
        Whether it wants samples.
    """

    name: str
    title: str
    about: str
    suffixes: tuple[str, ...]
    media_type: str
    alpha: bool
    even: bool
    deep: bool
    rates: tuple[int, int]
    sampled: bool

    def check(self) -> None:
        """Refuse where something is not installed that it takes.

        Raises
        ------
        ExportError
        """

    def begin(self, path: Path, shown: Shown) -> ClipFile:
        """A new file.

        Raises
        ------
        OSError
        """

    def close(self, path: Path, shown: Shown) -> None:
        """Put in what can only be put in once all pictures are there, as into MP4 its XMP."""


class PictureByPicture:
    """What writers have in common that pack each picture by itself, and need no PyAV."""

    alpha = True
    even = False
    deep = False
    rates = RATES
    sampled = False

    def check(self) -> None:
        """Nothing is needed."""

    def close(self, path: Path, shown: Shown) -> None:
        """Nothing is left to do."""
