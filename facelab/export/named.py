"""Formats by plain names: how a picture is to be for a purpose, chosen in one word.

A name here is what people say; `facelab.export.formats` has the files behind it. A format is only
a description: `facelab.preparing` makes pictures as it says. As files, and the user's own:
`facelab.export.format_file`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from facelab.errors import RecipeError
from facelab.export.formats import WRITERS
from facelab.export.names import check_pattern
from facelab.export.sizes import LARGEST, SMALLEST
from facelab.export.writer import Encoding
from facelab.plain_text import plain

MAX_NAME, MAX_TITLE, MAX_ABOUT, MAX_PATTERN = 60, 80, 300, 200
MOST_CELLS = 1000  # faces on one sheet
LONGEST_SHEET = 12_000  # pixels of an edge

Outline = Literal["square", "round", "oval"]
Letters = Literal["any", "words", "plain"]
Enhance = Literal[0, 2048, 4096]
ENHANCED = (2048, 4096)

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")


def _check_range(what: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ValueError(f"{what} is {value}; it must be {low} to {high}")


def _check_colour(what: str, value: str) -> None:
    if value and not _COLOUR.fullmatch(value):
        raise ValueError(f"{what} is no colour; write it like #ff8800")


def _check_name(name: str) -> None:
    if len(name) > MAX_NAME or not _NAME.fullmatch(name):
        raise ValueError(
            f"{plain(name, MAX_NAME)!r} is no name of a format: small letters, digits and dashes, "
            f"up to {MAX_NAME}"
        )


def _check_encoding(encoding: Encoding) -> None:
    if encoding.format not in WRITERS or not WRITERS[encoding.format].draws:
        raise ValueError(f"there are no pictures of the kind {plain(encoding.format, 40)!r}")
    _check_range("quality", encoding.quality, 1, 100)
    for value in encoding.background:
        _check_range("background", value, 0, 255)


class _Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A value that is written to files: what is usual is left out, what is unknown is refused."""


class Shape(_Said, frozen=True):
    """What is left of a picture.

    Attributes
    ----------
    outline : "square", "round" or "oval"
        Square is the picture as it is. An oval is that of the face, found by its landmarks.
    ring : str
        "#rrggbb" of a ring on the edge of a round picture; empty if there is none.
    ring_width : float
        Of the picture's side.
    outside : str
        "#rrggbb" of what is outside; empty is transparent.
    """

    outline: Outline = "square"
    ring: str = ""
    ring_width: float = 0.045
    outside: str = ""

    def __post_init__(self) -> None:
        _check_colour("ring", self.ring)
        _check_colour("outside", self.outside)
        _check_range("ring_width", self.ring_width, 0.005, 0.25)
        if self.ring and self.outline != "round":
            raise ValueError("only a round picture has a ring")


class Research(_Said, frozen=True):
    """Pictures as experiments need them: heads alike in place and size, light alike in sum.

    Attributes
    ----------
    head : float
        From the middle between the eyes to the chin, of the picture's side; 0 leaves heads where
        and as large as they are.
    luminance : float
        Mean relative luminance, 0 to 1, of what the shape leaves; 0 leaves it as it is.
    contrast : float
        Its standard deviation over its mean (RMS contrast); 0 leaves it as it is.
    """

    head: float = 0.45
    luminance: float = 0.28
    contrast: float = 0.55

    def __post_init__(self) -> None:
        for name in ("head", "luminance", "contrast"):
            value = getattr(self, name)
            if value:
                _check_range(name, value, 0.02, 0.9)
        if bool(self.luminance) != bool(self.contrast):
            raise ValueError("luminance and contrast are set together or not at all")


class Sheet(_Said, frozen=True):
    """Several faces in one file.

    Attributes
    ----------
    columns, rows : int
        Of one page; what does not fit goes on the next.
    cell : int
        Side of a face in pixels.
    gap : int
        Between faces, and on the edge, in pixels.
    labels : tuple of "name" or "seed"
        Written under each face, a line each.
    paper : str
        "#rrggbb"; empty is transparent.
    whole : bool
        Whether places without a face are there as well, as games want it.
    """

    columns: int = 5
    rows: int = 6
    cell: int = 384
    gap: int = 36
    labels: tuple[Literal["name", "seed"], ...] = ()
    paper: str = ""
    whole: bool = False

    def __post_init__(self) -> None:
        _check_range("columns", self.columns, 1, MOST_CELLS)
        _check_range("rows", self.rows, 1, MOST_CELLS)
        _check_range("columns times rows", self.columns * self.rows, 1, MOST_CELLS)
        _check_range("cell", self.cell, SMALLEST, LARGEST)
        _check_range("gap", self.gap, 0, 1000)
        _check_colour("paper", self.paper)
        if len(set(self.labels)) != len(self.labels):
            raise ValueError("a label stands twice")
        for count in (self.columns, self.rows):
            if count * (self.cell + self.gap) > LONGEST_SHEET:
                raise ValueError(f"a sheet has at most {LONGEST_SHEET} pixels in a row")


class NamedFormat(_Said, frozen=True):
    """A way for pictures to leave.

    Attributes
    ----------
    name : str
        On the command line: small letters, digits and dashes.
    title, about : str
        For people.
    encoding : Encoding
    longest : int or None
        Edge in pixels; None is the size that the picture has. A larger one than that is enlarged
        by Lanczos; of a sheet its cells say it.
    enhance : 0, 2048 or 4096
        Side in pixels that a network draws anew before anything else; 0 leaves that out.
    background : str
        transparent, blur or "#rrggbb"; empty is the picture's own. A file is none: a format
        travels without one.
    shape : Shape
    research : Research or None
    sheet : Sheet or None
        Several faces to one file.
    pattern : str
        Of names of files; empty is what whoever saves says.
    letters : "any", "words" or "plain"
        Of names of files: words are small letters, digits, _ and spaces, as Ren'Py wants them;
        plain are letters and digits alone.
    """

    name: str
    title: str
    about: str
    encoding: Encoding = Encoding()
    longest: int | None = None
    enhance: Enhance = 0
    background: str = ""
    shape: Shape = Shape()
    research: Research | None = None
    sheet: Sheet | None = None
    pattern: str = ""
    letters: Letters = "any"

    def __post_init__(self) -> None:
        _check_name(self.name)
        for field, limit in (("title", MAX_TITLE), ("about", MAX_ABOUT), ("pattern", MAX_PATTERN)):
            text = getattr(self, field)
            if len(text) > limit or text != plain(text):
                raise ValueError(f"{field} is no plain text of up to {limit} letters")
        if not self.title:
            raise ValueError("title is empty")
        if self.pattern:
            try:
                check_pattern(self.pattern)
            except RecipeError as error:
                raise ValueError(error.what.rstrip(".")) from error
        if self.longest is not None:
            _check_range("longest", self.longest, SMALLEST, LARGEST)
        if self.background not in ("", "transparent", "blur"):
            _check_colour("background", self.background)
        _check_encoding(self.encoding)
        if self.sheet is None and not WRITERS[self.encoding.format].opens:
            raise ValueError("a PDF holds sheets, for it does not open again as its face")
        if self.research is not None and self.sheet is not None:
            raise ValueError("research pictures are files of their own: a format has one of both")

    def changed(self, **fields: Any) -> NamedFormat:
        """The same with other values of some fields.

        Raises
        ------
        ValueError
            Out of range.
        """
        return msgspec.structs.replace(self, **fields)

    @property
    def suffix(self) -> str:
        """The ending of its files."""
        return WRITERS[self.encoding.format].suffixes[0]

    @property
    def is_plain(self) -> bool:
        """Whether pictures leave as they are drawn, but for their size."""
        return (
            not (self.enhance or self.background or self.research or self.sheet)
            and self.shape == Shape()
        )


_CONTACT = Sheet(5, 6, 384, 36, ("name", "seed"), "#ffffff")
_SET = Sheet(4, 2, 144, 0, whole=True)
_ALL = (
    NamedFormat("portrait", "Portrait", "PNG, for everything"),
    NamedFormat(
        "transparent-head",
        "Transparent head",
        "head and shoulders cut out, PNG with alpha",
        background="transparent",
    ),
    NamedFormat(
        "avatar",
        "Avatar",
        "round, 512 pixels, PNG with alpha",
        longest=512,
        shape=Shape("round"),
    ),
    NamedFormat(
        "token",
        "Tabletop token",
        "round with a ring, 512 pixels, PNG with alpha",
        longest=512,
        shape=Shape("round", ring="#c8a24a"),
    ),
    NamedFormat(
        "rpg-maker",
        "RPG Maker face",
        "144 pixels, for img/faces of RPG Maker MV and MZ",
        longest=144,
        letters="plain",
    ),
    NamedFormat(
        "rpg-maker-set",
        "RPG Maker face set",
        "eight faces of 144 pixels, 4 × 2, for img/faces of RPG Maker MV and MZ",
        sheet=_SET,
        pattern="faces{index}",
        letters="plain",
    ),
    NamedFormat(
        "renpy",
        "Ren'Py side image",
        "head and shoulders cut out, 400 pixels, named for game/images",
        longest=400,
        background="transparent",
        pattern="side {name}",
        letters="words",
    ),
    NamedFormat(
        "contact-sheet",
        "Contact sheet",
        "30 faces a page with names and seeds, PNG",
        sheet=_CONTACT,
        pattern="contact sheet {index}",
    ),
    NamedFormat(
        "contact-sheet-pdf",
        "Contact sheet, PDF",
        "30 faces a page with names and seeds, one PDF",
        Encoding("pdf"),
        sheet=_CONTACT,
        pattern="contact sheet",
    ),
    NamedFormat("film-still", "Film still", "OpenEXR in linear light", Encoding("exr")),
    NamedFormat(
        "research",
        "Research picture",
        "an oval on grey, heads alike in size, equal mean luminance and contrast, and their "
        "figures in a table",
        longest=512,
        shape=Shape("oval", outside="#909090"),
        research=Research(),
    ),
    NamedFormat("png-16", "PNG, 16 bit", "PNG with 16 bits a channel", Encoding("png", bits=16)),
    NamedFormat("jpeg", "JPEG", "small, for mail and the web", Encoding("jpeg")),
    NamedFormat("webp", "WebP", "smaller still, for the web", Encoding("webp", quality=88)),
    NamedFormat(
        "webp-lossless", "WebP, lossless", "as PNG, but smaller", Encoding("webp", lossless=True)
    ),
    NamedFormat("tiff", "TIFF, 16 bit", "for retouching and print", Encoding("tiff")),
)

NAMED: dict[str, NamedFormat] = {each.name: each for each in _ALL}
USUAL = "portrait"


def named_format(name: str, own: Mapping[str, NamedFormat] | None = None) -> NamedFormat:
    """The format of a name: the user's own, or one that comes with facelab.

    Raises
    ------
    RecipeError
        There is none.
    """
    known = {**NAMED, **(own or {})}
    if name not in known:
        near = difflib.get_close_matches(name, list(known), n=1)
        meant = f" Did you mean {near[0]}?" if near else ""
        raise RecipeError(
            f"No format is called {plain(name, MAX_NAME)!r}.",
            "",
            f"Choose from {', '.join(known)}, or name a file.{meant}",
        )
    return known[name]
