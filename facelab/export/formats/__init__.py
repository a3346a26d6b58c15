"""The formats that facelab writes, one file each. A new one is a file here and a line below."""

from __future__ import annotations

from pathlib import Path

from facelab.errors import ExportError
from facelab.export.formats.exr import ExrWriter
from facelab.export.formats.jpeg import JpegWriter
from facelab.export.formats.pdf import PdfWriter
from facelab.export.formats.png import PngWriter
from facelab.export.formats.recipe_json import RecipeWriter
from facelab.export.formats.tiff import TiffWriter
from facelab.export.formats.webp import WebpWriter
from facelab.export.writer import Writer

_WRITERS: tuple[Writer, ...] = (
    PngWriter(),
    JpegWriter(),
    WebpWriter(),
    TiffWriter(),
    ExrWriter(),
    PdfWriter(),
    RecipeWriter(),
)

WRITERS: dict[str, Writer] = {writer.name: writer for writer in _WRITERS}
# Endings of pictures that open again as their face.
PICTURE_SUFFIXES = tuple(
    suffix for each in _WRITERS if each.draws and each.opens for suffix in each.suffixes
)


def writer_of(name: str) -> Writer:
    """The writer of a format.

    Raises
    ------
    ExportError
        There is none of this name.
    """
    if name not in WRITERS:
        raise ExportError(
            f"facelab writes no files of the format {name!r}.",
            "",
            f"Choose one of {', '.join(WRITERS)}.",
        )
    return WRITERS[name]


def writer_for(path: Path) -> Writer | None:
    """The writer whose files end as a name does, None if there is none."""
    suffix = path.suffix.lower()
    return next((each for each in _WRITERS if suffix in each.suffixes), None)
