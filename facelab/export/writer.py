"""What leaves facelab as a file: a picture, what is said with it, and a writer for each format.

The way out, in this order: the picture at its size (`facelab.export.sizes`), what `Marking.pixels`
does to it, the format's writer, what `Marking.file` does to the finished bytes, the disk
(`facelab.export.writing`). A format is one file in `facelab.export.formats`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from facelab import __version__
from facelab.recipe import Recipe, recipe_to_json

Pixels = NDArray[np.uint8] | NDArray[np.float32]
Bits = Literal[8, 16]
PREPARED = "prepared"  # beside the recipe in its text


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture that leaves.

    Attributes
    ----------
    pixels : uint8 or float32 array [H, W, 3] or [H, W, 4]
        Red, green, blue and, if there are four, straight alpha. For a display in sRGB: uint8 0 to
        255, or float32 0 to 1 with its curve in it. 8-bit formats write uint8 as it is.
    recipe : Recipe
        Which face it is.
    layers : mapping of str to float32 [H, W]
        More of it by name ("matte.Y"), for formats that have layers; the others leave them out.
    """

    pixels: Pixels
    recipe: Recipe
    layers: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)

    @property
    def has_alpha(self) -> bool:
        """Whether it has a fourth channel."""
        return bool(self.pixels.shape[2] == 4)


@dataclass(frozen=True)
class Metadata:
    """What is said in the file beside its pixels. That they are sRGB is always said.

    Attributes
    ----------
    recipe : str or None
        The recipe as JSON; the file opens again as its face.
    xmp : bytes or None
        An XMP packet in UTF-8, without the recipe: a format that has no place of its own for
        this puts it into the packet (`facelab.export.xmp`).
    software : str
        What made it.
    """

    recipe: str | None = None
    xmp: bytes | None = None
    software: str = f"facelab {__version__}"

    @classmethod
    def of(cls, recipe: Recipe, xmp: bytes | None = None) -> Metadata:
        """With the recipe."""
        return cls(recipe_to_json(recipe), xmp)

    def as_prepared(self, way: str) -> Metadata:
        """The same, and in which way the picture was made of its recipe; empty is the usual way.
        Stands beside the recipe in its text, where readers of recipes pass over it.
        """
        if not way or self.recipe is None:
            return self
        return replace(self, recipe=f'{self.recipe[:-1]},"{PREPARED}":"{way}"}}')


@dataclass(frozen=True)
class Encoding:
    """How a picture becomes a file.

    Attributes
    ----------
    format : str
        A name in `facelab.export.formats`.
    bits : 8 or 16
        Of a channel; formats that have only one way take no notice.
    quality : int
        Of lossy formats, 1 to 100.
    lossless : bool
        For formats that can be both.
    background : (int, int, int)
        Red, green, blue, 0 to 255: shows through in formats without transparency.
    """

    format: str = "png"
    bits: Bits = 8
    quality: int = 92
    lossless: bool = False
    background: tuple[int, int, int] = (255, 255, 255)


@dataclass(frozen=True)
class Marking:
    """What is done to a picture on its way out, so that it says what it is. Nothing by default.

    Attributes
    ----------
    pixels : callable
        Called with the pixels at their final size, as in `Picture`, before they are encoded;
        returns pixels of the same shape and type (a watermark, a label).
    file : callable
        Called with the finished file and its media type, before it is written; returns the file
        (a signature). Not called for a format that has no media type.
    sidecar : callable
        Called with the finished file and its media type ("" if it has none); returns an ending
        and the content of a file to lie beside it, or None.
    clip : callable
        Called with a finished clip, a path beside it and its media type; writes the signed clip
        there and returns True, or False if there is nothing to add.
    clip_beside : callable
        Called with a finished clip and its media type; returns an ending and the content of a
        file to lie beside it, or None.
    """

    pixels: Callable[[Pixels], Pixels] = lambda pixels: pixels
    file: Callable[[bytes, str], bytes] = lambda content, media_type: content
    sidecar: Callable[[bytes, str], tuple[str, bytes] | None] = lambda content, media_type: None
    clip: Callable[[Path, Path, str], bool] = lambda path, into, media_type: False
    clip_beside: Callable[[Path, str], tuple[str, bytes] | None] = lambda path, media_type: None


class Writer(Protocol):
    """Writes one format.

    Attributes
    ----------
    name : str
        As in `Encoding.format`.
    title : str
        For people.
    suffixes : tuple of str
        Endings of its files, in lower case; the first is given to new ones.
    media_type : str
        "image/png"; empty if there is none that others know.
    draws : bool
        Whether it writes pixels; a recipe alone needs no picture.
    opens : bool
        Whether its files open again as their face.
    alpha : bool
        Whether it holds transparency.
    linear : bool
        Whether alpha is mixed in linear light, by the writer or by who reads its files: then it
        is how much of a pixel is covered, else what looks so when display numbers are mixed.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    media_type: str
    draws: bool
    opens: bool
    alpha: bool
    linear: bool

    def wants_float(self, encoding: Encoding) -> bool:
        """Whether float32 pixels hold more than it would write of uint8."""

    def encode(self, picture: Picture, metadata: Metadata, encoding: Encoding) -> bytes:
        """The whole file."""
