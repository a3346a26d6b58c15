"""Formats by plain names: how a picture is to be for a purpose, chosen in one word.

A name here is what people say; `facelab.export.formats` has the files behind it.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from facelab.errors import RecipeError
from facelab.export.writer import Encoding


@dataclass(frozen=True)
class NamedFormat:
    """A way for pictures to leave.

    Attributes
    ----------
    name : str
        On the command line.
    title, about : str
        For people.
    encoding : Encoding
    longest : int or None
        Edge in pixels; None is the network's own size.
    """

    name: str
    title: str
    about: str
    encoding: Encoding
    longest: int | None = None


_ALL = (
    NamedFormat("portrait", "Portrait", "PNG, for everything", Encoding("png")),
    NamedFormat("png-16", "PNG, 16 bit", "PNG with 16 bits a channel", Encoding("png", bits=16)),
    NamedFormat("jpeg", "JPEG", "small, for mail and the web", Encoding("jpeg")),
    NamedFormat("webp", "WebP", "smaller still, for the web", Encoding("webp", quality=88)),
    NamedFormat(
        "webp-lossless", "WebP, lossless", "as PNG, but smaller", Encoding("webp", lossless=True)
    ),
    NamedFormat("tiff", "TIFF, 16 bit", "for retouching and print", Encoding("tiff")),
    NamedFormat("film-still", "Film still", "OpenEXR in linear light", Encoding("exr")),
)

NAMED: dict[str, NamedFormat] = {each.name: each for each in _ALL}
USUAL = "portrait"


def named_format(name: str) -> NamedFormat:
    """The format of a name.

    Raises
    ------
    RecipeError
        There is none.
    """
    if name not in NAMED:
        near = difflib.get_close_matches(name, list(NAMED), n=1)
        meant = f" Did you mean {near[0]}?" if near else ""
        raise RecipeError(
            f"No format is called {name!r}.", "", f"Choose from {', '.join(NAMED)}.{meant}"
        )
    return NAMED[name]
